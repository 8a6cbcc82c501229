"""`parindex field`: what the units of a whole round come to, row by row, for those rows that compare them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.failures import say
from engine.cli.in_force_options import chosen_by_act, in_force_options, see_that_nothing_else_says_it
from engine.cli.invocation import Invocation
from engine.cli.options import option, revision_option, spoken
from engine.cli.paper import print_json
from engine.cli.scoring_commands import EDITION_OF_TABLES, REVISION, SET_OF_TABLES
from engine.cli.value_types import There
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.domain.submission import Submission
    from engine.loading.criteria_folder import LoadedSet
    from engine.services.in_force_service import Clocks
    from engine.services.scoring_service import Choose

OUT = Text("Ghi khối vào tệp này.", "Write the field to this file.")
WRITTEN = Text("Đã ghi khối {} vào '{}'.", "The field {} is in '{}'.")
SEVERAL = Text(
    "Các phiếu thuộc {} vòng, mỗi vòng là một khối riêng; tách ra từng vòng.",
    "The submissions are of {} rounds, each a field of its own; take one round at a time.",
)


@spoken(
    "field",
    Text(
        "Lập khối so sánh của một vòng từ phiếu của mọi đơn vị. Cho mỗi mục so với cả khối: thấp nhất, cao nhất, trung "
        "bình, bách phân vị. Tệp ghi ra dùng cho `score --field`, `rank --field` và để kiểm chứng về sau.",
        "Make the field of a round from the submissions of all units. For every row that compares them: least, "
        "greatest, mean and percentile. The file is for `score --field`, `rank --field`, and for checking later.",
    ),
    "parindex field phieu_2022/",
    "parindex field phieu_2022/ --out khoi-2022.json",
)
@click.argument("paths", metavar="FILE|FOLDER...", nargs=-1, required=True, type=There())
@option("--out", metavar="FILE", told=OUT)
@option("--set", "set_id", metavar="ID", told=SET_OF_TABLES)
@option("--edition", told=EDITION_OF_TABLES)
@revision_option(REVISION)
@in_force_options
def field(
    invocation: Invocation,
    *,
    paths: tuple[Path, ...],
    clocks: Clocks | None,
    out: str | None,
    set_id: str | None,
    edition: str | None,
    revision: int | None,
) -> None:
    """`field`."""
    from engine.cli import submission_reading
    from engine.cli.field_views import print_field
    from engine.results.field_document import hashed_field
    from engine.results.whole_file import write_whole

    see_that_nothing_else_says_it(clocks, revision)
    submissions = submission_reading.read_all(paths, invocation, set_id, edition, revision)
    choose = _choice(submissions, clocks, revision, invocation)
    fields = invocation.engine.scoring.fields(submissions, choose)
    if len(fields.by_round) != 1:
        raise WrongUsage(Text(*(SEVERAL.said(lang).format(len(fields.by_round)) for lang in ("vi", "en"))))
    made, document, canonical = hashed_field(next(iter(fields.by_round.values())))
    if out is not None:
        write_whole(Path(out), canonical)
        say(invocation.say(WRITTEN).format(made.hash[:12], out))
    if invocation.as_json:
        print_json(document)
    else:
        percentages = _percentages(choose(submissions[0]), made.year)
        print_field(document, made.hash, percentages, invocation.paper, invocation.language)


def _choice(
    submissions: tuple[Submission, ...], clocks: Clocks | None, revision: int | None, invocation: Invocation
) -> Choose:
    if clocks is not None:
        return chosen_by_act(submissions, clocks, invocation)
    return lambda submission: invocation.engine.scoring.named(submission, revision)


def _percentages(loaded: LoadedSet, year: int) -> frozenset[str]:
    """The rows whose figures people know as percentages."""
    from engine.domain.facts import FactType
    from engine.domain.field_rows import FIELD_FACT

    programs = (loaded.compiled_for(profile.id, year).program for profile in loaded.checked().profiles)
    facts = (fact for program in programs if program for fact in program.facts if fact.type is FactType.PERCENT)
    ids = (fact.id for fact in facts if fact.id.startswith(FIELD_FACT))
    return frozenset(name.removeprefix(FIELD_FACT).rpartition(".")[0] for name in ids)
