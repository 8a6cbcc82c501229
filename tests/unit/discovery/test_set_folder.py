"""What the first lines of a set tell about its name, and when they are not trusted."""

from pathlib import Path

import pytest

from engine.discovery import set_folder
from engine.discovery.set_folder import claimed_name, is_too_large
from engine.discovery.set_name import NAMELESS
from tests.unit.discovery.example_plugins import write, write_set

NAME = ("vn.par.x", "2022", 3)


@pytest.mark.parametrize(
    "head",
    [
        'id: vn.par.x\nedition: "2022"\nrevision: 3\n',
        "revision: 3\nedition: '2022'\nid: \"vn.par.x\"\n",
        'format: f\nid:   vn.par.x   # a comment\nedition:\t"2022" # another\nrevision: 3 # third\n',
        '\ufeffid: vn.par.x\r\nedition: "2022"\r\nrevision: 3\r\n',
        'id: vn.par.x\nedition: "2022"\nrevision: 3\nprofiles:\n  - id: other\n    edition: "1"\n    revision: 1\n',
        '# id: not.this\nid: vn.par.x\nedition: "2022"\n# revision: 2\nrevision: 3\n',
        "id: vn.par.x\nedition: 2022\nrevision: 3\n",
    ],
)
def test_the_name_is_read_from_lines_of_its_own(tmp_path: Path, head: str) -> None:
    write(tmp_path / "criteria_set.yaml", head)
    assert claimed_name(tmp_path) == NAME


@pytest.mark.parametrize(
    "head",
    [
        '{id: vn.par.x, edition: "2022", revision: 3}\n',
        "id: vn.par.x\nrevision: 3\n",
        'id: vn.par.x\nid: vn.par.y\nedition: "2022"\nrevision: 3\n',
        'id: vn.par.x\nedition: "2022"\nrevision: 3\nrevision: 4\n',
        'id: >-\n  vn.par.x\nedition: "2022"\nrevision: 3\n',
        'id: "vn\\u002epar"\nedition: "2022"\nrevision: 3\n',
        'id: ""\nedition: "2022"\nrevision: 3\n',
        'id: &a vn.par.x\nedition: "2022"\nrevision: 3\n',
        'id: vn.par.x\nedition: "20\n  22"\nrevision: 3\n',
        'id: vn.par.x\nedition: "2022" and more\nrevision: 3\n',
        'id: ../../etc/x\nedition: "2022"\nrevision: 3\n',
        'id: Vn.Par\nedition: "2022"\nrevision: 3\n',
        'id: vn.par.x\nedition: "' + "9" * 5000 + '"\nrevision: 3\n',
        'id: vn.par.x\nedition: "20/22"\nrevision: 3\n',
        "id: vn.par.x\nrevision: 3\n" + "# far away\n" * 3000 + 'edition: "2022"\n',
        "",
    ],
)
def test_where_the_lines_do_not_tell_nothing_is_guessed(tmp_path: Path, head: str) -> None:
    write(tmp_path / "criteria_set.yaml", head)
    assert claimed_name(tmp_path) == NAMELESS


@pytest.mark.parametrize("revision", ["", "revision: 0\n", "revision: 03\n", "revision: three\n", "revision: &a 3\n"])
def test_a_revision_that_the_lines_do_not_tell_leaves_the_name_unfinished(tmp_path: Path, revision: str) -> None:
    write(tmp_path / "criteria_set.yaml", 'id: vn.par.x\nedition: "2022"\n' + revision)
    assert claimed_name(tmp_path) == ("vn.par.x", "2022", 0)
    assert not claimed_name(tmp_path).is_whole
    assert str(claimed_name(tmp_path)) == "vn.par.x 2022"


def test_a_name_cut_off_by_the_end_of_what_is_looked_at_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = 'revision: 3\nedition: "2022"\nid: vn.par.x'
    write(tmp_path / "criteria_set.yaml", head + ".longer\n")
    monkeypatch.setattr(set_folder, "_HEAD_BYTES", len(head))
    assert claimed_name(tmp_path) == NAMELESS


def test_text_that_is_no_utf8_a_folder_and_nothing_at_all_have_no_name(tmp_path: Path) -> None:
    assert claimed_name(tmp_path) == NAMELESS
    (tmp_path / "criteria_set.yaml").mkdir()
    assert claimed_name(tmp_path) == NAMELESS
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "criteria_set.yaml").write_bytes("id: vn.par.x\n".encode("utf-16"))
    assert claimed_name(tmp_path / "other") == NAMELESS


def test_a_set_is_too_large_by_all_its_yaml_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_set(tmp_path / "mine")
    size = sum(file.stat().st_size for file in folder.rglob("*.yaml"))
    monkeypatch.setattr(set_folder, "MOST_BYTES", size)
    assert not is_too_large(folder)
    write(folder / "components" / "02.yaml", "#")
    assert is_too_large(folder)
