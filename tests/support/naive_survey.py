"""A survey counted the plain way, answer by answer, in dictionaries and Fractions; it shares nothing with columns."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.domain.survey_form import Choice, Question, SurveyForm

Row = tuple[str, str, str, str, str, str]
"""Unit, group, question, option, weight, respondent."""

Cell = tuple[str, str, str]
"""Unit, question, group."""


@dataclass
class NaiveCounts:
    """Answers and weights by cell and option id, `blank` and `invalid` among the options."""

    answers: dict[Cell, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    weights: dict[Cell, dict[str, Fraction]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Fraction)))
    left_out: int = 0


def named(things: Sequence[object], text: str) -> str | None:
    """The id of the thing that a text names."""
    for thing in things:
        if text == thing.id or text in thing.codes:  # type: ignore[attr-defined]
            return str(thing.id)  # type: ignore[attr-defined]
    return None


def weight_of(form: SurveyForm, text: str) -> Fraction | None:
    """A weight, None where it cannot be used; 1 where answers carry none."""
    if form.weights is None:
        return Fraction(1)
    whole, _, rest = text.partition(".")
    if not (whole.isdigit() and (not rest or rest.isdigit())) or text.endswith("."):
        return None
    value = Fraction(text)
    scaled = value * 10**form.weights.places
    return value if scaled.denominator == 1 and scaled <= form.weights.most else None


def answered(form: SurveyForm, question: Question, text: str) -> str:
    """The id of the option, `blank` or `invalid`."""
    if text in ("", "blank", *form.blank):
        return "blank"
    return named(question.options, text) or "invalid"


def naive_counts(form: SurveyForm, rows: Sequence[Row]) -> NaiveCounts:
    """Count answers; what the same respondent answers twice is invalid each time."""
    found = NaiveCounts()
    sorted_out: list[tuple[Cell, str, Fraction, str]] = []
    for unit_text, group_text, question_text, option_text, weight_text, respondent in rows:
        unit = named(form.units, unit_text) if form.units else (unit_text or None)
        group, asked = named(form.groups, group_text), named(form.questions, question_text)
        weight = weight_of(form, weight_text)
        if unit is None or group is None or asked is None or weight is None:
            found.left_out += 1
            continue
        question = next(each for each in form.questions if each.id == asked)
        sorted_out.append(((unit, asked, group), answered(form, question, option_text), weight, respondent))
    times = Counter((each[3], each[0][0], each[0][1]) for each in sorted_out if each[3])
    for cell, option, weight, respondent in sorted_out:
        question = next(each for each in form.questions if each.id == cell[1])
        if cell[2] not in question.groups:
            found.left_out += 1
            continue
        counted_as = "invalid" if times[(respondent, cell[0], cell[1])] > 1 else option
        found.answers[cell][counted_as] += 1
        found.weights[cell][counted_as] += weight
    return found


def naive_mean(form: SurveyForm, weights: Mapping[str, Fraction], options: Sequence[Choice]) -> Fraction | None:
    """The mean value of the options of a cell."""
    total = sum((weights.get(each.id, Fraction(0)) for each in options), Fraction(0))
    summed = sum((weights.get(each.id, Fraction(0)) * each.value for each in options), Fraction(0))
    return summed / total if total else None


def naive_facts(form: SurveyForm, counts: NaiveCounts, unit: str) -> dict[str, Fraction]:
    """The facts of one unit."""
    found: dict[str, Fraction] = {}
    for feed in form.feeds:
        asked = [each for each in form.questions for name in feed.questions if each.id == name]
        cells = [
            (question, (unit, question.id, group.id), group.weight)
            for question in asked
            for group in form.groups
            if group.id in question.groups and (not feed.groups or group.id in feed.groups)
        ]
        sizes = [sum(counts.answers[cell][each.id] for each in question.options) for question, cell, _ in cells]
        if any(size < form.minimum for size in sizes):
            continue
        held = [(question, counts.weights[cell]) for question, cell, _ in cells]
        sums = [sum((w[o.id] * o.value for o in q.options), Fraction(0)) for q, w in held]
        valid = [sum((w[o.id] for o in q.options), Fraction(0)) for q, w in held]
        plain = {
            feed.sum: sum(sums, Fraction(0)),
            feed.valid: sum(valid, Fraction(0)),
            feed.answers: Fraction(sum(sizes)),
        }
        found.update({name: value for name, value in plain.items() if name})
        means = [_question_mean(form, counts, question, cells) for question in asked]
        if None not in means and (feed.mean or feed.percent):
            mean = sum((each for each in means if each is not None), Fraction(0)) / len(means)
            places = 10**feed.places
            rounded = {
                feed.mean: Fraction((2 * mean * places + 1).__floor__() // 2, places),
                feed.percent: Fraction((2 * mean * 100 / form.scale * places + 1).__floor__() // 2, places),
            }
            found.update({name: value for name, value in rounded.items() if name})
    return found


def _question_mean(
    form: SurveyForm, counts: NaiveCounts, question: Question, cells: Sequence[tuple[Question, Cell, Fraction]]
) -> Fraction | None:
    weighed, weights = Fraction(0), Fraction(0)
    for asked, cell, weight in cells:
        if asked is question:
            mean = naive_mean(form, counts.weights[cell], question.options)
            if mean is None:
                return None
            weighed, weights = weighed + mean * weight, weights + weight
    return weighed / weights if weights else None
