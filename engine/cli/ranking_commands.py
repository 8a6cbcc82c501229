"""`parindex rank`: the units of one round in order, from files or from what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.field_options import FieldAsked, field_options, fields_for
from engine.cli.in_force_options import chosen_by_act, in_force_options, see_that_nothing_else_says_it
from engine.cli.invocation import Invocation
from engine.cli.options import option, revision_option, spoken
from engine.cli.paper import print_json
from engine.cli.value_types import There, Whole
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text
from engine.errors import InvalidDocument

if TYPE_CHECKING:
    from engine.domain.criteria_set import CriteriaSet
    from engine.domain.submission import Submission
    from engine.loading.criteria_folder import LoadedSet
    from engine.results.ranking import Ranking
    from engine.services.in_force_service import Clocks

SEVERAL_IN_FORCE = Text(
    "Các phiếu thuộc nhiều loại đơn vị, mỗi loại có bộ riêng đang có hiệu lực: xếp hạng từng loại.",
    "The submissions are of several kinds of unit, each with a set of its own in force: rank each kind by itself.",
)

FIELD_OF_FILES = Text(
    "--field-complete, --field chỉ dùng với phiếu: kết quả đã lưu đã có khối của nó.",
    "--field-complete and --field go with submissions: what is kept has its field already.",
)

Round = tuple[str, str, int, str]
"""Set id, edition, year, stage: what is ranked together."""


@spoken(
    "rank",
    Text(
        "Xếp hạng các đơn vị của một vòng. Từ phiếu trong tệp, thư mục, hay từ kết quả đã lưu. "
        "Hạng còn mở hiện thành khoảng, đồng hạng có dấu =, đơn vị không xếp hạng có lý do.",
        "Rank the units of one round. From submissions in files, folders, or from what was kept. "
        "A rank that is still open is a range, ties have a =, units that are not ranked have the reason.",
    ),
    "parindex rank phieu_2022/",
    "parindex rank phieu_2022/ --field-complete",
    "parindex rank --set vn.par.department --year 2022 --stage appraisal",
)
@click.argument("paths", metavar="[FILE|FOLDER...]", nargs=-1, type=There())
@option("--set", "set_id", metavar="ID", told=Text("Bộ tiêu chí.", "The criteria set."))
@option("--edition", told=Text("Bản của bộ; mặc định bản mới nhất.", "Its edition; by default the newest."))
@revision_option(Text("Lần sửa đổi của bản; mặc định lần mới nhất.", "Its revision; by default the newest."))
@option("--year", type=Whole(1900, 2999), told=Text("Năm.", "The year."))
@option(
    "--stage",
    told=Text("Vòng: self, appraisal, explanation, final …", "The stage: self, appraisal, explanation, final …"),
)
@field_options
@in_force_options
def rank(
    invocation: Invocation,
    *,
    paths: tuple[Path, ...],
    clocks: Clocks | None,
    asked_field: FieldAsked,
    set_id: str | None,
    edition: str | None,
    revision: int | None,
    year: int | None,
    stage: str | None,
) -> None:
    """`rank`."""
    if asked_field.any and not paths:
        raise WrongUsage(FIELD_OF_FILES)
    see_that_nothing_else_says_it(clocks, *([edition, revision] if not paths else [revision]))
    if paths:
        asked = (set_id, edition, year, stage)
        rules, ranking, when = _of_files(paths, asked, (revision, clocks), asked_field, invocation)
    elif set_id is None or year is None or stage is None:
        raise WrongUsage(
            Text("Nêu tệp phiếu, hoặc đủ --set, --year và --stage.", "Name files, or all of --set, --year and --stage.")
        )
    else:
        if clocks is not None:
            rules = invocation.engine.in_force.rules(set_id, year, clocks)
        else:
            rules = invocation.engine.criteria.get(set_id, edition or "", revision)
        ranking, when = invocation.engine.results.ranking(rules, year, stage), (year, stage)
        _see_that_it_holds_something(ranking, rules, when)
    print_ranking(rules, ranking, when, invocation)


def print_ranking(rules: CriteriaSet, ranking: Ranking, when: tuple[int, str], invocation: Invocation) -> None:
    """The ranking of a round, `when` being its year and stage, as JSON or for people."""
    from engine.results.ranking_document import ranking_document

    document = ranking_document(rules, ranking, *when)
    if invocation.as_json:
        print_json(document)
        return
    from engine.cli.ranking_views import print_ranking as print_for_people

    print_for_people(document, invocation.paper, invocation.language)


def _of_files(
    paths: Sequence[Path],
    asked: tuple[str | None, str | None, int | None, str | None],
    by: tuple[int | None, Clocks | None],
    asked_field: FieldAsked,
    invocation: Invocation,
) -> tuple[CriteriaSet, Ranking, tuple[int, str]]:
    from engine.cli.submission_reading import read_all

    revision, clocks = by
    found = read_all(paths, invocation, *asked[:2], revision)
    wanted = [submission for submission in found if _answers(submission, asked)]
    one = _the_one_round(wanted or found, any_left=bool(wanted))
    scoring = invocation.engine.scoring
    loaded = scoring.named(wanted[0], revision) if clocks is None else _the_one_in_force(wanted, clocks, invocation)
    fields = fields_for(asked_field, wanted, lambda _: loaded, invocation)
    ranking = scoring.rank(loaded.checked(), scoring.standings(wanted, lambda _: loaded, fields))
    return loaded.checked(), ranking, (one[2], one[3])


def _the_one_in_force(submissions: Sequence[Submission], clocks: Clocks, invocation: Invocation) -> LoadedSet:
    """The set in force for all submissions; raises WrongUsage where kinds of unit have different ones."""
    choose = chosen_by_act(submissions, clocks, invocation)
    found = {loaded.content_hash: loaded for loaded in map(choose, submissions)}
    if len(found) > 1:
        raise WrongUsage(SEVERAL_IN_FORCE)
    return next(iter(found.values()))


def _round_of(submission: Submission) -> Round:
    return submission.set_id, submission.edition, submission.year, submission.stage


def _answers(submission: Submission, asked: tuple[str | None, str | None, int | None, str | None]) -> bool:
    return all(want in (None, have) for want, have in zip(asked, _round_of(submission), strict=True))


def _the_one_round(submissions: Sequence[Submission], *, any_left: bool) -> Round:
    """The round of all submissions; raises WrongUsage where they are of several, or none is of the one asked for."""
    rounds = sorted({_round_of(submission) for submission in submissions})
    if any_left and len(rounds) == 1:
        return rounds[0]
    named = "; ".join(f"--set {one[0]} --edition {one[1]} --year {one[2]} --stage {one[3]}" for one in rounds)
    hint = Text(f"Hiện có: {named}.", f"There are: {named}.")
    if not any_left:
        told = Text("Không có phiếu nào của vòng được hỏi.", "No submission is of the round asked for.")
    else:
        told = Text(
            f"Các phiếu thuộc {len(rounds)} vòng, không xếp hạng chung được; chọn một.",
            f"The submissions are of {len(rounds)} rounds, which are not ranked together; choose one.",
        )
    raise WrongUsage(told, hint)


def _see_that_it_holds_something(ranking: Ranking, rules: CriteriaSet, when: tuple[int, str]) -> None:
    if not ranking.groups:
        told = f"{rules.id} {rules.edition}, {when[0]}, {when[1]}"
        raise InvalidDocument(
            f"Chưa lưu kết quả nào của {told}.",
            f"Nothing is kept for {told}.",
            hint_vi="Chấm và lưu trước: parindex score … --keep",
            hint_en="Score and keep first: parindex score … --keep",
        )
