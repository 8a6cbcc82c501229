"""The report of a survey as a document: valid, blank, invalid answers, exact mean, spread, interval of each cell."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import engine.columns.survey.spread as spreads
from engine.columns.survey.counts import SurveyCounts
from engine.columns.survey.means import Means
from engine.columns.survey.spread import Drawing, Intervals
from engine.domain.numbers import Rounding
from engine.results.printing import figure

FORMAT = "parindex/survey-report/1"
PRINTED = Rounding("printed", 2)


def report_document(
    counts: SurveyCounts, content: str, drawing: Drawing, unit: str = "", question: str = ""
) -> dict[str, Any]:
    """The report; `unit` and `question` keep the lines of one of them. `content` is the hash of the counts."""
    form = counts.form
    return {
        "format": FORMAT,
        "form": {"id": form.id, "title": form.title.as_mapping(), "year": form.year},
        "counts": content,
        "scale": figure(form.scale, PRINTED),
        "minimum": form.minimum,
        "drawing": {
            "draws": drawing.draws,
            "seed": drawing.seed,
            "level": drawing.level,
            "numpy": spreads.numpy_version(),
        },
        "rows": counts.rows,
        "left_out": counts.left_out,
        "lines": list(_lines(counts, drawing, unit, question)),
    }


def _lines(counts: SurveyCounts, drawing: Drawing, unit: str, question: str) -> Iterator[dict[str, Any]]:
    means = Means(counts)
    intervals = Intervals(means, drawing)
    names = {each.id: each.name.as_mapping() for each in counts.form.units if each.name.vi}
    for unit_at, unit_id in enumerate(counts.units):
        for question_at, asked in enumerate(counts.form.questions):
            if unit in ("", unit_id) and question in ("", asked.id):
                about = {
                    "unit": {"id": unit_id, "name": names.get(unit_id, {"vi": unit_id, "en": unit_id})},
                    "question": {"id": asked.id, "title": asked.title.as_mapping()},
                }
                cell = _Cell(means, intervals, unit_at, question_at)
                yield from ({**about, **line} for line in cell.lines())


class _Cell:
    """What is told of one unit and question."""

    def __init__(self, means: Means, intervals: Intervals, unit: int, question: int) -> None:
        self._means, self._intervals = means, intervals
        self._unit, self._question = unit, question
        self._groups = means.asked(question)

    def lines(self) -> Iterator[dict[str, Any]]:
        """A line for each group, and where there are several one for all of them."""
        for group in self._groups:
            mean = self._means.of_group(self._unit, self._question, group)
            square = spreads.variance(self._means, self._unit, self._question, group)
            yield self._line([group], mean, square)
        if len(self._groups) > 1:
            yield self._line(self._groups, self._means.of_question(self._unit, self._question, self._groups), None)

    def _line(self, groups: list[int], mean: Fraction | None, square: Fraction | None) -> dict[str, Any]:
        counts = self._means.counts
        cell = counts.answers[self._unit, self._question, groups]
        interval = self._intervals.of_question(self._unit, self._question, groups)
        group = counts.form.groups[groups[0]] if len(groups) == 1 else None
        return {
            "group": None if group is None else {"id": group.id, "title": group.title.as_mapping()},
            "valid": int(cell[:, :-2].sum()),
            "blank": int(cell[:, -2].sum()),
            "invalid": int(cell[:, -1].sum()),
            "mean": None if mean is None else figure(mean, PRINTED),
            "variance": None if square is None else figure(square, PRINTED),
            "deviation": None if square is None else spreads.root_text(square, PRINTED.places),
            "interval": None if interval is None else _ends(interval),
            "reason": self._reason(groups),
        }

    def _reason(self, groups: list[int]) -> str:
        """Why something is missing: a cell of too few answers or of none with a weight, or weights at all.

        Of weights the counts hold sums alone, from which no interval is made.
        """
        missing = [at for at in groups if self._means.of_group(self._unit, self._question, at) is None]
        if missing:
            valid = min(int(self._means.counts.valid[self._unit, self._question, at]) for at in missing)
            return "too_few" if valid < max(1, self._means.counts.form.minimum) else "weightless"
        return "weights" if self._means.counts.weights is not None else ""


def _ends(interval: tuple[Fraction, Fraction]) -> dict[str, Any]:
    low, high = interval
    return {"low": figure(low, PRINTED), "high": figure(high, PRINTED)}
