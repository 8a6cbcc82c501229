"""What is known of a set folder before it is read whole: the id and edition it claims, and whether it is too large."""

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from engine.discovery.drop_in_folder import SET_FILE
from engine.domain.text import nfc

MOST_BYTES = 8_000_000
"""The YAML of one set, all files together; the largest bundled set has a fiftieth of it."""

_HEAD_BYTES = 16_384
_TOP_LEVEL = re.compile(
    r"""^(id|edition):[ \t]+ (?: "([^"\\\n]+)" | '([^'\n]+)' | ([0-9A-Za-z][^\s:\#]*) ) [ \t]* (?:[ \t]\#.*)?$""",
    re.MULTILINE | re.VERBOSE,
)


def claimed_name(folder: Traversable) -> tuple[str, str] | None:
    """The id and edition that `criteria_set.yaml` states in lines of its own near its beginning, or None.

    This is a look at the lines and not a reading of the YAML: it lets a catalogue know which set is where without
    reading every file of every set. Who reads the set compares; where this gives None the set must be read to know.
    """
    try:
        file = folder.joinpath(SET_FILE)
        if not file.is_file():
            return None
        with file.open("rb") as stream:
            head = stream.read(_HEAD_BYTES).decode("utf-8-sig", "replace")
        whole_lines = nfc(head.replace("\r", "")).rpartition("\n")[0]
    except OSError:
        return None
    found = [(key, double or single or bare) for key, double, single, bare in _TOP_LEVEL.findall(whole_lines)]
    said = dict(found)
    return (said["id"], said["edition"]) if len(found) == 2 and len(said) == 2 else None


def is_too_large(folder: Traversable) -> bool:
    """Whether the YAML in a folder is more than a set may have. A folder inside an archive has been packed by hand."""
    return isinstance(folder, Path) and sum(_sizes(folder)) > MOST_BYTES


def _sizes(folder: Path) -> Iterator[int]:
    for place in (folder, folder / "components"):
        yield from (file.stat().st_size for file in place.glob("*.yaml") if file.is_file())
