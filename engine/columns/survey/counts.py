"""The counts of a survey: unit × question × group × option, all that means, spread and intervals need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.repeated_keys import KeptKeys
from engine.columns.survey.answer_findings import findings_of
from engine.columns.survey.counting import RawCounts, count_answers
from engine.columns.survey.second_look import repeated_answers, without
from engine.domain.finding import Finding
from engine.domain.survey_form import BLANK, INVALID, SurveyForm

Counts = npt.NDArray[np.int64]

FORMAT = "parindex/survey-counts/1"


@dataclass(frozen=True)
class SurveyCounts:
    """Answers by unit × question × group × column; the last two columns are blank and invalid answers.

    `weights`, of the same shape, holds sums of weights as whole numbers of 10^-places of the form; None where answers
    carry none. `rows` were read; `left_out` of them could not be put anywhere and are in no cell.
    """

    form: SurveyForm
    units: tuple[str, ...]
    answers: Counts
    weights: Counts | None
    rows: int
    left_out: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of the options, then `blank` and `invalid`."""
        return (*self.form.option_ids(), BLANK, INVALID)

    @cached_property
    def valid(self) -> Counts:
        """Valid answers by unit × question × group."""
        counted: Counts = self.answers[..., :-2].sum(axis=-1)
        return counted

    @property
    def weighed(self) -> Counts:
        """What means are made of: the weights, or the answers where all weigh the same; without blank and invalid."""
        return (self.answers if self.weights is None else self.weights)[..., :-2]

    @property
    def weight_unit(self) -> int:
        """How many of `weighed` make one answer of weight 1."""
        return 10**self.form.weights.places if self.form.weights else 1

    @cached_property
    def value_unit(self) -> int:
        """The common denominator of the values of all options."""
        return lcm(*(option.value.denominator for each in self.form.questions for option in each.options))

    @cached_property
    def values(self) -> list[list[int]]:
        """Question × option: what the option is worth there, in `value_unit`; 0 for options of other questions."""
        worth: list[Mapping[str, int]] = [
            {option.id: int(option.value * self.value_unit) for option in each.options} for each in self.form.questions
        ]
        return [[of.get(option, 0) for option in self.form.option_ids()] for of in worth]

    def head(self) -> dict[str, Any]:
        """All that a file of counts holds but the counts themselves and the hash."""
        return {
            "format": FORMAT,
            "form": self.form.document,
            "units": list(self.units),
            "questions": [question.id for question in self.form.questions],
            "groups": [group.id for group in self.form.groups],
            "columns": list(self.columns),
            "rows": self.rows,
            "left_out": self.left_out,
        }


@dataclass(frozen=True, slots=True)
class CountedAnswers:
    """The counts, and what was found on the way; errors among it must be looked at before the counts are used."""

    counts: SurveyCounts
    findings: tuple[Finding, ...]


def counts_of(paths: Sequence[Path], form: SurveyForm, threads: int = 0, encoding: str = "utf-8") -> CountedAnswers:
    """Count all answers of some files, `threads` at a time (0: as many as there are cores, at most four).

    `encoding` is that of CSV.

    Nothing is dropped silently: whatever cannot be counted where it says is told, and counted as invalid or left out.
    Raises InvalidDocument where a file cannot be read at all, OSError where the disk has no room for keys.
    """
    with KeptKeys() as keys:
        raw = count_answers(paths, form, keys, threads, encoding)
        repeated = repeated_answers(raw, keys)
    without(raw, repeated)
    return CountedAnswers(_folded(raw), tuple(findings_of(raw, repeated)))


def _folded(raw: RawCounts) -> SurveyCounts:
    """The counts by option, units in the order of the form, or of their ids where it names none."""
    layout, ids = raw.sizes.layout, raw.sizes.units.ids
    answers, not_asked = layout.folded(raw.counts, len(ids))
    weights = None if raw.weights is None else layout.folded(raw.weights, len(ids))[0]
    if raw.sizes.units.is_open:
        seen = answers.sum(axis=(1, 2, 3)).tolist()
        order = [at for at in sorted(range(len(ids)), key=ids.__getitem__) if seen[at]]
        answers, ids = answers[order], [ids[at] for at in order]
        weights = None if weights is None else weights[order]
    return SurveyCounts(raw.sizes.form, tuple(ids), answers, weights, raw.rows, raw.left_out + not_asked)
