"""A workbook saved without the moment at which it is made: the same content gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl import Workbook

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP archive can tell."""


class _TimelessArchive(ZipFile):
    """Gives every member the first moment, in place of now or of that of a file."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
        super().writestr(ZipInfo(zinfo_or_arcname, _FIRST_MOMENT), data, ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401
        member = ZipInfo(arcname, _FIRST_MOMENT)
        member.compress_type, member.file_size = ZIP_DEFLATED, Path(filename).stat().st_size
        with Path(filename).open("rb") as made, self.open(member, "w") as packed:
            copyfileobj(made, packed, 1 << 20)


def save_timeless(workbook: Workbook, target: Path | IO[bytes]) -> None:
    """Save a workbook into a file, or into what bytes can be written to; raises OSError."""
    from openpyxl.writer.excel import ExcelWriter

    moment = datetime(*_FIRST_MOMENT)  # noqa: DTZ001  # the format has no zones
    workbook.properties.created = workbook.properties.modified = moment
    with _TimelessArchive(target, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()
