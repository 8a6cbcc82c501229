"""The folder beside the output in which a run keeps what is finished: a lost process costs no more than a part."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.columns.files.durable import content_hash, place_beside, sync_file, sync_folder, whole_beside
from engine.columns.files.file_kinds import FileKind
from engine.columns.files.journal import NAME, Journal, PartDone, read_journal
from engine.columns.files.process_lock import hold
from engine.columns.files.refusals import refused
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.errors import InvalidDocument

_LOCK = "lock"


class PartsFolder:
    """Parts of one output, locked against other runs while it is open with `with`.

    What a lost process left half made of the output or the findings goes when the folder is opened.
    """

    def __init__(self, output: Path, findings: Path, kind: FileKind) -> None:
        self.output, self.kind = output, kind
        self._whole_findings = findings
        self.path = output.with_name(output.name + ".parts")
        self._suffix = kind.value if kind in (FileKind.CSV, FileKind.PARQUET) else FileKind.ARROW.value
        self._findings_suffix = findings.suffix
        self._mark = sha256(output.name.encode()).hexdigest()[:8]
        self._lock = -1

    def __enter__(self) -> Self:
        self.path.mkdir(exist_ok=True)
        self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        if not hold(self._lock):
            self._let_go()
            raise _in_use(self.path)
        for path in (self.output, self._whole_findings):
            place_beside(path, self._mark).unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    def whole(self, path: Path) -> AbstractContextManager[Path]:
        """Where to make the output or the findings, which get their name when all is on the disk."""
        return whole_beside(path, self._mark)

    def table(self, part: int) -> Path:
        """The file of one part."""
        return self.path / f"{part:06}.{self._suffix}"

    def findings(self, part: int) -> Path:
        """What was found in the rows of one part."""
        return self.path / f"{part:06}.findings{self._findings_suffix}"

    def continued(self, identity: Mapping[str, object], task: str) -> Journal:
        """The journal to go on with, a new one where nothing was begun.

        Parts that are not whole on the disk are done again with all after them. Raises InvalidDocument where the folder
        holds parts of another table or of another task.
        """
        journal = read_journal(self.path)
        if journal is None:
            self._see_that_nothing_is_lost()
            journal = Journal(identity, task)
        elif journal.input != dict(identity) or journal.task != task:
            raise _of_another_run(self.path, other_table=journal.input != dict(identity))
        sound = 0
        while sound < len(journal.parts) and self._is_whole(sound, journal.parts[sound]):
            sound += 1
        journal = journal.up_to(sound)
        journal.write(self.path)
        self._remove_but(journal)
        return journal

    def finish(self, part: int) -> tuple[str, str]:
        """Bring the files of a part to the disk; their hashes, "" for one that is not there."""
        hashes = []
        for path in (self.table(part), self.findings(part)):
            if path.exists():
                sync_file(path)
            hashes.append(content_hash(path) if path.exists() else "")
        sync_folder(self.path)
        return hashes[0], hashes[1]

    def gone_back(self, journal: Journal, row: int) -> Journal:
        """The journal without the part in which a row lies and all after it, which are forgotten."""
        journal = journal.up_to(sum(part.stop <= row for part in journal.parts))
        journal.write(self.path)
        self._remove_but(journal)
        return journal

    def begin_anew(self) -> None:
        """Forget what was finished."""
        (self.path / NAME).unlink(missing_ok=True)
        self._remove_but(None)

    def remove(self) -> None:
        """Take the folder away, the journal first: parts without one count for nothing."""
        (self.path / NAME).unlink(missing_ok=True)
        sync_folder(self.path)
        for path in self.path.iterdir():
            if path.name != _LOCK:
                path.unlink()
        try:
            (self.path / _LOCK).unlink()
        except PermissionError:  # Windows takes no open file away
            self._let_go()
            (self.path / _LOCK).unlink()
        with suppress(OSError):  # where the next run has begun already, the folder is its own
            self.path.rmdir()

    def _let_go(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _is_whole(self, part: int, done: PartDone) -> bool:
        for path, wanted in ((self.table(part), done.table_hash), (self.findings(part), done.findings_hash)):
            if wanted and not (path.is_file() and content_hash(path) == wanted):
                return False
        return True

    def _remove_but(self, journal: Journal | None) -> None:
        """Remove what is neither a finished part nor ours to keep."""
        kept = {_LOCK, NAME}
        for part in range(len(journal.parts) if journal else 0):
            kept |= {self.table(part).name, self.findings(part).name}
        for path in self.path.iterdir():
            if path.name not in kept and self._is_ours(path):
                path.unlink()

    def _is_ours(self, path: Path) -> bool:
        return path.is_file() and (path.name[:6].isdigit() or path.name.startswith(".parindex-"))

    def _see_that_nothing_is_lost(self) -> None:
        """Raise InvalidDocument where the folder holds files that no run of ours made."""
        strange = [
            path.name for path in self.path.iterdir() if path.name not in (_LOCK, NAME) and not self._is_ours(path)
        ]
        if strange:
            raise refused(
                error(
                    "many.strange-folder",
                    Place(self.path.name),
                    f"Thư mục này có thứ khác: {strange[0]}.",
                    f"The folder holds something else: {strange[0]}.",
                    "Đổi tên thư mục, hoặc chọn tệp kết quả khác.",
                    "Rename it, or name another output.",
                )
            )


def _in_use(path: Path) -> InvalidDocument:
    return refused(
        error(
            "many.in-use",
            Place(path.name),
            "Một lệnh khác đang ghi kết quả này.",
            "Another run is writing this output.",
            "Chờ lệnh ấy xong, hoặc chọn tệp kết quả khác.",
            "Wait for it to end, or name another output.",
        )
    )


def _of_another_run(path: Path, *, other_table: bool) -> InvalidDocument:
    vi, en = (
        ("bảng khác, hoặc bảng đã đổi", "another table, or one that has changed")
        if other_table
        else (
            "bộ tiêu chí hay tuỳ chọn khác",
            "another set or other options",
        )
    )
    return refused(
        error(
            "many.other-run",
            Place(path.name),
            f"Thư mục này giữ phần đã làm của một lệnh dở dang với {vi}.",
            f"The folder holds what an interrupted run finished with {en}.",
            "Chạy lại đúng lệnh cũ để làm tiếp, hoặc thêm --restart để bỏ phần đã làm.",
            "Run the same command to go on, or add --restart to forget what was done.",
        )
    )
