"""What is on the disk before anything is said of it: files and folders synced, whole files put in place."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync_file(path: Path) -> None:
    """Wait until the content of a file is on the disk."""
    _sync(path, os.O_RDWR)  # which Windows asks for


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows cannot be asked for that."""
    if hasattr(os, "O_DIRECTORY"):
        _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def place_beside(path: Path, mark: str) -> Path:
    """The hidden file next to `path` in which it is made."""
    return path.with_name(f".parindex-{mark}{path.suffix}")


@contextmanager
def whole_beside(path: Path, mark: str = "") -> Iterator[Path]:
    """Where to write what is to be `path`: it gets that name, in one moment, when all of it is on the disk.

    With a `mark` the place is that of `place_beside`, where a later run finds what a lost one left.
    """
    beside = place_beside(path, mark or secrets.token_hex(4))
    try:
        yield beside
        sync_file(beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put_whole(path: Path, data: bytes) -> None:
    """Let a file hold `data`, from one moment to the next, also where the machine stops in between."""
    with whole_beside(path) as beside:
        beside.write_bytes(data)


def content_hash(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
