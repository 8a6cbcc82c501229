"""Submissions in files of foreign kinds, which an importer reads: `--importer NAME`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.invocation import Invocation
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.loading.submission_file import SubmissionBatch

IMPORTER = Text(
    "Đọc tệp bằng phần mở rộng này (phải bật bằng PARINDEX_EXTENSIONS).",
    "Read the files with this extension (which PARINDEX_EXTENSIONS must switch on).",
)


def read_with_importer(path: Path, importer: str, invocation: Invocation) -> SubmissionBatch:
    """The submissions of a foreign file, checked like those of a file of ours.

    Raises WrongUsage for a folder, OSError for a file that cannot be read, and what `Extensions.imported` raises.
    """
    from engine.loading.imported_submissions import read_imported

    if path.is_dir():
        told = Text(f"--importer đọc tệp; '{path}' là thư mục.", f"--importer reads files; '{path}' is a folder.")
        raise WrongUsage(told, Text("Nêu từng tệp.", "Name the files."))
    extensions = invocation.engine.extensions
    with path.open("rb") as file:
        data = file.read(extensions.most_bytes + 1)
    return read_imported(extensions.imported(importer, data, path.name), path.name)
