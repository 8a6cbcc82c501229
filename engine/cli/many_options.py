"""`score --many`: the options that go with a table of many units, and with nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from engine.cli.invocation import Invocation
from engine.cli.many_asked import ManyAsked
from engine.cli.options import option
from engine.cli.value_types import OneOf, There, Whole
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import NOTHING, Text

MANY = Text(
    "Chấm bảng nhiều đơn vị (.csv, .xlsx, .parquet, .arrow), mỗi dòng một đơn vị, ra bảng khác. Cần --set, --year, -o.",
    "Score a table of many units (.csv, .xlsx, .parquet, .arrow), one a row, into another table. Needs --set, "
    "--year, -o.",
)
OUT = Text(
    "Với --many: bảng kết quả, loại theo đuôi tệp.", "With --many: the table of results; its name tells its kind."
)
YEAR = Text("Với --many: năm đánh giá.", "With --many: the year assessed.")
NODES = Text(
    "Với --many: thêm điểm của các mục này, cách nhau bằng dấu phẩy; all là mọi mục. Mặc định chỉ tổng điểm.",
    "With --many: the points of these rows too, parted by commas; all for every one. By default totals only.",
)
TOLD = Text(
    "Với --nodes: thêm điểm tối đa, trạng thái, quy tắc của từng mục.",
    "With --nodes: the maximum, status and rule of each of them too.",
)
PROFILE = Text(
    "Với --many: nhóm của mọi đơn vị, khi bảng không có cột unit.profile.",
    "With --many: the profile of all units, where the table has no column unit.profile.",
)
COLUMNS = Text(
    "Với --many: tệp .yaml hoặc .csv cho biết tiêu đề nào là số liệu nào.",
    "With --many: a .yaml or .csv file that says which heading means which fact.",
)
ENCODING = Text("Với --many: bảng mã của CSV; mặc định utf-8.", "With --many: the encoding of CSV; by default utf-8.")
FINDINGS = Text(
    "Với --many: nơi ghi lỗi từng dòng, .csv hoặc .jsonl; mặc định cạnh kết quả.",
    "With --many: where findings of rows go, .csv or .jsonl; by default beside the output.",
)
PARTIAL = Text(
    "Với --many: vẫn ghi kết quả các dòng tốt khi có dòng lỗi; mã thoát khi đó là 4.",
    "With --many: write the good rows although others are bad; the exit code is then 4.",
)
RESTART = Text(
    "Với --many: bỏ phần đã làm của lần chạy dở, làm lại từ đầu.",
    "With --many: forget what an interrupted run finished, begin anew.",
)
THREADS = Text("Với --many: số luồng chấm; mặc định số lõi.", "With --many: threads that score; by default the cores.")
MACHINE = Text(
    "Với --many: máy tính cột; fast cần phần mở rộng fast, mặc định dùng nếu có.",
    "With --many: what computes columns; fast needs that extra, and is taken by default where it is there.",
)

ONLY_WITH = Text("{} chỉ dùng cùng --many.", "{} goes with --many only.")
NOT_WITH = Text("{} không dùng cùng --many.", "{} does not go with --many.")
NEEDED = Text("Với --many cần {}.", "With --many, {} is needed.")
TOLD_NODES = Text("--told cần --nodes.", "--told needs --nodes.")

_OWN = ("out", "year", "nodes", "told", "profile", "columns", "encoding", "findings", "partial", "restart")
_OWN_NUMBERS = ("threads", "machine")
_SHARED = ("set_id", "edition", "revision", "closed", "field", "field_complete")

Function = Callable[..., Any]


def many_options(function: Function) -> Function:
    """Give `score` the options; with `--many` the table is scored in place of what `function` does."""

    @wraps(function)
    def called(invocation: Invocation, **values: Any) -> object:  # noqa: ANN401  # click's own
        table = values.pop("many")
        own = {name: values.pop(name) for name in (*_OWN, *_OWN_NUMBERS)}
        if table is None:
            _see_that_nothing_is_given(own, ONLY_WITH)
            _see_that_there_are_paths(values["paths"])
            return function(invocation, **values)
        from engine.cli.many_command import score_many

        score_many(invocation, _asked(table, own, values))
        return None

    decorated: Function = called
    for decorate in reversed(_OPTIONS):
        decorated = decorate(decorated)
    return decorated


_OPTIONS = (
    option("--many", metavar="FILE", told=MANY, type=There()),
    option("--out", "-o", metavar="FILE", told=OUT, type=Path),
    option("--year", told=YEAR, type=Whole(1900, 2200)),
    option("--nodes", metavar="IDS", told=NODES),
    option("--told", told=TOLD, is_flag=True),
    option("--profile", metavar="ID", told=PROFILE),
    option("--columns", metavar="FILE", told=COLUMNS, type=There()),
    option("--encoding", metavar="NAME", told=ENCODING),
    option("--findings", metavar="FILE", told=FINDINGS, type=Path),
    option("--partial", told=PARTIAL, is_flag=True),
    option("--restart", told=RESTART, is_flag=True),
    option("--threads", told=THREADS, type=Whole(1, 256)),
    option("--machine", told=MACHINE, type=OneOf("auto", "numpy", "fast")),
)


def _asked(table: Path, own: dict[str, Any], values: dict[str, Any]) -> ManyAsked:
    shared = {name: values.pop(name) for name in _SHARED}
    _see_that_nothing_is_given(values, NOT_WITH)
    for name, given in (("--set", shared["set_id"]), ("--year", own["year"]), ("-o", own["out"])):
        if given is None:
            raise WrongUsage(_with_name(NEEDED, name))
    if own["told"] and not own["nodes"]:
        raise WrongUsage(TOLD_NODES)
    nodes = tuple(word.strip() for word in (own.pop("nodes") or "").split(",") if word.strip())
    own["threads"] = own["threads"] or os.cpu_count() or 1
    own["machine"] = own["machine"] or "auto"
    own["encoding"] = own["encoding"] or "utf-8"
    shared["edition"] = shared["edition"] or ""
    return ManyAsked(table=table, nodes=nodes, **own, **shared)


def _see_that_nothing_is_given(values: dict[str, Any], told: Text) -> None:
    """Raise WrongUsage for the first of these options that was given."""
    for name, value in values.items():
        if value not in (None, False, ()):
            raise WrongUsage(_with_name(told, _as_typed(name)), NOTHING)


def _as_typed(name: str) -> str:
    params = click.get_current_context().command.params
    found = next(param for param in params if param.name == name)
    return max(found.opts, key=len) if isinstance(found, click.Option) else (found.metavar or name)


def _see_that_there_are_paths(paths: tuple[Path, ...]) -> None:
    if not paths:
        context = click.get_current_context()
        raise click.MissingParameter(
            ctx=context, param=next(param for param in context.command.params if param.name == "paths")
        )


def _with_name(told: Text, name: str) -> Text:
    return Text(told.vi.format(name), told.en.format(name))
