"""`parindex score` and `parindex explain`: points of submissions, and where every point went."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli import index_sources
from engine.cli.field_options import FieldAsked, field_options, fields_for, tell_what_waits
from engine.cli.foreign_files import IMPORTER
from engine.cli.in_force_options import chosen_by_act, in_force_options, see_that_nothing_else_says_it
from engine.cli.invocation import Invocation
from engine.cli.many_options import many_options
from engine.cli.options import option, revision_option, spoken
from engine.cli.paper import print_json
from engine.cli.value_types import There, is_result_hash
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text
from engine.errors import UnknownNode

if TYPE_CHECKING:
    from engine.domain.submission import Submission
    from engine.loading.criteria_folder import LoadedSet
    from engine.services.in_force_service import Clocks
    from engine.services.scoring_service import Choose, Scored

SCORES_FORMAT = "parindex/scores/1"

SET_OF_TABLES = Text("Bộ tiêu chí của bảng CSV không ghi bộ nào.", "The set of CSV tables that do not name one.")
EDITION_OF_TABLES = Text("Bản của --set; mặc định bản mới nhất.", "Edition of --set; by default the newest.")
REVISION = Text(
    "Chấm theo lần sửa đổi này của bản mà phiếu nêu; mặc định lần mới nhất.",
    "Score by this revision of the edition that the submission names; by default the newest.",
)
ONLY_WITH_FILES = Text(
    "--unit, --set, --edition, --revision, --field-complete, --field chỉ dùng với tệp, thư mục.",
    "--unit, --set, --edition, --revision, --field-complete and --field go with files and folders only.",
)
KEPT = Text("Đã lưu {} kết quả vào '{}'.", "{} results are kept in '{}'.")


@spoken(
    "score",
    Text(
        "Chấm điểm các phiếu. Đọc tệp hoặc thư mục (YAML, JSON, CSV). Có lỗi ở một phiếu thì không phiếu nào được lưu.",
        "Score submissions. Reads files or folders (YAML, JSON, CSV). With an error in one of them nothing is kept.",
    ),
    "parindex score phieu.yaml",
    "parindex score phieu_2022/ --keep",
    "parindex score bang.csv --set vn.par.department --json",
    "parindex score phieu.hsm --importer acme",
    "parindex score tinh.yaml --index-from sipas/",
    "parindex score --many bang.parquet --set vn.par.department --year 2022 -o ket_qua.parquet",
    "parindex score phieu_2022/ --field-complete",
)
@click.argument("paths", metavar="FILE|FOLDER...", nargs=-1, type=There())
@many_options
@option("--keep", told=Text("Lưu phiếu và kết quả.", "Keep submissions and results."), is_flag=True)
@option(
    "--closed",
    told=Text(
        "Coi vòng đã chốt: thiếu số liệu thì theo quy định của bộ.",
        "Take the stage as closed: what is missing counts as the set says.",
    ),
    is_flag=True,
)
@option("--set", "set_id", metavar="ID", told=SET_OF_TABLES)
@option("--edition", told=EDITION_OF_TABLES)
@revision_option(REVISION)
@option("--index-from", metavar="FILE|FOLDER", told=index_sources.TOLD, multiple=True, type=There())
@option("--importer", metavar="NAME", told=IMPORTER)
@field_options
@in_force_options
def score(
    invocation: Invocation,
    *,
    paths: tuple[Path, ...],
    clocks: Clocks | None,
    asked_field: FieldAsked,
    keep: bool,
    closed: bool,
    set_id: str | None,
    edition: str | None,
    revision: int | None,
    importer: str | None,
    index_from: tuple[Path, ...],
) -> None:
    """`score`."""
    from engine.cli import submission_reading
    from engine.cli.score_views import print_scores

    see_that_nothing_else_says_it(clocks, revision)
    submissions = submission_reading.read_all(paths, invocation, set_id, edition, revision, importer)
    if closed:
        submissions = tuple(submission_reading.closed(submission) for submission in submissions)
    scoring = invocation.engine.scoring
    choose = _choice(submissions, clocks, revision, invocation)
    fed, sources = index_sources.with_indices(submissions, index_from, choose, invocation)
    scored = scoring.score_all(fed, choose, fields_for(asked_field, fed, choose, invocation))
    if not asked_field.any:
        tell_what_waits([each.document for each in scored], invocation)
    if index_from:
        index_sources.tell(submissions, fed, len(sources), invocation)
    if keep:
        keep_all([*sources, *scored], invocation)
    if invocation.as_json:
        print_json(_scores_document(scored, kept=keep))
    else:
        print_scores([(each.card.hash, each.document) for each in scored], invocation.paper, invocation.language)


def _choice(
    submissions: tuple[Submission, ...], clocks: Clocks | None, revision: int | None, invocation: Invocation
) -> Choose:
    """Which set each submission is scored by: the one in force, or the one that it names."""
    if clocks is not None:
        return chosen_by_act(submissions, clocks, invocation)
    return lambda submission: invocation.engine.scoring.named(submission, revision)


def keep_all(scored: list[Scored], invocation: Invocation) -> None:
    """Keep results, and say on stderr where."""
    from engine.cli.failures import say

    invocation.engine.keeping.keep(scored)
    say(invocation.say(KEPT).format(len(scored), invocation.engine.database.path))


def _scores_document(scored: list[Scored], *, kept: bool) -> dict[str, object]:
    results = [{"result": each.card.hash, "scorecard": each.document} for each in scored]
    return {"format": SCORES_FORMAT, "kept": kept, "results": results}


@spoken(
    "explain",
    Text(
        "In bảng cộng trừ điểm của một đơn vị. Từ phiếu, hoặc từ kết quả đã lưu theo mã: mỗi mục đạt, mất bao nhiêu, "
        "vì sao, số liệu, căn cứ, minh chứng, và làm gì để thêm điểm. Mục mất nhiều điểm đứng trước.",
        "Print the ledger of one unit. From a submission, or a kept result by its hash: what each row won and lost, "
        "why, the facts, the clause, the evidence, and what would earn more. Rows that lost most come first.",
    ),
    "parindex explain phieu.yaml",
    "parindex explain phieu_2022/ --unit so-noi-vu --node 3",
    "parindex explain phieu_2022/ --unit so-noi-vu --field-complete",
    "parindex explain 5d41…",
)
@click.argument("target", metavar="FILE|FOLDER|RESULT")
@option("--unit", metavar="ID", told=Text("Đơn vị, khi có nhiều phiếu.", "The unit, where there are several."))
@option("--node", metavar="ID", told=Text("Chỉ mục này và các mục con.", "Only this row and those below it."))
@option("--set", "set_id", metavar="ID", told=SET_OF_TABLES)
@option("--edition", told=EDITION_OF_TABLES)
@revision_option(REVISION)
@field_options
def explain(
    invocation: Invocation,
    *,
    target: str,
    asked_field: FieldAsked,
    unit: str | None,
    node: str | None,
    set_id: str | None,
    edition: str | None,
    revision: int | None,
) -> None:
    """`explain`."""
    from engine.cli.ledger_views import print_ledger

    if is_result_hash(target) and not Path(target).exists():
        if (unit, set_id, edition, revision) != (None,) * 4 or asked_field.any:
            raise WrongUsage(ONLY_WITH_FILES)
        document, ledger = _kept(target, invocation)
    else:
        path = There().convert(target, None, click.get_current_context())
        document, ledger = _of_file(path, unit, (set_id, edition, revision), asked_field, invocation)
    if node is not None:
        ledger = {**ledger, "rows": _below(node, document, ledger)}
    if invocation.as_json:
        print_json(ledger)
    else:
        print_ledger(document, ledger, invocation.paper, invocation.language, whole=node is None)


def _kept(result: str, invocation: Invocation) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    from engine.services.results_service import document_of

    results = invocation.engine.results
    return document_of(results.result(result)), {**results.ledger(result), "result": result}


def _of_file(
    path: Path,
    unit: str | None,
    asked: tuple[str | None, str | None, int | None],
    asked_field: FieldAsked,
    invocation: Invocation,
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    from engine.cli import submission_reading
    from engine.results.documents import scorecard_document
    from engine.results.ledger import ledger_document

    everyone = submission_reading.read_all([path], invocation, *asked)
    submission = submission_reading.of_unit(everyone, unit)
    scoring = invocation.engine.scoring

    def choose(one: Submission) -> LoadedSet:
        return scoring.named(one, asked[2])

    fields = fields_for(asked_field, everyone, choose, invocation)
    card = scoring.explain(submission, choose(submission), fields)
    document = scorecard_document(card)
    return document, {**ledger_document(document, card), "result": card.hash}


def _below(node: str, document: Mapping[str, Any], ledger: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows of a ledger at a node or under it; raises UnknownNode."""
    nodes = document["nodes"]
    ids = [each["id"] for each in nodes]
    if node not in ids:
        raise UnknownNode("mục", "node", node, ids)
    first = ids.index(node)
    inside = {node}
    for each in nodes[first + 1 :]:
        if each["depth"] <= nodes[first]["depth"]:
            break
        inside.add(each["id"])
    return [row for row in ledger["rows"] if row["id"] in inside]
