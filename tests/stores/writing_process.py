"""A process that keeps results one by one and says each hash once it is kept: PATH, NAME, HOW MANY (0: without end)."""

import sys
from itertools import count
from pathlib import Path

from engine.storage.database import open_database
from engine.storage.scorecard_store import ScorecardStore
from engine.storage.upgrading import upgrade
from tests.stores.example_rows import pair


def say(word: str) -> None:
    """A line that the parent process reads at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(path: str, name: str, how_many: str) -> None:
    """Bring the database up to date, then write."""
    database = open_database(Path(path))
    upgrade(database)
    say("ready")
    store = ScorecardStore(database)
    for number in range(int(how_many)) if int(how_many) else count():
        say(store.keep(*pair(unit=f"{name}-{number}")).hash)


if __name__ == "__main__":
    main(*sys.argv[1:])
