"""Exact means of counts: of one group, of a question over its groups, of several questions; and the facts they give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from engine.columns.survey.counts import Counts, SurveyCounts
from engine.domain.finding import Finding, warning
from engine.domain.numbers import rounded
from engine.domain.source_place import Place
from engine.domain.survey_form import Feed
from engine.domain.text import Text

MOST_TOLD = 20

Facts = dict[str, Fraction]
"""Fact → value; what is not known is not there."""


@dataclass(frozen=True)
class Means:
    """Exact means; None wherever a cell that counts has fewer valid answers than the form asks for, or none."""

    counts: SurveyCounts

    @cached_property
    def sums(self) -> Counts:
        """Sums of values by unit × question × group, in `value_unit` and `weight_unit`."""
        weighed, values = self.counts.weighed, self.counts.values
        most = int(weighed.sum(axis=-1).max(initial=1)) * max(max(of_question) for of_question in values)
        exact = np.int64 if most < 1 << 63 else object  # Python's own numbers have no end
        made: Counts = np.zeros(weighed.shape[:-1], exact)
        for question, of_question in enumerate(values):
            made[:, question] = weighed[:, question].astype(exact) @ np.array(of_question, exact)
        return made

    @cached_property
    def weight(self) -> Counts:
        """Sums of weights of valid answers by unit × question × group; their number where all weigh the same."""
        made: Counts = self.counts.weighed.sum(axis=-1)
        return made

    def too_few(self, unit: int, question: int, group: int) -> bool:
        """Whether a cell has fewer valid answers than may be used."""
        return int(self.counts.valid[unit, question, group]) < self.counts.form.minimum

    def of_group(self, unit: int, question: int, group: int) -> Fraction | None:
        """The mean of the answers of one group to a question, on the scale of the form."""
        weight = int(self.weight[unit, question, group])
        if self.too_few(unit, question, group) or not weight:
            return None
        return Fraction(int(self.sums[unit, question, group]), weight * self.counts.value_unit)

    def of_question(self, unit: int, question: int, groups: Sequence[int]) -> Fraction | None:
        """The mean of a question: that of each group times its weight; None where one of them is not known."""
        weighed, weights = Fraction(0), Fraction(0)
        for group in groups:
            weight = self.counts.form.groups[group].weight
            mean = self.of_group(unit, question, group)
            if mean is None:
                return None
            weighed, weights = weighed + weight * mean, weights + weight
        return weighed / weights if weights else None

    def asked(self, question: int, among: Sequence[str] = ()) -> list[int]:
        """The groups that are asked a question, all or those named."""
        asked = self.counts.form.questions[question].groups
        return [
            at
            for at, group in enumerate(self.counts.form.groups)
            if group.id in asked and (not among or group.id in among)
        ]


class FactTable:
    """The facts of every unit, and which of them are left unknown."""

    def __init__(self, counts: SurveyCounts) -> None:
        self.counts, self.means = counts, Means(counts)
        places = {question.id: at for at, question in enumerate(counts.form.questions)}
        self._cells = [
            [(places[name], self.means.asked(places[name], feed.groups)) for name in feed.questions]
            for feed in counts.form.feeds
        ]

    def facts(self, unit: int) -> Facts:
        """The facts of one unit; those that rest on a cell with too few valid answers are not there."""
        found: Facts = {}
        for feed, cells in zip(self.counts.form.feeds, self._cells, strict=True):
            if any(self.means.too_few(unit, question, group) for question, groups in cells for group in groups):
                continue
            found.update(self._sums(unit, feed, cells))
            found.update(self._means(unit, feed, cells))
        return found

    def _sums(self, unit: int, feed: Feed, cells: list[tuple[int, list[int]]]) -> Facts:
        means, unit_weight = self.means, self.counts.weight_unit
        every = [(unit, question, group) for question, groups in cells for group in groups]
        made = {
            feed.sum: Fraction(sum(int(means.sums[cell]) for cell in every), unit_weight * self.counts.value_unit),
            feed.valid: Fraction(sum(int(means.weight[cell]) for cell in every), unit_weight),
            feed.answers: Fraction(sum(int(self.counts.valid[cell]) for cell in every)),
        }
        return {name: value for name, value in made.items() if name}

    def _means(self, unit: int, feed: Feed, cells: list[tuple[int, list[int]]]) -> Facts:
        if not (feed.mean or feed.percent):
            return {}
        means = [self.means.of_question(unit, question, groups) for question, groups in cells]
        known = [mean for mean in means if mean is not None]
        if len(known) < len(means):
            return {}
        mean = sum(known, Fraction(0)) / len(known)
        made = {
            feed.mean: rounded(mean, feed.places),
            feed.percent: rounded(mean * 100 / self.counts.form.scale, feed.places),
        }
        return {name: value for name, value in made.items() if name}

    def findings(self, file: str) -> Iterator[Finding]:
        """The cells under the minimum, the first of them one by one."""
        form, valid = self.counts.form, self.counts.valid
        asked = np.zeros(valid.shape[1:], np.bool_)
        for question in range(len(form.questions)):
            asked[question, self.means.asked(question)] = True
        thin = np.argwhere((valid < form.minimum) & asked)
        for unit, question, group in thin[:MOST_TOLD]:
            yield warning(
                "survey.too-few",
                Place(file),
                f"Đơn vị '{self.counts.units[unit]}', câu '{form.questions[question].id}', nhóm "
                f"'{form.groups[group].id}': {valid[unit, question, group]} câu trả lời hợp lệ, cần {form.minimum}; "
                "số liệu dựa vào đó để trống.",
                f"Unit '{self.counts.units[unit]}', question '{form.questions[question].id}', group "
                f"'{form.groups[group].id}': {valid[unit, question, group]} valid answers, {form.minimum} are needed; "
                "facts that rest on them stay unknown.",
                "Thu thêm phiếu; thiếu số liệu không phải là 0.",
                "Collect more answers; missing is not zero.",
            )
        if len(thin) > MOST_TOLD:
            rest = Text(f"Còn {len(thin) - MOST_TOLD} ô như vậy.", f"{len(thin) - MOST_TOLD} more cells are like that.")
            yield warning(
                "survey.too-few-more",
                Place(file),
                rest.vi,
                rest.en,
                "Xem hết bằng `parindex survey report`.",
                "See all of them with `parindex survey report`.",
            )
