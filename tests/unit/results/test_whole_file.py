"""A file that is written is whole, or as it was before."""

import errno
import os
from pathlib import Path

import pytest

from engine.domain.system_refusal import reason_of
from engine.results import whole_file
from engine.results.whole_file import FileNotWritten, write_whole


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "phieu.html"
    for text in (b"one", b"two"):
        write_whole(target, text)
        assert target.read_bytes() == text
    assert [entry.name for entry in tmp_path.iterdir()] == ["phieu.html"]


def test_a_full_disk_leaves_the_old_file_and_no_scraps(tmp_path: Path, monkeypatch) -> None:
    target = tmp_path / "phieu.html"
    target.write_bytes(b"old")

    def full(self: Path, other: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole_file.Path, "replace", full)
    with pytest.raises(FileNotWritten) as problem:
        write_whole(target, b"new")
    assert problem.value.vi == f"Không ghi được '{target}': hết chỗ trên đĩa."
    assert problem.value.en == f"'{target}' cannot be written: no space left on the disk."
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["phieu.html"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_what_is_no_file_is_written_to_directly() -> None:
    write_whole(Path("/dev/null"), b"x")
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("place", ["folder", "nowhere/file", "file/below"])
def test_places_that_cannot_be_written_say_why(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileNotWritten) as problem:
        write_whole(tmp_path / place, b"x")
    assert problem.value.hint_vi
    assert "Errno" not in problem.value.vi
    assert problem.value.vi != problem.value.en


def test_a_rare_reason_is_told_in_the_words_of_the_system() -> None:
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")).vi == "Invalid cross-device link"
    assert reason_of(OSError("odd")).en == "odd"


def test_a_pipe_that_a_link_of_the_system_leads_to_is_written_to() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as end, os.fdopen(writing, "wb"):
        write_whole(Path(f"/dev/fd/{writing}"), b"x")
        assert end.read(1) == b"x"
