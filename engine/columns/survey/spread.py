"""Spread and intervals of means, from the counts alone. They are statistics beside the means; no point rests on them.

The spread is exact. An interval is made by drawing as many answers again as were given, many times, with the shares of
the options as chances (multinomial bootstrap): groups are drawn each by itself. What is drawn are whole numbers, so an
end of an interval is an exact mean of one of the draws. Answers with weights get no interval: how the weights of single
answers vary is not in the counts.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isqrt

import numpy as np
import numpy.typing as npt

from engine.columns.survey.means import Means
from engine.domain.numbers import divide_half_up, fixed_text

Sums = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How often answers are drawn again, from which seed, and how many of 100 draws an interval holds."""

    draws: int = 1000
    seed: int = 2017
    level: int = 95


def variance(means: Means, unit: int, question: int, group: int) -> Fraction | None:
    """The mean square distance of the answers of a cell from their mean, exactly; None where the mean is not known."""
    mean = means.of_group(unit, question, group)
    if mean is None:
        return None
    counts = means.counts
    weights = counts.weighed[unit, question, group].tolist()
    values = [Fraction(value, counts.value_unit) for value in counts.values[question]]
    squares: Fraction = sum(
        (weight * (value - mean) ** 2 for weight, value in zip(weights, values, strict=True)), Fraction(0)
    )
    return squares / int(sum(weights))


def root_text(square: Fraction, places: int) -> str:
    """The square root of an exact number, rounded half up in its last place by whole numbers alone."""
    scale = 10 ** (places + 1)
    tenths = isqrt(square.numerator * scale * scale // square.denominator)
    return fixed_text(divide_half_up(tenths, 10), places)


class Intervals:
    """Draws the answers of cells again. The same counts, seed and version of NumPy give the same draws."""

    def __init__(self, means: Means, drawing: Drawing) -> None:
        self._means, self._drawing = means, drawing
        tail = (1 - Fraction(drawing.level, 100)) / 2 * drawing.draws
        self._low, self._high = floor(tail), min(drawing.draws, ceil(drawing.draws - tail)) - 1

    def of_question(self, unit: int, question: int, groups: Sequence[int]) -> tuple[Fraction, Fraction] | None:
        """The interval of a mean over groups (of one, where one is named); None where the mean is not known."""
        counts = self._means.counts
        if counts.weights is not None or any(self._means.of_group(unit, question, at) is None for at in groups):
            return None
        drawn = [(self._sums(unit, question, at), self._divisor(unit, question, at)) for at in groups]
        weights = [counts.form.groups[at].weight for at in groups]
        if not sum(weights):
            return None
        # Floats put the draws in order; what is told of the two that are chosen is exact.
        rough = sum(_floats(sums, weight / divisor) for (sums, divisor), weight in zip(drawn, weights, strict=True))
        order = np.argsort(rough, kind="stable")
        low, high = (
            sum(
                (
                    weight * Fraction(int(sums[at]), divisor)
                    for (sums, divisor), weight in zip(drawn, weights, strict=True)
                ),
                Fraction(0),
            )
            / sum(weights)
            for at in (order[self._low], order[self._high])
        )
        return low, high

    def _divisor(self, unit: int, question: int, group: int) -> int:
        return int(self._means.weight[unit, question, group]) * self._means.counts.value_unit

    def _sums(self, unit: int, question: int, group: int) -> Sums:
        """The sum of the values of each draw of a cell."""
        counts = self._means.counts
        answers = counts.answers[unit, question, group, :-2]
        names = counts.units[unit], counts.form.questions[question].id, counts.form.groups[group].id
        cell = int.from_bytes(hashlib.sha256("\n".join(names).encode()).digest()[:8])
        chance = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self._drawing.seed, cell])))
        drawn = chance.multinomial(answers.sum(), answers / answers.sum(), size=self._drawing.draws)
        values = counts.values[question]
        exact = np.int64 if int(answers.sum()) * max(values) < 1 << 63 else object  # Python's own numbers have no end
        sums: Sums = drawn.astype(exact) @ np.array(values, exact)
        return sums


def _floats(sums: Sums, factor: Fraction) -> npt.NDArray[np.float64]:
    """Sums times a factor, as near as floats come."""
    if sums.dtype == np.int64:
        return np.asarray(sums, np.float64) * float(factor)
    return np.array([float(each * factor) for each in sums.tolist()])


def numpy_version() -> str:
    """The version of what draws."""
    return np.__version__
