"""`parindex set sql`: a set as text that scores people's own tables, in DuckDB or in Polars."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from engine.cli.failures import say
from engine.cli.invocation import Invocation
from engine.cli.options import option, revision_option, spoken
from engine.cli.paper import print_json
from engine.cli.resolve_command import base_option, loaded_set
from engine.cli.sheet_commands import EDITION, OUT, PROFILE, WRITTEN, YEAR
from engine.cli.value_types import OneOf, SpokenType, Whole
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text
from engine.results.whole_file import write_whole

DIALECTS = ("duckdb", "polars")
EVERYTHING = ("totals", "all")
TABLE_OF_SQL = Text("--table chỉ dùng với --dialect duckdb.", "--table goes with --dialect duckdb only.")
GIVEN_THEN = Text(
    "Trong Polars, đưa bảng cho hàm score(bảng) của mô-đun.", "In Polars give the table to score(table) of the module."
)


class NodeNames(SpokenType):
    """`totals`, `all`, or ids of rows with commas between them."""

    name = "totals|all|ID,ID…"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The words, as help shows them."""
        return self.name

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | tuple[str, ...]:
        """The word, or the ids; raises WrongUsage where none is named."""
        if not isinstance(value, str) or value in EVERYTHING:
            return value
        ids = tuple(part.strip() for part in value.split(",") if part.strip())
        if not ids:
            told = Text("chưa nêu mục nào.", "no row is named.")
            raise self.refuse(told, Text("Ví dụ: 1,1.2,3.4", "Such as 1,1.2,3.4"), param, ctx)
        return ids


@spoken(
    "sql",
    Text(
        "In bộ ID hoặc thư mục FOLDER thành câu lệnh SQL của DuckDB, hay mô-đun Python dùng Polars, để tự chấm bảng "
        "số liệu của mình: chỉ số nguyên, đúng từng chữ số như parindex score.",
        "Print the set ID or FOLDER as DuckDB SQL, or as a Python module over Polars, that scores your own tables: "
        "integers only, the same digits as parindex score.",
    ),
    "parindex set sql vn.par.department",
    "parindex set sql vn.par.department --dialect polars --nodes all -o cham_diem.py",
)
@click.argument("name", metavar="ID|FOLDER")
@option("--edition", told=EDITION, default="")
@revision_option(Text("Lần sửa đổi của bản; mặc định lần mới nhất.", "Its revision; by default the newest."))
@base_option
@option(
    "--dialect",
    told=Text("In cho công cụ nào; mặc định duckdb.", "What to print for; by default duckdb."),
    type=OneOf(*DIALECTS),
    default="duckdb",
)
@option("--year", told=YEAR, type=Whole(1900, 2200))
@option("--profile", told=PROFILE, default="")
@option(
    "--table",
    metavar="NAME",
    told=Text(
        "Bảng, khung nhìn hoặc tệp mà DuckDB đọc; mặc định units.",
        "The table, view or file that DuckDB reads; by default units.",
    ),
)
@option(
    "--nodes",
    type=NodeNames(),
    default="totals",
    told=Text(
        "Kết quả của những mục nào, ngoài tổng điểm; mặc định totals: không mục nào.",
        "The results of which rows besides the total; by default totals: of none.",
    ),
)
@option(
    "--marks",
    is_flag=True,
    told=Text(
        "Bảng còn có cột điểm chấm mark:ID của mọi tiêu chí và cột không áp dụng excluded:ID của mọi mục.",
        "The table also has columns mark:ID for marks on any leaf, and excluded:ID for rows that do not apply.",
    ),
)
@option("-o", "--out", told=OUT, metavar="FILE", type=Path)
def print_tables(
    invocation: Invocation,
    *,
    name: str,
    edition: str,
    revision: int | None,
    bases: tuple[Path, ...],
    dialect: str,
    year: int | None,
    profile: str,
    table: str | None,
    nodes: str | tuple[str, ...],
    marks: bool,
    out: Path | None,
) -> None:
    """`set sql`."""
    from engine.columns.printers.duckdb_sql import TABLE
    from engine.services.printed_tables import PrintOrder, prepared, printed_document, printed_text

    if table is not None and dialect != "duckdb":
        raise WrongUsage(TABLE_OF_SQL, GIVEN_THEN)
    loaded = loaded_set(invocation, name, edition, revision, bases)
    order = PrintOrder(dialect, profile, year, TABLE if table is None else table, nodes, marks)
    printed = prepared(loaded, order)
    text = printed_text(printed, order, invocation.language)
    if out is not None:
        write_whole(out, text.encode())
    if invocation.as_json:
        print_json(printed_document(printed, order, text, "" if out is None else str(out)))
    elif out is None:
        sys.stdout.write(text)
    else:
        say(invocation.say(WRITTEN).format(out))
