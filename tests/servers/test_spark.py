"""Files and rows on a real Apache Spark session give the bytes and figures that one process gives."""

import json
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from subprocess import run

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.servers.test_cluster import job_for
from tests.support.tables_of_units import write_tables

FILES, ROWS = 3, 1_500

# Run in a process of its own: Spark starts a Java machine and speaks of much that is not ours.
ON_SPARK = """
import json, sys
from pyspark.sql import SparkSession
from engine.services.cluster.spark import score_on_spark, score_rows_on_spark
from tests.servers.test_cluster import job_for

folder, tables = sys.argv[1], sys.argv[2:]
job = job_for(folder)
session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
files = [each.sha256 for each in score_on_spark(session, job, tables)]
rows = score_rows_on_spark(session.read.parquet(*tables), job).select("unit", "total").collect()
print("ANSWER", json.dumps({"files": files, "rows": sorted([row.unit, str(row.total)] for row in rows)}))
session.stop()
"""


def pairs(table: pa.Table) -> list[tuple[object, ...]]:
    """Rows of a table of two columns."""
    return list(zip(*table.to_pydict().values(), strict=True))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="Apache Spark needs Java, which is not on this machine")
@pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: requirements/spark.lock")
def test_files_and_rows_on_spark_are_those_of_one_process(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "spark").mkdir()
    tables, here = write_tables(tmp_path, FILES, ROWS), job_for(tmp_path / "here")
    done = [here(table) for table in tables]
    results = [pq.read_table(each.output, columns=["unit", "total"]) for each in done]
    figures = sorted([unit, str(total)] for table in results for unit, total in pairs(table))
    script = tmp_path / "on_spark.py"
    script.write_text(ON_SPARK, "utf-8")
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, str(script), str(tmp_path / "spark"), *tables]
    ended = run(command, check=False, env=environment, capture_output=True, text=True, timeout=400, cwd=root)
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout.rpartition("ANSWER ")[2])
    assert answer["files"] == [each.sha256 for each in done]
    assert answer["rows"] == figures
