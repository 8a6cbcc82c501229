"""`--in-force`, `--on`, `--as-of`: by which act to score, and which act that was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from engine.cli.failures import say
from engine.cli.figures import day
from engine.cli.invocation import Invocation
from engine.cli.options import option
from engine.cli.value_types import Day, Moment
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.domain.activation import Activation
    from engine.domain.submission import Submission
    from engine.services.in_force_service import Clocks
    from engine.services.scoring_service import Choose

IN_FORCE = Text(
    "Theo bộ đang có hiệu lực cho năm và loại đơn vị, thay cho bản mà phiếu nêu.",
    "By the set in force for the year and kind of unit, instead of the edition named.",
)
ON = Text(
    "Với --in-force: có hiệu lực ngày nào; mặc định ngày cuối năm đó, hoặc hôm nay khi năm chưa hết.",
    "With --in-force: in force on which day; by default the last of the year, or today while it is not over.",
)
AS_OF = Text(
    "Với --in-force: theo những gì đã ghi tới lúc nào; mặc định bây giờ.",
    "With --in-force: as known at which moment; by default now.",
)
ONLY_WITH = Text("--on, --as-of chỉ dùng cùng --in-force.", "--on and --as-of go with --in-force only.")
NOT_BOTH = Text(
    "--in-force cho biết bản nào có hiệu lực: bỏ --edition, --revision.",
    "--in-force says which edition counts: leave --edition and --revision out.",
)
SAID = Text(
    "Có hiệu lực cho năm {year}, loại {kind}: {rules} ({hash}), {decision} ngày {dated}, từ {start}.",
    "In force for {year}, {kind}: {rules} ({hash}), {decision} of {dated}, from {start}.",
)

Function = Callable[..., Any]


def in_force_options(function: Function) -> Function:
    """Give a command the three options; it gets them as `clocks`, None where nobody asks for what is in force."""

    @wraps(function)
    def called(*args: object, in_force: bool, on: date | None, as_of: datetime | None, **values: object) -> object:
        return function(*args, clocks=_clocks(in_force=in_force, on=on, as_of=as_of), **values)

    decorated: Function = called
    for decorate in (
        option("--as-of", type=Moment(), told=AS_OF),
        option("--on", type=Day(), told=ON),
        option("--in-force", told=IN_FORCE, is_flag=True),
    ):
        decorated = decorate(decorated)
    return decorated


def see_that_nothing_else_says_it(clocks: Clocks | None, *others: object) -> None:
    """Raise WrongUsage where an edition or revision is named besides."""
    if clocks is not None and any(other is not None for other in others):
        raise WrongUsage(NOT_BOTH)


def chosen_by_act(submissions: Sequence[Submission], clocks: Clocks, invocation: Invocation) -> Choose:
    """Which rules each submission is scored by; says on stderr by which acts."""
    found = invocation.engine.in_force.rules_for(submissions, clocks)
    tell_acts(found.acts, invocation)
    return found.of


def tell_acts(acts: Sequence[Activation], invocation: Invocation) -> None:
    """Say on stderr which acts are heeded."""
    for activation in acts:
        act, language = activation.act, invocation.language
        text = invocation.say(SAID).format(
            year=act.year,
            kind=act.unit_kind,
            rules=act.criteria_set,
            hash=act.criteria_set.hash[:12],
            decision=act.decision,
            dated=day(act.decided_on.isoformat(), language),
            start=day(act.in_force_from.isoformat(), language),
        )
        say(text)


def _clocks(*, in_force: bool, on: date | None, as_of: datetime | None) -> Clocks | None:
    if not in_force:
        if on is not None or as_of is not None:
            raise WrongUsage(ONLY_WITH)
        return None
    from engine.services.in_force_service import Clocks

    return Clocks(on, as_of)
