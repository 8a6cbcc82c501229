"""The program of the page on many machines, on a real Apache Spark: what one process gives, by files and by rows."""

import csv
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from subprocess import run

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.columns.files.durable import content_hash
from tests.documentation.markdown_blocks import blocks, page
from tests.servers.test_cluster import job_for
from tests.support.tables_of_units import write_tables

FILES, ROWS = 3, 1_500


def rows_of(table: pa.Table) -> list[tuple[object, ...]]:
    """The rows of a table."""
    return list(zip(*table.to_pydict().values(), strict=True))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="Apache Spark needs Java, which is not on this machine")
@pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: requirements/spark.lock")
def test_files_and_rows_on_spark_are_those_of_one_process(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "spark").mkdir()
    tables, here = write_tables(tmp_path, FILES, ROWS), job_for(tmp_path / "here")
    done = [here(table) for table in tables]
    results = [pq.read_table(each.output, columns=["unit", "total", "points:1.1.2"]) for each in done]
    figures = sorted([str(cell) for cell in row] for table in results for row in rows_of(table))
    (program,) = (each.text for each in blocks(page("how-to/scale-out.md")) if each.file == "on_spark.py")
    script = tmp_path / "on_spark.py"
    script.write_text(program, "utf-8")
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, str(script), str(tmp_path / "spark"), *tables]
    ended = run(command, check=False, env=environment, capture_output=True, text=True, timeout=400, cwd=root)
    assert ended.returncode == 0, ended.stderr
    printed = [line.split() for line in ended.stdout.splitlines() if "units-" in line]
    assert printed == [[each.table, str(ROWS), each.sha256] for each in done]
    assert [content_hash(tmp_path / "spark" / Path(each.output).name) for each in done] == [
        each.sha256 for each in done
    ]
    written = [line for part in (tmp_path / "spark" / "rows").glob("part-*.csv") for line in lines_of(part)]
    assert sorted(written) == figures


def lines_of(part: Path) -> list[list[str]]:
    """The rows of one file that Spark wrote, without its heading."""
    with part.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
