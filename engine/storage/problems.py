"""What the database said, told to people: what is wrong, and what to do next."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from engine.domain.text import Text
from engine.errors import StorageProblem

_LOCKED = (
    Text("Cơ sở dữ liệu '{path}' đang bị khóa.", "The database '{path}' is locked."),
    Text(
        "Một chương trình khác đang ghi: đợi rồi làm lại; nếu kéo dài, tìm tiến trình đang giữ tệp.",
        "Another program is writing: wait and try again; if it lasts, look for the process that holds the file.",
    ),
)
_READ_ONLY = (
    Text("Không ghi được vào cơ sở dữ liệu '{path}': chỉ đọc.", "The database '{path}' is read-only."),
    Text(
        "Cho phép người dùng đang chạy ghi vào tệp và thư mục chứa tệp, hoặc đặt PARINDEX_DATABASE ở nơi khác.",
        "Let the running user write to the file and to its folder, or set PARINDEX_DATABASE to another place.",
    ),
)
_CANNOT_OPEN = (
    Text("Không mở được cơ sở dữ liệu '{path}'.", "The database '{path}' cannot be opened."),
    Text(
        "Kiểm tra rằng thư mục có thật và người dùng đang chạy được đọc và ghi ở đó, hoặc đổi PARINDEX_DATABASE.",
        "See that the folder exists and that the running user may read and write there, or change PARINDEX_DATABASE.",
    ),
)
_FULL = (
    Text("Hết chỗ trên đĩa của '{path}'; không có gì được ghi.", "The disk of '{path}' is full; nothing was written."),
    Text("Giải phóng chỗ trên đĩa rồi làm lại.", "Free some space on the disk and try again."),
)
_NOT_A_DATABASE = (
    Text("'{path}' không phải là tệp SQLite.", "'{path}' is not an SQLite file."),
    Text("Đặt PARINDEX_DATABASE tới tệp khác.", "Set PARINDEX_DATABASE to another file."),
)
_DAMAGED = (
    Text("Cơ sở dữ liệu '{path}' bị hỏng.", "The database '{path}' is damaged."),
    Text(
        "Dừng chương trình, giữ lại một bản sao của tệp, rồi khôi phục từ bản lưu gần nhất.",
        "Stop the program, keep a copy of the file, then restore the latest backup.",
    ),
)
_DISK_FAILED = (
    Text("Đọc hoặc ghi '{path}' trên đĩa không thành.", "Reading or writing '{path}' on the disk failed."),
    Text("Kiểm tra ổ đĩa và nhật ký của hệ thống.", "Look at the disk and at the system's log."),
)
_NOT_SET_UP = (
    Text("Cơ sở dữ liệu '{path}' chưa có đủ bảng.", "The database '{path}' lacks tables that this program needs."),
    Text(
        "Khởi động lại chương trình để cơ sở dữ liệu được nâng cấp; nếu vẫn vậy, khôi phục từ bản sao lưu.",
        "Start the program again so that the database is brought up to date; if that does not help, restore a backup.",
    ),
)
_OTHER = (
    Text("Cơ sở dữ liệu '{path}' từ chối: {said}.", "The database '{path}' refused: {said}."),
    Text("Ghi lại câu này và hỏi người quản trị máy.", "Note this message and ask whoever runs the machine."),
)

_BY_CODE: Mapping[int, tuple[Text, Text]] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_OPEN,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_NOTADB: _NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_IOERR: _DISK_FAILED,
}


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn what SQLAlchemy and SQLite raise inside the block into a StorageProblem about the file at `path`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as fault:
        raise _problem(fault, path) from fault


def _problem(fault: Exception, path: Path) -> StorageProblem:
    # Only what the driver said: SQLAlchemy's own message would carry the statement and its values.
    said: object = fault.orig if isinstance(fault, StatementError) else fault
    what, next_step = _cause(said, waited=isinstance(fault, PoolTimeoutError))
    vi, en = (text.format(path=path, said=said) for text in (what.vi, what.en))
    return StorageProblem(vi, en, hint_vi=next_step.vi, hint_en=next_step.en)


def _cause(said: object, *, waited: bool) -> tuple[Text, Text]:
    if waited:
        return _LOCKED
    if str(said).startswith(("no such table", "no such column")):
        return _NOT_SET_UP
    code = getattr(said, "sqlite_errorcode", None)
    # The low byte is the kind of error; the rest only details it.
    return _OTHER if code is None else _BY_CODE.get(code & 0xFF, _OTHER)
