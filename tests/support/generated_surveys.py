"""Survey forms and raw answers of every kind that a form allows, and some that it does not."""

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from engine.domain.survey_form import (
    AnswerWeights,
    Choice,
    Feed,
    Question,
    RespondentGroup,
    SurveyedUnit,
    SurveyForm,
)
from engine.domain.text import Text
from tests.support.naive_survey import Row

TOLD = Text("vi", "en")
UNITS = ("vd-a", "vd-b", "vd-c")
GROUPS = ("dan", "hdnd", "lanh_dao")


@dataclass(frozen=True)
class GeneratedSurvey:
    """A form and answers to it."""

    form: SurveyForm
    rows: list[Row]


@st.composite
def surveys(draw: st.DrawFn) -> GeneratedSurvey:
    """A form of up to three questions, and up to forty answers."""
    scale = draw(st.sampled_from((Fraction(1), Fraction(100))))
    lists = draw(st.lists(_options(scale), min_size=1, max_size=2))
    groups = tuple(
        RespondentGroup(name, TOLD, draw(st.sampled_from((Fraction(1), Fraction(2, 3), Fraction(0)))), (name.upper(),))
        for name in GROUPS[: draw(st.integers(1, 3))]
    )
    names = tuple(group.id for group in groups)
    questions = tuple(
        Question(f"q{at}", TOLD, draw(st.sampled_from(lists)), draw(_some(names)), (str(at),))
        for at in range(draw(st.integers(1, 3)))
    )
    form = SurveyForm(
        id="vd.sinh",
        title=TOLD,
        year=2024,
        scale=scale,
        minimum=draw(st.integers(0, 3)),
        groups=groups,
        questions=questions,
        units=draw(st.sampled_from(((), tuple(SurveyedUnit(name, codes=(name[-1],)) for name in UNITS[:2])))),
        blank=("99",),
        invalid=("98",),
        weights=draw(st.sampled_from((None, AnswerWeights(1, 30)))),
        feeds=tuple(draw(_feeds(questions))),
    )
    return GeneratedSurvey(form, draw(st.lists(_row(form), max_size=40)))


def _some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple)


def _options(scale: Fraction) -> st.SearchStrategy[tuple[Choice, ...]]:
    shares = st.sampled_from((Fraction(0), Fraction(1, 5), Fraction(3, 5), Fraction(1, 3), Fraction(1)))
    ids = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)
    return st.builds(
        lambda names, values: tuple(
            Choice(name, TOLD, value * scale, (f"{name}!",)) for name, value in zip(names, values, strict=False)
        ),
        ids,
        st.lists(shares, min_size=4, max_size=4),
    )


@st.composite
def _feeds(draw: st.DrawFn, questions: tuple[Question, ...]) -> list[Feed]:
    names = tuple(question.id for question in questions)
    found = []
    for at in range(draw(st.integers(1, 2))):
        asked = draw(_some(names))
        every = {group for each in questions if each.id in asked for group in each.groups}
        shared = every.intersection(*(each.groups for each in questions if each.id in asked))
        groups = draw(st.sampled_from(((), *((name,) for name in sorted(shared)))))
        kinds = {kind: f"f{at}.{kind}" for kind in ("sum", "valid", "answers", "mean", "percent")}
        found.append(Feed(asked, groups, places=draw(st.integers(0, 3)), **kinds))
    return found


def _row(form: SurveyForm) -> st.SearchStrategy[Row]:
    units = [each.id for each in form.units] or [*UNITS]
    codes = [code for each in form.units for code in each.codes]
    groups = [text for each in form.groups for text in (each.id, *each.codes)]
    questions = [text for each in form.questions for text in (each.id, *each.codes)]
    options = [text for each in form.questions for option in each.options for text in (option.id, *option.codes)]
    return st.tuples(
        st.sampled_from([*units, *units, *codes, *(["khác"] if form.units else [])]),
        st.sampled_from([*groups, *groups, "khác"]),
        st.sampled_from([*questions, *questions, "q9"]),
        st.sampled_from([*options, *options, "", "99", "98", "khác"]),
        st.sampled_from(["1", "1", "0.5", "2.9", "3", "0", "-1", "x", "0.25", "3.1"]),
        st.sampled_from(["", "p1", "p2", "phiếu-3"]),
    )
