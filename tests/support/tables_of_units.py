"""Tables of many units for the bundled example round: the rows of the sample, again and again under other names."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SAMPLE = Path(__file__).resolve().parents[2] / "plugins" / "sample_data" / "vi_du_2022_rong.csv"


def write_tables(folder: Path, files: int, rows: int) -> list[str]:
    """Write so many Parquet files of so many rows each; gives their paths."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    paths = []
    for number in range(files):
        columns = {name: [lines[at % len(lines)][name] or None for at in range(rows)] for name in lines[0]}
        columns["unit.id"] = [f"{number:02}-{at:06}" for at in range(rows)]
        path = folder / f"units-{number:02}.parquet"
        pq.write_table(pa.table(columns), path)
        paths.append(str(path))
    return paths
