"""`parindex score --many` in the hands of people: what it says, how it ends, and what it leaves when it is killed."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.columns.files.journal import read_journal
from tests.support.command_line import CommandLine
from tests.support.small_round import UNITS, submission, write_set
from tests.support.written_tables import OUTPUTS, ROWS, TOTALS, read_rows, table, text_of, write_table

ASKED = ("--set", "thu.nho", "--year", "2024")
MANY_ROWS = 1_200_000


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line with the small set, in a folder in which tables can lie."""
    write_set(tmp_path / "sets")
    return CommandLine(tmp_path, {"PARINDEX_SETS": str(tmp_path / "sets")})


def file(line: CommandLine, name: str, text: str) -> Path:
    """A file of text in the folder."""
    path = line.folder / name
    path.write_text(text, "utf-8")
    return path


def score(line: CommandLine, path: Path, out: str | Path, *more: str | Path) -> tuple[int, str, str]:
    """A call inside this process: its exit code, and what it wrote."""
    machine = () if "--machine" in more else ("--machine", "numpy")
    ran = line.run("score", "--many", path, *ASKED, "-o", line.folder / out, *machine, *more)
    return ran.code, ran.out, ran.err


@pytest.mark.parametrize("source", ["a.csv", "a.xlsx", "a.parquet", "a.arrow", "a.arrows"])
@pytest.mark.parametrize("out", OUTPUTS)
def test_every_kind_becomes_every_kind_with_the_points_by_hand(line: CommandLine, source: str, out: str) -> None:
    assert score(line, write_table(line.folder / source, table()), out)[0] == 0
    rows = {str(row["unit"]): row for row in read_rows(line.folder / out)}
    assert {unit: row["total"] for unit, row in rows.items()} == TOTALS
    assert (rows["so-d"]["total_high"], rows["so-d"]["index"], rows["so-d"]["complete"]) == ("10", None, "false")
    assert [row["index"] for row in rows.values() if row["unit"] != "so-d"] == ["96", "53.3333", "53.3333", "60"]


@pytest.mark.parametrize("machine", ["numpy", "fast", "auto"])
@pytest.mark.parametrize("threads", ["1", "3"])
def test_results_hang_neither_on_machine_nor_on_threads(line: CommandLine, machine: str, threads: str) -> None:
    path = write_table(line.folder / "a.parquet", table(copies=400))
    how = ("--nodes", "all", "--told", "--machine", machine, "--threads", threads)
    assert score(line, path, "x.csv", *how)[0] == 0
    one = {unit: line.run("score", _submission(line, unit), "--json").document["results"][0] for unit in UNITS}
    for row in read_rows(line.folder / "x.csv"):
        nodes = {node["id"]: node for node in one[str(row["unit"])[:4]]["scorecard"]["nodes"]}
        for node in ("1", "1.1", "1.2", "2", "2.1"):
            assert row[f"points:{node}"] == nodes[node]["possible"]["low"]["exact"]
            assert row[f"status:{node}"] == nodes[node]["status"]


@pytest.mark.parametrize("out", [".", ".."])
def test_an_output_without_a_name_is_refused(line: CommandLine, out: str) -> None:
    path = file(line, "a.csv", text_of())
    ran = line.run("score", "--many", path, *ASKED, "-o", out)
    assert (ran.code, "many.no-file" in ran.err) == (1, True)


def _submission(line: CommandLine, unit: str) -> Path:
    return file(line, f"{unit}.yaml", submission(unit))


def test_it_says_by_which_rules_and_how_many(line: CommandLine) -> None:
    path = file(line, "a.csv", text_of())
    assert score(line, path, "x.csv", "--lang", "en") == (
        0,
        (
            "Criteria set: Small trial set, thu.nho 2024.3 (EXAMPLE: not the text of any decision)\n"
            f"5 units are scored in '{line.folder / 'x.csv'}'.\n"
        ),
        "",
    )
    document = json.loads(score(line, path, "x.csv", "--json")[1])
    assert (document["scored"], document["criteria_set"]["id"], document["findings_file"]) == (5, "thu.nho", None)


def test_headings_may_be_titles_and_decimals_may_have_commas(line: CommandLine) -> None:
    headings = ("Mã đơn vị", "THỜI ĐIỂM  ban hành", "Đã làm", "Phải làm", "Điểm trung bình")
    path = file(line, "a.csv", text_of(headings=headings, separator=";").replace("75.00", "75,00"))
    assert score(line, path, "x.csv")[0] == 0
    assert {str(row["unit"]): row["total"] for row in read_rows(line.folder / "x.csv")} == TOTALS


