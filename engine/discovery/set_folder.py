"""What is known of a set folder before it is read whole: the name that it claims, and whether it is too large."""

import re
from collections.abc import Iterator
from enum import StrEnum
from importlib.resources.abc import Traversable
from pathlib import Path

from engine.discovery.set_name import NAMELESS, SetName
from engine.domain.text import nfc


class SetFile(StrEnum):
    """The file at the top of a set folder, which says what the folder is: a criteria set, or an overlay on one."""

    SET = "criteria_set.yaml"
    OVERLAY = "overlay.yaml"


MOST_BYTES = 8_000_000
"""The YAML of one set, all files together; the largest bundled set has a fiftieth of it."""

_HEAD_BYTES = 16_384
_TOP_LEVEL = re.compile(
    r"""^(id|edition|revision):[ \t]+ (?: "([^"\\\n]+)" | '([^'\n]+)' | ([0-9A-Za-z][^\s:\#]*) )
        [ \t]* (?:[ \t]\#.*)?$""",
    re.MULTILINE | re.VERBOSE,
)
_WHOLE = re.compile("[1-9][0-9]{0,8}")


def set_files(folder: Traversable) -> tuple[SetFile, ...]:
    """Which of the files that make a set folder are there; raises OSError where that cannot be seen."""
    return tuple(name for name in SetFile if folder.joinpath(name).is_file())


def claimed_name(folder: Traversable) -> SetName:
    """The id, edition and revision that the file at the top states in lines of its own near its beginning.

    This is a look at the lines and not a reading of the YAML: it lets a catalogue know which set is where without
    reading every file of every set. Who reads the set compares; where the name is not whole, the set must be read to
    know it.
    """
    try:
        files = set_files(folder)
        if not files:
            return NAMELESS
        with folder.joinpath(files[0]).open("rb") as stream:
            head = stream.read(_HEAD_BYTES).decode("utf-8-sig", "replace")
        whole_lines = nfc(head.replace("\r", "")).rpartition("\n")[0]
    except OSError:
        return NAMELESS
    found = [(key, double or single or bare) for key, double, single, bare in _TOP_LEVEL.findall(whole_lines)]
    said = dict(found)
    if len(found) != len(said) or not {"id", "edition"} <= said.keys():
        return NAMELESS
    revision = said.get("revision", "")
    name = SetName(said["id"], said["edition"], int(revision) if _WHOLE.fullmatch(revision) else 0)
    return name if name.is_well_formed else NAMELESS


def is_too_large(folder: Traversable) -> bool:
    """Whether the YAML in a folder is more than a set may have. A folder inside an archive has been packed by hand."""
    return isinstance(folder, Path) and sum(_sizes(folder)) > MOST_BYTES


def _sizes(folder: Path) -> Iterator[int]:
    for place in (folder, folder / "components"):
        yield from (file.stat().st_size for file in place.glob("*.yaml") if file.is_file())
