"""What is given to a file: all of it, or the file stays as it was."""

import errno
import secrets
from pathlib import Path

from engine.domain.system_refusal import reason_of
from engine.errors import EngineError


class FileNotWritten(EngineError):
    """The file cannot be written; what was there before is untouched."""

    code = "file.not-written"


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into a file, in place of what was there; raises FileNotWritten.

    A link is followed. What is no file and no folder, such as a pipe or `/dev/stdout`, is written to directly.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a folder says itself that it is one
        else:
            _replace(path.resolve(), data)
    except OSError as fault:
        raise _not_written(path, fault) from fault


def see_that_it_has_a_folder(path: Path) -> None:
    """Raise FileNotWritten where the folder of a file is not there: for what is written only after long work."""
    if not path.resolve().parent.is_dir():
        raise _not_written(path, FileNotFoundError(errno.ENOENT, ""))


def _not_written(path: Path, fault: OSError) -> FileNotWritten:
    reason = reason_of(fault)
    return FileNotWritten(
        f"Không ghi được '{path}': {reason.vi}.",
        f"'{path}' cannot be written: {reason.en}.",
        hint_vi="Chọn thư mục có thật, ghi được và còn chỗ; tệp cũ, nếu có, còn nguyên.",
        hint_en="Name a folder that is there, may be written to and has room; the old file, if any, is untouched.",
    )


def _replace(target: Path, data: bytes) -> None:
    beside = target.with_name(f".parindex-{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