@pytest.mark.parametrize("kind", ["csv", "yaml"])
def test_a_file_tells_what_other_headings_mean(line: CommandLine, kind: str) -> None:
    told = [("A", "unit.id"), ("B", "plan.issued"), ("C", "tasks.done"), ("D", "tasks.planned"), ("E", "")]
    path = file(line, "a.csv", text_of([(*row[:4], "note") for row in ROWS], [heading for heading, _ in told]))
    if kind == "csv":
        columns = file(line, "cot.csv", text_of(told, ("heading", "means")))
    else:
        rows = [f'  - {{heading: "{a}"' + (f", means: {b}}}" if b else "}") for a, b in told]
        columns = file(line, "cot.yaml", "\n".join(["format: parindex/columns/1", "columns:", *rows]))
    code, _, err = score(line, path, "x.csv", "--columns", columns)
    assert (code, err.count("table.no-column-for-fact")) == (0, 1)
    assert {row["complete"] for row in read_rows(line.folder / "x.csv")} == {"false"}


def test_what_headings_mean_is_not_written_over(line: CommandLine) -> None:
    path, columns = file(line, "a.csv", text_of()), file(line, "cot.csv", "heading;means\nunit.id;unit.id\n")
    before = columns.read_bytes()
    for out, *more in ((columns,), (line.folder / "x.csv", "--findings", columns)):
        code, _, err = score(line, path, out, *more, "--columns", columns)
        assert (code, "many.same-file" in err, columns.read_bytes()) == (1, True, before)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("heading;means;more\na;b;c\n", "columns.csv"),
        ("title;means\na;unit.id\n", "columns.csv"),
        ("", "columns.csv"),
        ('heading;means\n"a;b\n', "columns.csv"),
        ("heading;means\na;unit.id\na;\n", "columns.double"),
    ],
)
def test_a_file_about_columns_that_is_none_is_refused(line: CommandLine, text: str, code: str) -> None:
    path, columns = file(line, "a.csv", text_of()), file(line, "cot.csv", text)
    ran = score(line, path, "x.csv", "--columns", columns)
    assert (ran[0], code in ran[2]) == (1, True)
    assert not (line.folder / "x.csv").exists()


def test_bad_rows_are_told_in_a_file_and_keep_the_output_away(line: CommandLine) -> None:
    rows = [*ROWS, ("so-f", "never", 1, 1, "101"), ("so a", "late", "1.5", 1, ""), ("", "late", 1, 1, "NaN")]
    path = file(line, "a.csv", text_of(rows))
    code, out, err = score(line, path, "x.csv", "--lang", "en")
    assert (code, out) == (1, "")
    assert err.startswith("Error: 3 rows cannot be scored (6 findings); no result is written.")
    told = (line.folder / "x.csv.findings.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [tuple(line.split(";")[:4]) for line in told] == [
        ("7", "plan.issued", "so-f", "fact.option"),
        ("7", "mean.q1", "so-f", "fact.range"),
        ("8", "unit.id", "so a", "table.unit-id"),
        ("8", "tasks.done", "so a", "fact.places"),
        ("9", "unit.id", "", "table.unit-id"),
        ("9", "mean.q1", "", "fact.type"),
    ]
    assert not (line.folder / "x.csv").exists()


def test_partial_scores_the_rest_and_says_so_by_its_exit_code(line: CommandLine) -> None:
    path = file(line, "a.csv", text_of([*ROWS, ("so-f", "never", 1, 1, "101")]))
    code, out, _ = score(line, path, "x.parquet", "--partial", "--findings", line.folder / "f.jsonl")
    assert (code, "1 dòng không chấm được, 2 lỗi" in out) == (4, True)
    assert len(read_rows(line.folder / "x.parquet")) == 5
    assert {json.loads(each)["unit"] for each in (line.folder / "f.jsonl").read_text("utf-8").splitlines()} == {"so-f"}


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (("unit.id", "plan.issued", "tasks.done", "tasks.planned", "mean.q9"), "table.unknown-column"),
        (("name", "plan.issued", "tasks.done", "tasks.planned", "mean.q1"), "table.missing-column"),
        (("unit.id", "plan.issued", "tasks.done", "Đã làm", "mean.q1"), "table.double-column"),
    ],
)
def test_headings_that_cannot_be_used_end_it_at_once(line: CommandLine, headings: tuple[str, ...], code: str) -> None:
    ran = score(line, file(line, "a.csv", text_of(headings=headings)), "x.csv")
    assert (ran[0], "a.csv:1:" in ran[2], code in ran[2]) == (1, True, True)
    assert {path.name for path in line.folder.iterdir()} == {"a.csv", "sets"}


