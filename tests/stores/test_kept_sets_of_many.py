"""Several processes keep the same sets at once: each gets the whole set, and whole entries are what is left."""

import subprocess
import sys
from pathlib import Path

from engine.discovery.catalogue import open_catalogue

WRITERS, ROUNDS = 4, 3
WRITER = """
import sys
from pathlib import Path
from engine.discovery.catalogue import open_catalogue
for _ in range(int(sys.argv[2])):
    for entry in Path(sys.argv[1]).glob("*.kept"):
        entry.unlink(missing_ok=True)
    print(open_catalogue(cache=Path(sys.argv[1])).digest)
"""


def test_writers_and_readers_at_once_get_whole_sets(repository: Path, tmp_path: Path) -> None:
    cache = tmp_path / "kept"
    command = [sys.executable, "-c", WRITER, str(cache), str(ROUNDS)]
    running = [subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) for _ in range(WRITERS)]
    told = [process.communicate(timeout=300)[0].split() for process in running]
    catalogue = open_catalogue(cache=cache)
    assert told == [[catalogue.digest] * ROUNDS] * WRITERS
    assert catalogue.all() == open_catalogue().all()
    assert {entry.suffix for entry in cache.iterdir()} == {".kept"}
