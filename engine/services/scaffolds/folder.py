"""A new folder of text files: written whole or not at all, and never over anything that is there."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from engine.errors import EngineError


class FolderNotEmpty(EngineError):
    """A new set was to be written where something lies already."""

    code = "scaffold.not-empty"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"'{folder}' đã có, hoặc không trống; không ghi đè lên gì cả.",
            f"'{folder}' is there already and is not an empty folder; nothing is written over.",
            hint_vi="Chọn tên khác, hoặc chuyển thư mục cũ đi nơi khác.",
            hint_en="Choose another name, or move the old folder away.",
        )


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write `files`, by their paths inside, into a folder that is missing or empty.

    They are written beside it first and moved in one step. Raises FolderNotEmpty, and OSError where the system refuses.
    """
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        raise FolderNotEmpty(folder)
    target = folder.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, text in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        beside.chmod(0o777 & ~_umask())  # a temporary folder is its owner's alone
        if target.exists():
            target.rmdir()
        os.rename(beside, target)  # noqa: PTH104  # Path.rename would replace an empty folder that came meanwhile
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _umask() -> int:
    """What the system takes from the rights of new files; it can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
