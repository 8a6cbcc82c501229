"""`parindex demo`: the whole way in one command, on fictional data, and what it says to do next works."""

import re
import shlex
from pathlib import Path

import pytest

from tests.support.command_line import ROOT, CommandLine, Ran


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A command line with a database of its own."""
    return CommandLine(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def ran(line: CommandLine) -> Ran:
    """The demo, run once."""
    return line.run("demo")


def test_it_says_that_all_is_fictional_before_anything_else(ran: Ran) -> None:
    assert ran.code == 0
    assert ran.out.startswith("Tỉnh Ví dụ và mọi số liệu dưới đây đều hư cấu.\n")
    assert "(VÍ DỤ: không phải văn bản của quyết định nào)" in ran.out


def test_it_ranks_every_department_of_the_sample(ran: Ran) -> None:
    files = sorted((ROOT / "plugins" / "sample_data" / "vi_du_2022").glob("*.yaml"))
    names = [re.search(r'name: \{vi: "([^"]+)"', file.read_text("utf-8")) for file in files]
    assert len(names) == 20
    assert [name[1] for name in names if name and name[1] not in ran.out] == []


def test_it_explains_the_last_complete_body_and_the_sum_adds_up(ran: Ran) -> None:
    explained = ran.out.partition("── Giải trình một đơn vị ──")[2]
    assert "\nSở Y tế tỉnh Ví dụ (vd-so-y-te) · " in explained
    assert "Đạt 62,346976 + mất 37,653024 = tối đa 100" in explained
    assert re.search(r"… và \d+ mục khác mất [\d,]+ điểm\.", explained)


def test_it_keeps_the_results_where_it_says(line: CommandLine, ran: Ran) -> None:
    assert ran.err == f"Đã lưu 20 kết quả vào '{line.folder / 'test.sqlite3'}'.\n"
    kept = line.run("rank", "--set", "vn.par.department", "--year", "2022", "--stage", "appraisal", "--json").document
    assert sum(len(group["units"]) for group in kept["groups"]) == 20


def test_every_command_that_it_names_works(line: CommandLine, ran: Ran) -> None:
    named = re.findall(r"^  parindex (.+?)   # ", ran.out, flags=re.MULTILINE)
    assert [command.split()[0] for command in named] == ["serve", "explain", "set"]
    for command in named[1:]:
        assert line.run(*shlex.split(command)).code == 0


def test_it_may_be_run_again(line: CommandLine, ran: Ran) -> None:
    assert line.run("demo").out == ran.out


def test_another_body_can_be_explained_in_english_in_another_database(tmp_path: Path, line: CommandLine) -> None:
    other = tmp_path / "khac.sqlite3"
    ran = line.run("demo", "--unit", "vd-so-noi-vu", "--lang", "en", "--database", other)
    assert ran.code == 0
    assert "Department of Home Affairs, Ví dụ province (vd-so-noi-vu)" in ran.out
    assert f"parindex serve --database {other}" in ran.out
    assert other.exists()


def test_machines_get_the_ranking_and_the_ledger(line: CommandLine) -> None:
    document = line.run("demo", "--json").document
    assert document["format"] == "parindex/demo/1"
    assert document["database"] == str(line.folder / "test.sqlite3")
    assert document["ranking"]["format"] == "parindex/ranking/1"
    assert (document["ledger"]["format"], document["ledger"]["unit"]["id"]) == ("parindex/ledger/1", "vd-so-y-te")
