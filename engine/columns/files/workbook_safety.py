"""What an .xlsx file must be before it is opened: packed within limits, no row without end, no entities."""

import re
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from engine.columns.files.refusals import damaged, refused
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.errors import InvalidDocument

MOST_PARTS = 2_000
MOST_UNPACKED_BYTES = 1_500_000_000
MOST_SHARED_TEXT_BYTES = 150_000_000
"""Texts that cells share are held in memory."""
MOST_ROW_BYTES = 8 << 20

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_NAMES_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D|E)\0|\0<\0!\0(?:D|E)")
_FORMULA = re.compile(rb"<(?:\w{1,8}:)?f[\s/>]")
_STEP = 1 << 20


def see_that_it_is_safe(path: Path) -> bool:
    """Unpack the file once without keeping anything; raises InvalidDocument where it cannot be opened safely.

    Gives whether cells may hold formulas.
    """
    with path.open("rb") as file:
        if file.read(len(_OLD_OR_LOCKED)) == _OLD_OR_LOCKED:
            raise _old_or_locked(path)
    try:
        with ZipFile(path) as packed:
            _see_that_it_is_small(path, packed.infolist())
            has_formulas = False
            for part in packed.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    has_formulas |= _look_through(path, packed, part)
            return has_formulas
    except InvalidDocument:
        raise
    except Exception as fault:  # a damaged archive makes the module raise almost anything
        raise damaged(path, ".xlsx") from fault


def _see_that_it_is_small(path: Path, parts: list[ZipInfo]) -> None:
    """No part gives more than the size it declares: the module stops there."""
    shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or shared > MOST_SHARED_TEXT_BYTES:
        raise _too_much(path)


def _look_through(path: Path, packed: ZipFile, part: ZipInfo) -> bool:
    """Read one part in steps: a row that never ends would be held in memory whole. Gives whether formulas are seen."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    end_of_step, since_row, formulas = b"", 0, False
    with packed.open(part) as stream:
        while step := stream.read(_STEP):
            looked_at = end_of_step + step
            if _NAMES_ENTITIES.search(looked_at):
                raise damaged(path, ".xlsx")
            formulas = formulas or (is_sheet and _FORMULA.search(looked_at) is not None)
            last_row = looked_at.rfind(b"<row")
            since_row = len(looked_at) - last_row if last_row >= 0 else since_row + len(step)
            if is_sheet and since_row > MOST_ROW_BYTES:
                raise _too_much(path)
            end_of_step = looked_at[-16:]
    return formulas


def _too_much(path: Path) -> InvalidDocument:
    return refused(
        error(
            "many.unpacked-too-large",
            Place(path.name),
            f"Tệp giải nén ra quá {MOST_UNPACKED_BYTES} byte, hoặc có một dòng quá {MOST_ROW_BYTES} byte, "
            "nên không được mở.",
            f"Unpacked, the file has more than {MOST_UNPACKED_BYTES} bytes, or a row of more than {MOST_ROW_BYTES}, "
            "so it is not opened.",
            "Lưu bảng thành CSV hoặc Parquet.",
            "Save the table as CSV or Parquet.",
        )
    )


def _old_or_locked(path: Path) -> InvalidDocument:
    return refused(
        error(
            "many.old-workbook",
            Place(path.name),
            "Tệp là .xls kiểu cũ, hoặc có mật khẩu.",
            "The file is an old .xls, or protected by a password.",
            "Mở bằng phần mềm bảng tính rồi lưu thành .xlsx không mật khẩu.",
            "Open it in a spreadsheet and save it as .xlsx without a password.",
        )
    )
