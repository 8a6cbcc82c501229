"""A table of many units that is refused as a whole, with the finding that says why."""

from pathlib import Path

from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.domain.system_refusal import reason_of
from engine.errors import InvalidDocument


def refused(*findings: Finding) -> InvalidDocument:
    """The refusal of a table."""
    return InvalidDocument("Bảng này không dùng được.", "This table cannot be used.", findings=findings)


def unreadable(path: Path, fault: OSError) -> InvalidDocument:
    """A file that the system does not let us read."""
    reason = reason_of(fault)
    return refused(
        error(
            "many.unreadable",
            Place(path.name),
            f"Không đọc được tệp: {reason.vi}.",
            f"The file cannot be read: {reason.en}.",
            "Kiểm tra đường dẫn và quyền đọc.",
            "Check the path and the right to read it.",
        )
    )


def damaged(path: Path, kind: str, after: int | None = None) -> InvalidDocument:
    """A file that is not whole, or not what its name says; `after`: so many rows could be read."""
    where = Place(path.name)
    if after is None:
        vi, en = f"Tệp không phải {kind} nguyên vẹn.", f"The file is not a sound {kind} file."
    else:
        vi = f"Tệp {kind} hỏng sau {after} dòng đọc được."
        en = f"The {kind} file is damaged after {after} rows that could be read."
    return refused(
        error(
            "many.damaged",
            where,
            vi,
            en,
            "Chép lại tệp từ nguồn; có thể tệp bị cắt khi chép.",
            "Copy it from its source again; it may have been cut off on its way.",
        )
    )


def text_not_utf8(path: Path, row: int, column: int, name: str) -> InvalidDocument:
    """A column of text, counted from 0, that holds other bytes, in some row from `row` on."""
    return refused(
        error(
            "file.not-utf8",
            Place(path.name, row, column + 1),
            f"Cột '{name}' từ khoảng dòng này có byte không phải UTF-8.",
            f"From about this row on the column '{name}' has bytes that are not UTF-8.",
            "Ghi lại tệp với văn bản ở bảng mã UTF-8.",
            "Write the file again with its text in UTF-8.",
        )
    )
