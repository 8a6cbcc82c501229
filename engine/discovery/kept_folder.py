"""The folder of kept sets: used only while it is ours alone, written so that nobody ever reads half an entry."""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_ENTRIES = 64
MOST_BYTES = 64_000_000
"""The longest entry that is read; the largest bundled set has a hundredth of it."""

_SUFFIX = ".kept"
_MARK = b"parindex/kept-set/1\n"
_ONLY_OURS = 0o700
_OF_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class KeptFolder:
    """A folder of entries, each under a key of hexadecimal digits. What is wrong with it costs time and nothing else.

    An entry carries the sha256 of what it holds, so that one that was cut short or changed by a failing disk is told.
    """

    path: Path

    def problem(self) -> str:
        """Why the folder is not used, `not-a-folder`, `not-ours` or `open-to-others`; empty when it is, or can be made.

        Where the system does not know owners (Windows), the folder lies below the user's own and is taken as it is.
        """
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            return ""
        except OSError:
            return "not-a-folder"
        if not stat.S_ISDIR(found.st_mode):
            return "not-a-folder"
        if hasattr(os, "geteuid"):
            if found.st_uid != os.geteuid():
                return "not-ours"
            if found.st_mode & _OF_OTHERS:
                return "open-to-others"
        return ""

    def read(self, key: str) -> bytes | None:
        """What is kept under a key; None where nothing is, or nothing that can be trusted."""
        if self.problem():
            return None
        entry = self._entry(key)
        try:
            descriptor = os.open(entry, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, "rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError:
            return None
        head, body = data[: len(_MARK) + 65], data[len(_MARK) + 65 :]
        if len(data) > MOST_BYTES or head != _head(body):
            return None
        with suppress(OSError):
            os.utime(entry)  # what was used last is dropped last
        return body

    def write(self, key: str, body: bytes) -> None:
        """Keep something under a key. A full disk or a folder that cannot be written to is no problem of the caller."""
        if self.problem() or len(body) > MOST_BYTES - len(_head(b"")):
            return
        try:
            self.path.mkdir(mode=_ONLY_OURS, parents=True, exist_ok=True)
            self._put(key, _head(body) + body)
            self._drop_old()
        except OSError:
            return

    def _put(self, key: str, data: bytes) -> None:
        descriptor, name = tempfile.mkstemp(dir=self.path, prefix="new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(name).replace(self._entry(key))
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise

    def _drop_old(self) -> None:
        entries = [(entry.stat().st_mtime_ns, entry) for entry in self.path.glob(f"*{_SUFFIX}")]
        for _, entry in sorted(entries, reverse=True)[MOST_ENTRIES:]:
            entry.unlink(missing_ok=True)

    def _entry(self, key: str) -> Path:
        return self.path / f"{key}{_SUFFIX}"


def _head(body: bytes) -> bytes:
    return _MARK + hashlib.sha256(body).hexdigest().encode("ascii") + b"\n"
