"""`parindex.lock` on disk: read strictly, all that is wrong with it told at once, and written whole or not at all."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.discovery.lock import Lock, Pin
from engine.discovery.set_name import SetName
from engine.domain.doubles import named_again
from engine.domain.finding import Finding, error
from engine.errors import InvalidDocument
from engine.loading.folder_files import read_file
from engine.loading.json_reader import read_json
from engine.loading.schema_check import check_document
from engine.loading.section import Section, root_of
from engine.results.whole_file import write_whole

FILE_NAME = "parindex.lock"
FORMAT = "parindex/lock/1"


class LockUnusable(InvalidDocument):
    """The lock is missing or not in order; since what may be served is then unknown, nothing is."""

    code = "lock.unusable"

    def __init__(self, path: Path, findings: Iterable[Finding]) -> None:
        super().__init__(
            f"Không dùng được tệp ghim '{path}'.",
            f"The lock '{path}' cannot be used.",
            hint_vi="Lấy lại tệp từ nơi lưu, hoặc ghim lại bằng `parindex lock`; bỏ PARINDEX_LOCK nếu không ghim.",
            hint_en="Restore the file, or pin anew with `parindex lock`; unset PARINDEX_LOCK where nothing is pinned.",
            findings=tuple(findings),
        )


def read_lock(path: Path) -> Lock:
    """The lock in a file; raises LockUnusable, with all findings, where it is missing or not in order."""
    found = read_file(path, path.name)
    if isinstance(found, Finding):
        raise LockUnusable(path, [found])
    reading = read_json(found.data, found.name)
    if reading.document is None or reading.findings:
        raise LockUnusable(path, reading.findings)
    problems = check_document(reading.document, "lock/1")
    if problems:
        raise LockUnusable(path, problems)
    pins = [_pin(item) for item in root_of(reading.document).each("sets")]
    doubles = tuple(_doubles(pins))
    if doubles:
        raise LockUnusable(path, doubles)
    return Lock(str(path), {pin.name: pin for pin in pins})


def lock_document(pins: Iterable[Pin]) -> dict[str, object]:
    """The document of some pins, in the order of their names."""
    return {"format": FORMAT, "sets": [_entry(pin) for pin in sorted(pins, key=lambda pin: pin.name.order)]}


def write_lock(path: Path, document: dict[str, object]) -> None:
    """Put a lock in place of the one before; raises FileNotWritten."""
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    write_whole(path, text.encode())


def _pin(item: Section) -> Pin:
    return Pin(
        SetName(item.word("id"), item.word("edition"), item.whole("revision")),
        item.word("hash"),
        item.word("plugin"),
        item.word("origin"),
        item.word("distribution"),
        item.word("version"),
        item.place(),
    )


def _entry(pin: Pin) -> dict[str, object]:
    return {
        "id": pin.name.id,
        "edition": pin.name.edition,
        "revision": pin.name.revision,
        "hash": pin.hash,
        "plugin": pin.plugin,
        "origin": pin.origin,
        "distribution": pin.distribution,
        "version": pin.version,
    }


def _doubles(pins: Iterable[Pin]) -> Iterator[Finding]:
    for pin, before in named_again(pins, lambda pin: pin.name):
        yield error(
            "lock.double",
            pin.place,
            f"{pin.name} đã được ghim ở {before.place}.",
            f"{pin.name} is pinned already at {before.place}.",
            "Chạy lại `parindex lock`.",
            "Run `parindex lock` again.",
        )
