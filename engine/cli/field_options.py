"""`--field-complete`, `--field`: against which field the rows are scored that compare units with each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.failures import say
from engine.cli.invocation import Invocation
from engine.cli.options import option
from engine.cli.value_types import There
from engine.cli.wrong_usage import WrongUsage
from engine.domain.field_rows import is_field_fact
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.domain.submission import Submission
    from engine.services.field_service import Fields
    from engine.services.scoring_service import Choose

COMPLETE = Text(
    "Các phiếu ở đây là toàn bộ đơn vị của vòng: chấm cả các mục so với cả khối.",
    "The submissions here are all units of the round: score the rows that compare with the whole field too.",
)
FIELD = Text(
    "Khối đã lập bằng `parindex field`, thay cho --field-complete. Lặp lại được, mỗi vòng một tệp.",
    "A field made by `parindex field`, in place of --field-complete. May be repeated, one file for a round.",
)
NOT_BOTH = Text("Chỉ dùng --field-complete hoặc --field.", "Use --field-complete or --field.")
MADE = Text(
    "Khối so sánh {rules}, {year}, {stage}: {units} đơn vị, mã {hash}.",
    "Field of {rules}, {year}, {stage}: {units} units, hash {hash}.",
)
WAITING = Text(
    "Có mục so với cả khối còn chờ. Nếu đây là toàn bộ đơn vị của vòng, thêm --field-complete.",
    "Rows that compare with the whole field are waiting. Where these are all units of the round, add --field-complete.",
)

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class FieldAsked:
    """What the two options said."""

    complete: bool
    files: tuple[Path, ...]

    @property
    def any(self) -> bool:
        """Whether a field was named."""
        return self.complete or bool(self.files)


def field_options(function: Function) -> Function:
    """Give a command the two options; it gets them as `asked_field`."""

    @wraps(function)
    def called(*args: object, field_complete: bool, field: tuple[Path, ...], **values: object) -> object:
        if field_complete and field:
            raise WrongUsage(NOT_BOTH)
        return function(*args, asked_field=FieldAsked(field_complete, field), **values)

    decorated: Function = called
    for decorate in (
        option("--field", metavar="FILE", told=FIELD, multiple=True, type=There()),
        option("--field-complete", told=COMPLETE, is_flag=True),
    ):
        decorated = decorate(decorated)
    return decorated


def fields_for(asked: FieldAsked, submissions: Sequence[Submission], choose: Choose, invocation: Invocation) -> Fields:
    """The fields that were asked for; those that are made now are told on stderr.

    Raises InvalidDocument for submissions that cannot be counted, and for files that are no field of their rounds.
    """
    from engine.services.field_service import NO_FIELDS, read_fields, see_that_they_fit

    if asked.complete:
        fields = invocation.engine.scoring.fields(submissions, choose)
        tell(fields, invocation)
        return fields
    if not asked.files:
        return NO_FIELDS
    fields = read_fields(asked.files)
    see_that_they_fit(fields, submissions, choose)
    return fields


def tell(fields: Fields, invocation: Invocation) -> None:
    """Say on stderr which fields were made; a set of which no row compares has none worth telling."""
    for made in fields.by_round.values():
        if made.rows:
            rules = f"{made.criteria_set.id} {made.criteria_set.edition}.{made.criteria_set.revision}"
            told = {"rules": rules, "year": made.year, "stage": made.stage, "units": len(made.units)}
            say(invocation.say(MADE).format(hash=made.hash[:12], **told))


def tell_what_waits(documents: Sequence[Mapping[str, Any]], invocation: Invocation) -> None:
    """Say on stderr where rows wait for a field that nobody has declared complete."""
    missing = (name for document in documents for node in document["nodes"] for name in node.get("missing", ()))
    if any(is_field_fact(name) for name in missing):
        say(invocation.say(WAITING))
