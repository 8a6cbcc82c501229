"""Small surveys: forms, raw answers written in every kind of file, and files that are damaged."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

Answer = tuple[str | None, ...]

NAMES = ("unit", "group", "question", "option", "weight", "respondent")


def write_answers(path: Path, answers: Sequence[Answer], names: Sequence[str] = NAMES, *, group_rows: int = 3) -> Path:
    """Answers as a table of the kind that the end of the name says; a cell that is None is empty."""
    columns = {name: pa.array([row[at] for row in answers], pa.string()) for at, name in enumerate(names)}
    table = pa.table(columns)
    if path.name.endswith(".coded.parquet"):
        table = pa.table({name: column.dictionary_encode() for name, column in columns.items()})
    match path.suffix:
        case ".parquet":
            pq.write_table(table, path, row_group_size=group_rows)
        case ".arrow":
            with pa.ipc.new_file(str(path), table.schema) as writer:
                for batch in table.to_batches(max_chunksize=group_rows):
                    writer.write_batch(batch)
        case ".csv":
            pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="all_valid"))
    return path


def write_damaged(path: Path) -> Path:
    """A file that is not what its name says, or not whole."""
    answers = [("vd-a", "dan", "q1", "tot", "1", "p1")] * 100
    if path.name.startswith("cut"):
        write_answers(path, answers)
        path.write_bytes(path.read_bytes()[:-40])
    elif path.suffix == ".csv":
        path.write_bytes("unit;group\nvd-a;dan\n".encode("utf-16"))
    else:
        path.write_bytes(b"nothing of that kind")
    return path


FORM = """\
format: parindex/survey/1
id: vd.nho
title: {vi: "Khảo sát nhỏ", en: "Small survey"}
year: 2024
stage: final
minimum: 2
groups:
  - {id: dan, title: {vi: "Dân", en: "Citizens"}, weight: "1"}
  - {id: hdnd, title: {vi: "HĐND", en: "Council"}, weight: "3"}
questions: [{id: q1, title: {vi: "Câu một", en: "Question one"}}]
units: [{id: so-a, name: {vi: "Sở A", en: "Department A"}}, {id: so-b}]
facts: [{questions: [q1], mean: survey.mean, answers: survey.answers}]
"""

SMALL = (
    *(("so-a", "dan", "q1", option) for option in ("1", "2", "4", "")),
    *(("so-a", "hdnd", "q1", option) for option in ("1", "1")),
    *(("so-b", "dan", "q1", option) for option in ("1", "3")),
    ("so-b", "hdnd", "q1", "4"),
)
"""Department A: (100 + 60 + 0) / 3 and 100, weighted 1 to 3: 265/3, 88.33. Department B: one answer of the council."""


def write_survey(folder: Path) -> None:
    """A form `mau.yaml`, raw answers `tho.csv`, and their counts `dem.json`."""
    from engine.columns.survey.counts import counts_of
    from engine.columns.survey.counts_file import counts_bytes
    from engine.loading.survey_file import read_survey

    (folder / "mau.yaml").write_text(FORM, "utf-8")
    path = write_answers(folder / "tho.csv", SMALL, NAMES[:4])
    counts = counts_of([path], read_survey(folder / "mau.yaml").checked()).counts
    (folder / "dem.json").write_bytes(counts_bytes(counts, "dem.json")[0])
