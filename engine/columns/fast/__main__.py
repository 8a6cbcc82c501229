"""`python -m engine.columns.fast`: compile the machine now and keep it, so that no run has to wait for it."""

import os
import sys
from pathlib import Path

from engine.columns.fast.kept_machine import is_kept, machine_state, prepare
from engine.settings import Settings


def main(arguments: list[str]) -> int:
    """Compile into the folder that is named, or that of PARINDEX_CACHE; exit code 1 where it cannot be kept."""
    prepare(Path(arguments[0]).absolute() if arguments else Settings.from_environment(os.environ).cache)
    from engine.columns.fast.compiled import executor

    executor()
    sys.stdout.write(f"{machine_state().folder if is_kept() else 'compiled, but there is no folder to keep it in'}\n")
    return 0 if is_kept() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
