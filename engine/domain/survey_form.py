"""What a survey asks: questions, options with their values, groups of respondents, units, and the facts it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.criteria_set import Plain
from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text

ROLES: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "unit.id", "Đơn vị", "Mã đơn vị"),
    "group": ("group", "Nhóm đối tượng", "Nhóm"),
    "question": ("question", "Câu hỏi", "Mã câu hỏi"),
    "option": ("option", "answer", "Phương án", "Trả lời"),
    "weight": ("weight", "Trọng số"),
    "respondent": ("respondent", "Mã phiếu", "Số phiếu"),
}
"""What a column of raw answers can be → the headings by which it is known, unless the form names another."""

BLANK, INVALID = "blank", "invalid"
"""What stands in place of an option where nothing was answered, and where the answer does not count."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question. `value` lies between 0 and the scale; `codes` are other ways to write the id."""

    id: str
    title: Text
    value: Fraction
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RespondentGroup:
    """A group of respondents (nhóm đối tượng) and how much its mean weighs beside those of the others."""

    id: str
    title: Text
    weight: Fraction = Fraction(1)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its options, and the ids of the groups that are asked."""

    id: str
    title: Text
    options: tuple[Choice, ...]
    groups: tuple[str, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyedUnit:
    """A unit that answers are about; kind and profile are handed on to the table of facts."""

    id: str
    name: Text = NOTHING
    kind: str = ""
    profile: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """Facts that some questions give, over the groups named or all that are asked; an empty name: no such fact.

    `sum` and `valid` are the sum of the values and the number of valid answers, both weighted where answers carry
    weights; `answers` counts valid answers and nothing else. `mean` is the mean of the questions, each the weighted
    mean of its groups, on the scale of the form; `percent` the same out of 100; both rounded half up, once.
    """

    questions: tuple[str, ...]
    groups: tuple[str, ...] = ()
    sum: str = ""
    valid: str = ""
    answers: str = ""
    mean: str = ""
    percent: str = ""
    places: int = 2

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it gives."""
        return tuple(name for name in (self.sum, self.valid, self.answers, self.mean, self.percent) if name)


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """Weights of answers: whole numbers of 10^-places, from 0 to `most` of them."""

    places: int
    most: int


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """One survey. `units` empty: answers about any unit are taken. `document` is the form as it was written.

    `minimum` is the least number of valid answers of a cell (unit × question × group) that may be told and used.
    """

    id: str
    title: Text
    year: int
    scale: Fraction
    minimum: int
    groups: tuple[RespondentGroup, ...]
    questions: tuple[Question, ...]
    units: tuple[SurveyedUnit, ...] = ()
    blank: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    weights: AnswerWeights | None = None
    feeds: tuple[Feed, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    set_id: str = ""
    edition: str = ""
    stage: str = ""
    document: Plain = field(default=None, compare=False)
    place: Place = field(default=NOWHERE, compare=False)

    def option_ids(self) -> tuple[str, ...]:
        """The ids of all options, each once, in the order in which they are first named."""
        return tuple(dict.fromkeys(option.id for question in self.questions for option in question.options))

    def headings(self, role: str) -> tuple[str, ...]:
        """The headings by which the column of a role is known."""
        return (self.columns[role],) if role in self.columns else ROLES[role]
