"""Whatever is typed or given that is wrong: a message with a next step, the right exit code, and never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.small_round import submission, write_round, write_set

REFUSED, USAGE = 1, 2
FULL_DEVICE = Path("/dev/full")


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set, its submissions, and a folder of files that are all wrong."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    wrong = tmp_path / "sai"
    (wrong / "trong").mkdir(parents=True)
    for name, content in WRONG_FILES.items():
        (wrong / name).write_bytes(content)
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


WRONG_FILES = {
    "rong.yaml": b"",
    "utf16.yaml": "format: parindex/submission/1\n".encode("utf-16"),
    "latin.yaml": "unit: {id: sở}\n".encode("cp1258", "replace"),
    "ho.yaml": b"facts: [1, 2",
    "trung.yaml": b"format: parindex/submission/1\nformat: parindex/submission/1\n",
    "nan.json": b'{"format": "parindex/submission/1", "year": NaN}',
    "sau.json": b"[" * 100_000,
    "sau.yaml": b"[" * 100_000,
    "rong.csv": b"",
    "tai_lieu.docx": b"PK\x03\x04",
    "anh.yaml": bytes(range(256)),
    "bo_khac.yaml": submission("so-a").replace("thu.nho", "thu.nhi").encode(),
    "nam_khac.yaml": submission("so-a").replace("year: 2024", "year: 1999").encode(),
    "so_lieu_la.yaml": submission("so-a", "plan.isued: on_time").encode(),
    "lua_chon_la.yaml": submission("so-a", "plan.issued: sometimes").encode(),
    "so_am.yaml": submission("so-a", "tasks.done: -1, tasks.planned: 3").encode(),
    "nhom_la.yaml": submission("so-a").replace("kind: department", "profile: nobody").encode(),
}

# Arguments, exit code, what the complaint says in Vietnamese and in English.
TYPED_WRONG = [
    (["nop"], USAGE, "Không có lệnh 'nop'.", "There is no command 'nop'."),
    (["set", "lst"], USAGE, "Ý bạn là 'list'?", "Did you mean 'list'?"),
    (["--loud", "set", "list"], USAGE, "Không có tuỳ chọn --loud.", "There is no option --loud."),
    (["set", "list", "thừa"], USAGE, "Thừa tham số: thừa.", "Too many arguments: thừa."),
    (["set", "show"], USAGE, "Còn thiếu ID.", "ID is missing."),
    (["score"], USAGE, "Còn thiếu FILE|FOLDER.", "FILE|FOLDER is missing."),
    (["score", "khong_co.yaml"], USAGE, "Không có tệp hay thư mục", "There is no file or folder"),
    (["score", "a" * 5000], USAGE, "Không có tệp hay thư mục", "There is no file or folder"),
    (["score", "a\0b"], USAGE, "Không có tệp hay thư mục", "There is no file or folder"),
    (["set", "check", "khong_co"], USAGE, "Không có thư mục", "There is no folder"),
    (["explain", "khong_co.yaml"], USAGE, "Không có tệp hay thư mục", "There is no file or folder"),
    (["rank"], USAGE, "Nêu tệp phiếu, hoặc đủ --set, --year và --stage.", "Name files, or all of --set"),
    (["rank", "--year", "hai"], USAGE, "--year: 'hai' không phải số", "--year: 'hai' is not a number"),
    (["rank", "--year", "٢٠٢٤"], USAGE, "không phải số dùng được", "is not a number"),
    (["rank", "--year"], USAGE, "Tuỳ chọn --year cần một giá trị.", "The option --year needs a value."),
    (["set", "list", "--json=1"], USAGE, "Tuỳ chọn --json không nhận giá trị.", "The option --json takes no value."),
    (["serve", "--port", "0"], USAGE, "Cho phép: 1 … 65535.", "Allowed: 1 … 65535."),
    (["serve", "--host", "a b"], USAGE, "không phải tên máy hay địa chỉ IP", "is no host name and no IP address"),
    (["serve", "--server", "apache"], USAGE, "Cho phép: auto, granian, waitress.", "Allowed: auto, granian, waitress."),
    (["key", "create", "x"], USAGE, "Còn thiếu --scope.", "--scope is missing."),
    (["key", "create", "x", "--scope", "admn"], USAGE, "Ý bạn là 'admin'?", "Did you mean 'admin'?"),
    (["key", "create", "x", "--scope", "admin", "--expires", "31/02/2027"], USAGE, "không phải là ngày", "not a date"),
    (["key", "create", " ", "--scope", "admin"], USAGE, "Tên khóa phải có 1 đến 100", "A key's name has 1 to 100"),
    (["key", "create", "x", "--scope", "admin", "--expires", "2001-01-01"], USAGE, "hết hạn sau lúc", "expire later"),
    (["key", "revoke", "123"], REFUSED, "Không có khóa '123'.", "There is no key '123'."),
    (["set", "show", "thu.nhi"], REFUSED, "Ý bạn là 'thu.nho'?", "Did you mean 'thu.nho'?"),
    (["set", "show", "thu.nho", "--edition", "1999"], REFUSED, "Ý bạn là 'thu.nho 2024'?", "mean 'thu.nho 2024'?"),
    (["set", "show", "thu.nho", "--node", "1.1.1"], REFUSED, "Không có mục '1.1.1'.", "There is no node '1.1.1'."),
    (["explain", "abcdef0123456789"], REFUSED, "Không có kết quả", "There is no result"),
    (["explain", "abcdef0123456789", "--unit", "so-a"], USAGE, "chỉ dùng với tệp", "go with files"),
    (["explain", "phieu"], USAGE, "Ở đây có 5 phiếu; thêm --unit ID.", "There are 5 submissions here; add --unit ID."),
    (["explain", "phieu", "--unit", "so-z"], USAGE, "Không có đơn vị 'so-z' ở đây.", "There is no unit 'so-z' here."),
    (["explain", "phieu/so-a.yaml", "--node", "3"], REFUSED, "Không có mục '3'.", "There is no node '3'."),
    (["score", "sai/trong"], REFUSED, "Không có phiếu nào ở", "There is no submission in"),
    (["rank", "phieu", "--year", "2023"], USAGE, "Không có phiếu nào của vòng", "No submission is of the round"),
    (["rank", "--set", "thu.nho", "--year", "2030", "--stage", "self"], REFUSED, "Chưa lưu kết quả", "Nothing is kept"),
    (["score", "sai/rong.csv", "--set", "khong.co"], REFUSED, "Không có bộ tiêu chí", "There is no criteria set"),
    (["demo", "--unit", "vd-so-y"], USAGE, "Ý bạn là 'vd-so-y-te'?", "Did you mean 'vd-so-y-te'?"),
    (["key", "list", "--database", "khong/co/o/day.sqlite3"], REFUSED, "Không có thư mục", "There is no folder"),
    (["key", "list", "--database", "phieu"], REFUSED, "là thư mục, không phải tệp", "is a folder, not a database"),
    (["key", "list", "--database", "sai/anh.yaml"], REFUSED, "không phải là tệp SQLite", "is not an SQLite file"),
    (["key", "list", "--database", "postgres://a:b@c/d"], USAGE, "không dùng được địa chỉ", "cannot be used"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "vi", "en"), TYPED_WRONG, ids=[" ".join(each[0])[:60] for each in TYPED_WRONG]
)
def test_what_is_typed_wrong_is_answered_in_both_languages(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, vi: str, en: str
) -> None:
    monkeypatch.chdir(line.folder)
    for language, words, head in (("vi", vi, "Lỗi: "), ("en", en, "Error: ")):
        ran = line.run(*arguments, PARINDEX_LANG=language)
        assert (ran.code, ran.out) == (code, "")
        assert words in ran.err
        assert head in ran.err
        assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", sorted(WRONG_FILES))
def test_a_wrong_file_is_refused_with_its_place_and_nothing_is_kept(line: CommandLine, name: str) -> None:
    for language in ("vi", "en"):
        ran = line.run("score", line.folder / "sai" / name, "--keep", "--lang", language)
        assert (ran.code, ran.out) == (REFUSED, "")
        assert ran.err.startswith(name)
        assert "  → " in ran.err
        assert "Traceback" not in ran.err
    assert not (line.folder / "test.sqlite3").exists()


def test_one_wrong_file_among_good_ones_keeps_all_from_being_kept(line: CommandLine) -> None:
    (line.folder / "phieu" / "z.yaml").write_bytes(WRONG_FILES["so_lieu_la.yaml"].replace(b"so-a", b"so-z"))
    ran = line.run("score", line.folder / "phieu", "--keep")
    assert (ran.code, ran.out) == (REFUSED, "")
    assert not (line.folder / "test.sqlite3").exists()


def test_all_findings_of_all_files_come_at_once(line: CommandLine) -> None:
    ran = line.run("score", line.folder / "sai", "--json")
    named = {finding["file"].removeprefix("sai/") for finding in ran.problem["findings"]}
    assert ran.code == REFUSED
    assert named >= {
        name for name in WRONG_FILES if name.startswith(("rong", "utf", "latin", "ho", "trung", "nan", "anh"))
    }


def test_a_complaint_for_machines_is_one_document(line: CommandLine) -> None:
    ran = line.run("score", line.folder / "sai" / "bo_khac.yaml", "--json", "--lang", "en")
    finding = ran.problem["findings"][0]
    assert ran.out == ""
    assert (ran.problem["format"], ran.problem["exit"], ran.problem["code"]) == (
        "parindex/problem/1",
        1,
        "document.invalid",
    )
    assert (finding["code"], finding["file"], finding["line"], finding["column"], finding["pointer"]) == (
        "catalogue.unknown-set",
        "bo_khac.yaml",
        2,
        20,
        "/criteria_set/id",
    )
    assert finding["hint"] == "Did you mean 'thu.nho'?"


def test_a_slip_in_the_arguments_is_answered_in_json_too(line: CommandLine) -> None:
    ran = line.run("set", "list", "--jason", "--json", "--lang", "en")
    assert ran.code == USAGE
    assert ran.problem["message"] == "There is no option --jason."


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PARINDEX_PORT", "abc"), ("PARINDEX_LANG", "fr"), ("PARINDEX_SETS", "khong/co"), ("PARINDEX_DATABSE", "x")],
)
def test_a_setting_that_cannot_be_used_is_refused_by_every_command(
    line: CommandLine, variable: str, value: str
) -> None:
    ran = line.run("set", "check", line.folder / "sets" / "bo_thu", **{variable: value})
    assert (ran.code, ran.out) == (USAGE, "")
    assert variable in ran.err


def test_a_file_that_may_not_be_read_is_refused(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    ran = line.run("score", line.folder / "phieu" / "so-a.yaml")
    assert (ran.code, ran.out) == (REFUSED, "")
    assert "so-a.yaml" in ran.err


def test_a_database_that_cannot_be_written_is_refused(line: CommandLine) -> None:
    line.run("key", "list")
    database = line.folder / "test.sqlite3"
    held = sqlite_lock(database)
    try:
        ran = line.process("key", "create", "x", "--scope", "admin", "--lang", "en")
    finally:
        held.close()
    assert (ran.code, ran.out) == (REFUSED, "")
    assert ran.err.startswith("Error: ")
    assert "Traceback" not in ran.err


def sqlite_lock(database: Path):
    """A connection that holds the write lock."""
    import sqlite3

    held = sqlite3.connect(database, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    return held


def test_a_reader_that_leaves_early_hears_no_complaint(line: CommandLine) -> None:
    command = f"'{sys.executable}' -m engine set show vn.par.province | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=line.folder,
        env={**line.environment, "PYTHONUNBUFFERED": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "141"
    assert done.stderr == ""


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="no device that is always full")
def test_an_answer_that_cannot_be_written_is_not_called_done(line: CommandLine) -> None:
    with FULL_DEVICE.open("w") as full:
        ran = line.process("set", "list", "--json", stdout=full)
    assert ran.code == REFUSED
    assert "Traceback" not in ran.err
    assert "Exception ignored" not in ran.err


def test_a_name_that_is_no_text_is_told_all_the_same(line: CommandLine) -> None:
    name = os.fsencode(line.folder / "sai") + b"/\xff\xfe.yaml"
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    ran = line.process("score", line.folder / "sai", "--json")
    assert ran.code == REFUSED
    assert "Traceback" not in ran.err


def test_a_locale_without_vietnamese_still_gets_it(line: CommandLine) -> None:
    ran = line.process("set", "list", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ran.code == 0
    assert "VÍ DỤ" in ran.out


def test_a_fault_of_the_program_says_so_and_ends_with_3(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> object:
        raise KeyError("oops")

    monkeypatch.setattr("engine.assembly.open_catalogue", fail)
    ran = line.run("set", "list")
    assert (ran.code, ran.out) == (3, "")
    assert "KeyError: 'oops'" in ran.err
    assert "Traceback" not in ran.err


def test_an_interrupted_command_ends_like_any_interrupted_program(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.assembly.open_catalogue", interrupt)
    assert line.run("set", "list").code == 130
