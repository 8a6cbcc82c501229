"""The second reading, of answers whose keys come more than once: which of them are the same respondent's in truth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.columns.arrow_buffers import array_of
from engine.columns.repeated_keys import KeptKeys, Keys, trimmed
from engine.columns.survey.answer_files import AnswerFile
from engine.columns.survey.counting import Placing, RawCounts, all_blocks
from engine.columns.survey.tallies import Tally

MOST_REPEATED = 200_000
"""Answers that are looked at in full; where more are repeated, a file was most likely given twice."""

Asked = tuple[str, int]
"""A respondent, and the number of unit and question together."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that may have been given twice: where it is counted, with what weight, and where it stands."""

    position: int
    weight: int
    file: AnswerFile
    row: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """Answers of one respondent to one question about one unit, in the order of the files; at least two."""

    respondent: str
    unit: str
    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class RepeatedAnswers:
    """All that were given more than once; `too_many`: so many, or a few less, that they are not looked at."""

    repeated: tuple[Repeated, ...] = ()
    too_many: int = 0


def repeated_answers(raw: RawCounts, keys: KeptKeys) -> RepeatedAnswers:
    """Find the answers that were given more than once; the files are read again only where some key came twice."""
    suspected, answers = keys.repeated()
    if answers > MOST_REPEATED:
        return RepeatedAnswers(too_many=answers)
    if not answers:
        return RepeatedAnswers()
    found: dict[Asked, list[Answer]] = {}
    for asked, answer in _suspects(raw, suspected):
        found.setdefault(asked, []).append(answer)
    return RepeatedAnswers(tuple(_repeated(raw, asked, given) for asked, given in found.items() if len(given) > 1))


def without(raw: RawCounts, repeated: RepeatedAnswers) -> None:
    """Count every answer that was given more than once as invalid: nobody can say which of them is meant."""
    layout = raw.sizes.layout
    for each in repeated.repeated:
        for answer in each.answers:
            instead = answer.position // layout.raw * layout.raw + layout.raw_invalid
            raw.counts[answer.position] -= 1
            raw.counts[instead] += 1
            if raw.weights is not None:
                raw.weights[answer.position] -= answer.weight
                raw.weights[instead] += answer.weight


def _suspects(raw: RawCounts, suspected: Keys) -> Iterator[tuple[Asked, Answer]]:
    """Every answer with one of the keys, in the order of the files."""
    placing, layout = Placing(raw.sizes), raw.sizes.layout
    for block in all_blocks(raw.files):
        if "respondent" not in block.columns:
            continue
        placed = placing.place(block, Tally())
        weighed = placing.weights(block, placed, Tally())
        placed = weighed[0] if weighed else placed
        keys, says = placing.keys(block, placed)
        at = np.minimum(np.searchsorted(suspected, keys), len(suspected) - 1)
        chosen = np.flatnonzero(says)[suspected[at] == keys]
        rows = chosen if placed.rows is None else placed.rows[chosen]
        names = trimmed(block.columns["respondent"]).take(array_of(rows.astype(np.int32))).to_pylist()
        for name, index, row in zip(names, chosen, rows, strict=True):
            position = int(placed.positions[index])
            weight = int(weighed[1][index]) if weighed else 0
            asked = name, position // (layout.raw * len(layout.form.groups))
            yield asked, Answer(position, weight, block.file, block.number_of(int(row)))


def _repeated(raw: RawCounts, asked: Asked, given: list[Answer]) -> Repeated:
    unit, question, _, _ = raw.sizes.layout.whereabouts(given[0].position)
    return Repeated(asked[0], raw.sizes.units.ids[unit], raw.sizes.form.questions[question].id, tuple(given))
