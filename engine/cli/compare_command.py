"""`parindex compare`: two years, or two sets of rules, side by side: what rose, what fell, what cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.paper import print_json
from engine.cli.value_types import OneOf, There, Whole
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.domain.submission import Submission
    from engine.domain.unit_registry import UnitRegistry
    from engine.results.comparison import Round
    from engine.services.comparison_service import ComparisonService

HOW = Text(
    "Nêu hai nơi có phiếu; hoặc một nơi và --under; hoặc --set, --year và --stage.",
    "Name two places with submissions; or one and --under; or --set, --year and --stage.",
)


@spoken(
    "compare",
    Text(
        "So hai vòng: chỉ số, hạng, chỉ số thành phần và tiêu chí nào tăng, giảm, và so với trung bình các đơn vị. "
        "Từ phiếu (chấm ngay), từ kết quả đã lưu của hai năm, hoặc cùng phiếu chấm theo hai bộ. "
        "Chỉ so các mục mà bảng đối chiếu nối với nhau; mục không so được có lý do.",
        "Compare two rounds: index, rank, which components and criteria rose or fell, and against the mean of the "
        "units. From submissions (scored now), from what is kept of two years, or the same submissions under two sets. "
        "Only rows that a crosswalk joins are compared; the others are listed with the reason.",
    ),
    "parindex compare phieu_2021/ phieu_2022/ --unit so-noi-vu",
    "parindex compare --set vn.par.department --year 2021 2022 --stage final",
    "parindex compare phieu_2022/ --under vn.par.department@2022.1 vn.par.department@2022.2",
)
@click.argument("paths", metavar="[OLD NEW]", nargs=-1, type=There())
@option("--unit", metavar="ID", told=Text("Nói hết về một đơn vị.", "Tell all of one body."))
@option("--stage", told=Text("Vòng.", "The stage."))
@option("--set", "set_id", metavar="ID", told=Text("Bộ tiêu chí của kết quả đã lưu.", "The set of kept results."))
@option("--year", type=Whole(1900, 2999), nargs=2, metavar="OLD NEW", told=Text("Hai năm.", "Both years."))
@option(
    "--edition",
    nargs=2,
    metavar="OLD NEW",
    told=Text("Bản của mỗi năm; mặc định bản áp dụng cho năm ấy.", "Their editions; by default those that hold then."),
)
@option(
    "--under",
    nargs=2,
    metavar="OLD NEW",
    told=Text(
        "Chấm cùng các phiếu theo hai bộ: thư mục, hoặc id@bản.lần-sửa.",
        "Score the same submissions under two sets: folders, or id@edition.revision.",
    ),
)
@option(
    "--units",
    type=There(),
    metavar="FILE",
    told=Text(
        "Danh mục đơn vị qua các năm; mặc định danh mục tỉnh, thành phố kèm theo.",
        "Registry of bodies over time; by default the bundled one of provinces.",
    ),
)
@option(
    "--predecessors",
    type=OneOf("none", "mean", "weighted"),
    default="none",
    told=Text(
        "Năm trước của đơn vị hợp nhất: none (không có), mean, weighted (theo trọng số trong danh mục).",
        "The earlier figure of a merged body: none, mean, weighted (by the weights of the registry).",
    ),
)
def compare(
    invocation: Invocation,
    *,
    paths: tuple[Path, ...],
    unit: str | None,
    units: Path | None,
    predecessors: Any,  # noqa: ANN401  # one of the words that its option allows
    **chosen: Any,  # noqa: ANN401  # the options that choose the rounds
) -> None:
    """`compare`."""
    from engine.results.comparison_document import comparison_document
    from engine.services.comparison_service import UnknownUnit

    service = invocation.engine.comparisons
    before, after = _rounds(paths, chosen, service, invocation)
    comparison = service.compared(before, after, _registry(units), predecessors, _folder(chosen["under"]))
    UnknownUnit.unless_in(comparison, unit)
    document = comparison_document(comparison, unit)
    if invocation.as_json:
        print_json(document)
    elif unit is not None:
        from engine.cli.comparison_views import print_unit

        print_unit(document, invocation.paper, invocation.language)
    else:
        from engine.cli.comparison_views import print_comparison

        print_comparison(document, invocation.paper, invocation.language)


def _rounds(
    paths: Sequence[Path], chosen: dict[str, Any], service: ComparisonService, invocation: Invocation
) -> tuple[Round, Round]:
    stored = [chosen[name] for name in ("set_id", "year", "edition")]
    if chosen["under"] and len(paths) == 1 and not any(stored):
        from engine.cli.difference_command import set_at

        found = _submissions(paths[0], chosen["stage"], invocation)
        old, new = (service.scored(found, set_at(name, invocation)) for name in chosen["under"])
        return old, new
    if len(paths) == 2 and not chosen["under"] and not any(stored):
        old, new = (service.scored(_submissions(path, chosen["stage"], invocation)) for path in paths)
        return old, new
    if not paths and not chosen["under"] and chosen["set_id"] and chosen["year"] and chosen["stage"]:
        old, new = (
            service.kept(invocation.engine.results, rules, year, chosen["stage"])
            for rules, year in _editions(chosen, service)
        )
        return old, new
    raise WrongUsage(HOW)


def _editions(chosen: dict[str, Any], service: ComparisonService) -> list[tuple[Any, int]]:
    editions = chosen["edition"] or ("", "")
    return [
        (service.rules_of_year(chosen["set_id"], year, edition), year)
        for year, edition in zip(chosen["year"], editions, strict=True)
    ]


def _submissions(path: Path, stage: str | None, invocation: Invocation) -> list[Submission]:
    from engine.cli.submission_reading import read_all

    found = read_all([path], invocation)
    wanted = [submission for submission in found if stage in (None, submission.stage)]
    if not wanted:
        known = ", ".join(sorted({submission.stage for submission in found}))
        told = Text(f"'{path}' không có phiếu vòng '{stage}'.", f"'{path}' has no submission of the stage '{stage}'.")
        raise WrongUsage(told, Text(f"Hiện có: {known}.", f"There are: {known}."))
    return wanted


def _folder(under: Sequence[str] | None) -> Path | None:
    """Where the newer of two sets lies, if it was named by its folder."""
    return Path(under[1]) if under and Path(under[1]).is_dir() else None


def _registry(path: Path | None) -> UnitRegistry | None:
    if path is None:
        return None
    from engine.loading.units_file import read_units

    return read_units(path).checked()
