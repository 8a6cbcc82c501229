"""`parindex demo`: the bundled sample year, scored, kept, ranked, and explained for one body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.paper import print_json
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.domain.criteria_set import CriteriaSet
    from engine.results.ranking import Ranking
    from engine.services.scoring_service import Scored

SAMPLE = ("sample_data", "vi_du_2022")
ROWS_SHOWN = 5
DEMO_FORMAT = "parindex/demo/1"
FICTION = Text(
    "Tỉnh Ví dụ và mọi số liệu dưới đây đều hư cấu.", "The province of Ví dụ and all figures below are fictional."
)
ONE_BODY = Text("Giải trình một đơn vị", "One body explained")
NEXT = Text("Xem tiếp", "Next")
ALL_ROWS = Text("đủ mọi mục của đơn vị này", "every row of this body")
IN_BROWSER = Text("mở qua HTTP", "over HTTP")
THE_TREE = Text("cây tiêu chí", "the criteria")


@spoken(
    "demo",
    Text(
        "Chạy thử với năm mẫu kèm theo. Chấm 20 sở hư cấu của tỉnh Ví dụ, lưu vào SQLite, xếp hạng, giải trình một sở.",
        "Try it on the bundled sample year. "
        "Scores 20 fictional departments, keeps them in SQLite, ranks them and explains one.",
    ),
    "parindex demo",
    "parindex demo --unit vd-so-y-te --database demo.sqlite3",
)
@option(
    "--unit",
    metavar="ID",
    told=Text(
        "Đơn vị được giải trình; mặc định đơn vị đủ số liệu đứng cuối.",
        "The body to explain; by default the last that is complete.",
    ),
)
def demo(invocation: Invocation, unit: str | None) -> None:
    """`demo`."""
    from engine.cli.scoring_commands import keep_all
    from engine.results.standing import standing_of

    scored = _scored(invocation)
    rules = invocation.engine.scoring.named(scored[0].submission).checked()
    ranking = invocation.engine.scoring.rank(rules, [standing_of(each.card) for each in scored])
    chosen = _chosen(scored, ranking, unit)
    keep_all(scored, invocation)
    if invocation.as_json:
        print_json(_document(rules, ranking, chosen, invocation))
    else:
        _print(rules, ranking, chosen, invocation)


def _scored(invocation: Invocation) -> list[Scored]:
    from importlib.resources import as_file, files

    from engine.cli.submission_reading import read_all

    with as_file(files("plugins").joinpath(*SAMPLE)) as folder:
        return invocation.engine.scoring.score_all(read_all([folder], invocation))


def _chosen(scored: list[Scored], ranking: Ranking, unit: str | None) -> Scored:
    """The body that was asked for; else the last of the first group that is complete. Raises WrongUsage."""
    from engine.cli.submission_reading import of_unit

    if unit is None:
        unit = [place.standing.unit_id for place in ranking.groups[0].places if place.standing.complete][-1]
    submission = of_unit([each.submission for each in scored], unit)
    return next(each for each in scored if each.submission is submission)


def _ledger(chosen: Scored, invocation: Invocation) -> dict[str, Any]:
    from engine.results.ledger import ledger_document

    advised = invocation.engine.scoring.explain(chosen.submission)
    return {**ledger_document(chosen.document, advised), "result": chosen.card.hash}


def _document(rules: CriteriaSet, ranking: Ranking, chosen: Scored, invocation: Invocation) -> dict[str, object]:
    from engine.results.ranking_document import ranking_document

    card = chosen.card
    return {
        "format": DEMO_FORMAT,
        "database": str(invocation.engine.database.path),
        "ranking": ranking_document(rules, ranking, card.year, card.stage),
        "ledger": _ledger(chosen, invocation),
    }


def _print(rules: CriteriaSet, ranking: Ranking, chosen: Scored, invocation: Invocation) -> None:
    from engine.cli.ledger_views import print_ledger
    from engine.cli.ranking_commands import print_ranking

    paper, language, card = invocation.paper, invocation.language, chosen.card
    paper.line(FICTION.said(language))
    paper.line()
    print_ranking(rules, ranking, (card.year, card.stage), invocation)
    paper.line()
    paper.line(f"── {ONE_BODY.said(language)} ──")
    paper.line()
    print_ledger(chosen.document, _ledger(chosen, invocation), paper, language, most=ROWS_SHOWN)
    paper.line()
    paper.line(f"{NEXT.said(language)}:")
    ending = f" --database {invocation.database}" if invocation.database else ""
    for command, told in (
        (f"parindex serve{ending}", IN_BROWSER),
        (f"parindex explain {card.hash}{ending}", ALL_ROWS),
        (f"parindex set show {rules.id}", THE_TREE),
    ):
        paper.line(f"{command}   # {told.said(language)}", indent=2)