def test_floats_dates_and_types_that_no_number_is(line: CommandLine) -> None:
    columns = {"unit.id": ["a", "b", "c"], "tasks.done": [1.0, float("nan"), float("inf")], "tasks.planned": [2, 2, 2]}
    path = write_table(line.folder / "a.parquet", pa.table(columns))
    code, _, _ = score(line, path, "x.csv", "--partial", "--findings", line.folder / "f.jsonl")
    told = [json.loads(each) for each in (line.folder / "f.jsonl").read_text("utf-8").splitlines()]
    assert (code, [(each["row"], each["unit"], each["code"]) for each in told]) == (
        4,
        [(2, "b", "fact.type"), (3, "c", "fact.type")],
    )
    columns["tasks.done"] = [b"1", b"2", b"3"]
    path = write_table(line.folder / "b.parquet", pa.table(columns))
    ran = score(line, path, "y.csv")
    assert (ran[0], "table.column-type" in ran[2]) == (1, True)


def test_a_profile_for_all_goes_with_tables_that_name_none(line: CommandLine) -> None:
    path = write_table(line.folder / "a.parquet", table())
    assert score(line, path, "x.csv", "--profile", "founded")[0] == 0
    assert {row["profile"] for row in read_rows(line.folder / "x.csv")} == {"founded"}
    assert score(line, path, "y.csv", "--profile", "none")[0] == 1
    named = table().append_column("unit.profile", pa.array(["ordinary"] * 5))
    ran = score(line, write_table(line.folder / "b.parquet", named), "y.csv", "--profile", "founded")
    assert (ran[0], "many.profile-twice" in ran[2]) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("--many", "a.csv"),
        ("--many", "a.csv", "--set", "thu.nho", "-o", "x.csv"),
        ("--many", "a.csv", *ASKED),
        ("--many", "a.csv", *ASKED, "-o", "x.csv", "--keep"),
        ("--many", "a.csv", *ASKED, "-o", "x.csv", "a.csv"),
        ("--many", "a.csv", *ASKED, "-o", "x.csv", "--told"),
        ("--many", "a.csv", *ASKED, "-o", "x.csv", "--threads", "0"),
        ("--many", "b.csv", *ASKED, "-o", "x.csv"),
        ("a.csv", "-o", "x.csv"),
        ("a.csv", "--partial"),
        (),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    file(line, "a.csv", text_of())
    monkeypatch.chdir(line.folder)
    assert line.run("score", *words).code == 2


def test_a_node_or_year_that_is_not_there_is_refused(line: CommandLine) -> None:
    path = file(line, "a.csv", text_of())
    assert score(line, path, "x.csv", "--nodes", "9.9")[0] == 1
    assert (
        line.run("score", "--many", path, "--set", "thu.nho", "--year", "2030", "-o", line.folder / "x.csv").code == 1
    )
    assert not (line.folder / "x.csv").exists()


def test_a_bar_shows_on_a_terminal_and_nowhere_else(line: CommandLine) -> None:
    path = file(line, "a.csv", text_of())
    shown = line.terminal("score", "--many", path, *ASKED, "-o", "x.csv")
    assert "100%" in shown
    assert score(line, path, "x.csv")[2] == ""


