"""Nothing heavy is loaded before a command needs it."""

import json
import subprocess
import sys
from pathlib import Path

HEAVY = {"alembic", "flask", "granian", "jsonschema", "numpy", "rich", "sqlalchemy", "waitress", "werkzeug", "yaml"}

ASK_FOR_HELP = """
import json, sys
from engine.cli.main import main
sys.argv = ["parindex", "--help"]
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def test_help_loads_no_heavy_library(repository: Path) -> None:
    command = [sys.executable, "-c", ASK_FOR_HELP]
    done = subprocess.run(command, cwd=repository, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert HEAVY.intersection(json.loads(done.stderr.splitlines()[-1])) == set()