def test_without_the_extra_it_says_what_to_install(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.services.many_units_service.find_spec", lambda _: None)
    ran = score(line, file(line, "a.csv", text_of()), "x.csv")
    assert (ran[0], "pip install 'parindex[many]'" in ran[2]) == (1, True)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of more than two parts."""
    random = np.random.default_rng(1)
    columns = {
        "unit.id": pa.array(np.char.add("u", np.arange(MANY_ROWS).astype("U8"))),
        "plan.issued": pa.DictionaryArray.from_arrays(random.integers(0, 3, MANY_ROWS), ["on_time", "late", "none"]),
        "tasks.done": random.integers(0, 50, MANY_ROWS),
        "tasks.planned": random.integers(50, 90, MANY_ROWS),
        "mean.q1": pa.array(random.integers(0, 101, MANY_ROWS)),
    }
    path = tmp_path_factory.mktemp("large") / "a.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def started(line: CommandLine, large: Path, out: str) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    words = ("score", "--many", large, *ASKED, "-o", out, "--machine", "numpy", "--threads", "1")
    return subprocess.Popen(
        [sys.executable, "-m", "engine", *map(str, words)],
        cwd=line.folder,
        env=line.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(line: CommandLine, large: Path, out: str) -> str:
    """What the command says on stderr when it runs to its end."""
    process = started(line, large, out)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return err


@pytest.mark.slow
@pytest.mark.parametrize("out", ["x.parquet", "x.csv"])
def test_a_killed_process_loses_and_doubles_nothing(line: CommandLine, large: Path, out: str) -> None:
    finished(line, large, f"whole-{out}")
    process = started(line, large, out)
    parts = line.folder / f"{out}.parts"
    while process.poll() is None and not ((journal := read_journal(parts)) and journal.parts):
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (line.folder / out).exists()
    journal = read_journal(parts)
    assert journal is not None
    assert 0 < journal.rows < MANY_ROWS
    assert f"giữ lại {journal.rows} dòng" in finished(line, large, out)
    assert (line.folder / out).read_bytes() == (line.folder / f"whole-{out}").read_bytes()
    assert not parts.exists()


@pytest.mark.slow
def test_a_full_disk_leaves_what_was_there_and_the_same_command_goes_on(line: CommandLine, large: Path) -> None:
    (line.folder / "x.csv").write_text("old", "utf-8")
    words = ("score", "--many", large, *ASKED, "-o", "x.csv", "--machine", "numpy", "--lang", "en")
    most = 50_000_000  # a part fits, the whole does not

    def no_large_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        [sys.executable, "-m", "engine", *map(str, words)],
        cwd=line.folder,
        env=line.environment,
        preexec_fn=no_large_files,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "'x.csv' cannot be written" in done.stderr
    assert (line.folder / "x.csv").read_text("utf-8") == "old"
    assert {path.name for path in line.folder.iterdir()} == {"sets", "x.csv", "x.csv.parts"}
    assert str(MANY_ROWS) in finished(line, large, "x.csv")
    assert len(read_rows(line.folder / "x.csv")) == MANY_ROWS


@pytest.mark.parametrize("out", ["x.parquet", "x.csv", "x.arrow"])
def test_a_disk_that_fills_up_within_a_part_is_told_as_such(line: CommandLine, out: str) -> None:
    path = write_table(line.folder / "a.parquet", table(copies=8_000))

    def no_large_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-m", "engine", "score", "--many", path, *ASKED, "-o", out, "--machine", "numpy"],
        cwd=line.folder,
        env=line.environment,
        preexec_fn=no_large_files,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Không ghi được '{out}': tệp lớn hơn mức được phép." in done.stderr
    assert not (line.folder / out).exists()


PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "engine", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Run by a small process, since a child is said to have used at least what its parent had when it was started."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_memory_does_not_grow_with_the_table(line: CommandLine, large: Path, kind: str) -> None:
    peaks = []
    for times in (1, 4):
        rows = pa.concat_tables([pq.read_table(large)] * times).unify_dictionaries()
        units = pa.array(np.char.add("u", np.arange(len(rows)).astype("U8")))
        path = write_table(line.folder / f"{times}.{kind}", rows.set_column(0, "unit.id", units))
        words = ("score", "--many", path, *ASKED, "-o", f"x.{kind}", "--machine", "numpy", "--threads", "1")
        command = [sys.executable, "-c", PEAK, *map(str, words)]
        peaks.append(int(subprocess.check_output(command, cwd=line.folder, env=line.environment)))
    assert peaks[1] < 1.6 * peaks[0]  # more read ahead is usual, four times the rows is not
    assert peaks[1] < 700_000  # kilobytes


def test_a_table_that_lacks_many_columns_is_told_so_briefly(line: CommandLine) -> None:
    path = file(line, "a.csv", "unit.id\nx\n")
    ran = line.run("score", "--many", path, "--set", "vn.par.province", "--year", "2022", "-o", line.folder / "x.csv")
    assert (ran.code, ran.err.count("table.no-column-for-fact")) == (0, 12)
    assert "cảnh báo nữa" in ran.err


def test_an_interrupted_run_leaves_its_parts(line: CommandLine, large: Path) -> None:
    process = started(line, large, "x.csv")
    parts = line.folder / "x.csv.parts"
    while process.poll() is None and not ((journal := read_journal(parts)) and journal.parts):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert (process.returncode, out, "Traceback" in err) == (130, "", False)
    journal = read_journal(parts)
    assert journal is not None
    assert journal.rows > 0


def test_a_column_that_is_not_read_may_be_of_any_type(line: CommandLine) -> None:
    days = pa.array([1, 2, 3, 4, 5], pa.int32()).cast(pa.date32()).dictionary_encode()
    path = write_table(line.folder / "a.arrow", table().append_column("unit.name", days))
    assert score(line, path, "x.csv")[0] == 0
    assert len(read_rows(line.folder / "x.csv")) == len(ROWS)


def test_findings_without_a_folder_are_told_before_anything_is_scored(line: CommandLine) -> None:
    path = file(line, "a.csv", text_of())
    code, _, said = score(line, path, "x.csv", "--findings", line.folder / "none" / "f.csv")
    assert (code, "'f.csv'" in said, "x.csv" in said) == (1, True, False)
    assert not list(line.folder.glob("x.csv*"))
    code, _, said = score(line, path, "none/x.csv")
    assert (code, "'x.csv'" in said) == (1, True)


def test_a_link_that_leads_round_in_a_circle_is_written_over(line: CommandLine) -> None:
    (line.folder / "x.csv").symlink_to("x.csv")
    assert score(line, file(line, "a.csv", text_of()), "x.csv")[0] == 0
    assert len(read_rows(line.folder / "x.csv")) == len(ROWS)
