"""Where an answer is counted: the position of unit × question × group × what was answered in one row of counts.

What is written for an answer is first counted by what it can mean: texts that mean the same for every question share a
column. Only then is it known to which option of which question each count belongs.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from threading import Lock

import numpy as np
import numpy.typing as npt

from engine.columns.survey.answer_codes import UNKNOWN
from engine.domain.finding import error
from engine.domain.survey_form import Choice, SurveyForm
from engine.errors import InvalidDocument

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_COUNTS = 1 << 24
"""Counts that are kept at a time, 128 MiB of them."""

_ELSEWHERE = -1
"""Stands for a text that is an option of other questions only."""


class Layout:
    """The order of counts of one form: question, group, what was answered; `width` of them for each unit."""

    def __init__(self, form: SurveyForm) -> None:
        self.form = form
        self.questions = _positions([(each.id, *each.codes) for each in form.questions])
        self.groups = _positions([(each.id, *each.codes) for each in form.groups])
        self.options = form.option_ids()
        self.blank, self.invalid = len(self.options), len(self.options) + 1
        self._lists = tuple(dict.fromkeys(each.options for each in form.questions))
        self._meanings, self.texts = self._sorted_by_meaning()
        self.raw = len(self._meanings)
        self.width = len(form.questions) * len(form.groups) * self.raw
        self.raw_invalid = self._meanings[(self.invalid,) * len(self._lists)]

    def share_of_question(self, text: str) -> int:
        """What a question adds to a position."""
        found = self.questions.get(text)
        return UNKNOWN if found is None else found * len(self.form.groups) * self.raw

    def share_of_group(self, text: str) -> int:
        """What a group adds; the only group of a form need not be named."""
        found = self.groups.get(text)
        if found is None and not text and len(self.form.groups) == 1:
            found = 0
        return UNKNOWN if found is None else found * self.raw

    def share_of_option(self, text: str) -> int:
        """What an answer adds."""
        return self._of_text.get(text, UNKNOWN)

    @cached_property
    def out_of_place(self) -> Flags:
        """For each count of a unit: whether the group is not asked, or the text is no option of the question."""
        shape = len(self.form.questions), len(self.form.groups), self.raw
        made: Flags = (~self.asked[:, :, None] | (self._folding[:, None, :] == _ELSEWHERE)).reshape(shape).ravel()
        return made

    @cached_property
    def asked(self) -> Flags:
        """Questions × groups: whether the group is asked."""
        groups = [group.id for group in self.form.groups]
        return np.array([[group in question.groups for group in groups] for question in self.form.questions])

    def whereabouts(self, position: int) -> tuple[int, int, int, int]:
        """Unit, question, group and column of what was answered, of a position."""
        rest, raw = divmod(position, self.raw)
        rest, group = divmod(rest, len(self.form.groups))
        unit, question = divmod(rest, len(self.form.questions))
        return unit, question, group, raw

    def folded(self, raw: Counts, units: int) -> tuple[Counts, int]:
        """Counts in the order of options, blank, invalid, and how many were left out since nobody asked for them.

        Shape: units × questions × groups × (options + 2). An option of another question is an invalid answer.
        """
        shape = units, len(self.form.questions), len(self.form.groups)
        given = raw[: units * self.width].reshape(*shape, self.raw)
        counts = np.zeros((*shape, len(self.options) + 2), np.int64)
        for question, targets in enumerate(self._folding):
            for column, target in enumerate(targets):
                counts[:, question, :, self.invalid if target == _ELSEWHERE else target] += given[
                    :, question, :, column
                ]
        left_out = int(counts[:, ~self.asked].sum())
        counts[:, ~self.asked] = 0
        return counts, left_out

    @cached_property
    def _folding(self) -> npt.NDArray[np.int64]:
        """Questions × raw columns: the column of the counts, or _ELSEWHERE."""
        of_list = np.array([*self._meanings], np.int64).T
        return of_list[[self._lists.index(each.options) for each in self.form.questions]]

    def _sorted_by_meaning(self) -> tuple[dict[tuple[int, ...], int], list[str]]:
        """Meaning for each list of options → raw column, and for each raw column a text that means it."""
        form = self.form
        nothing = len(self._lists)
        found: dict[tuple[int, ...], int] = {(self.blank,) * nothing: 0, (self.invalid,) * nothing: 1}
        said = ["", "invalid"]
        self._of_text = {**dict.fromkeys(("", "blank", *form.blank), 0), **dict.fromkeys(("invalid", *form.invalid), 1)}
        meanings = [self._meanings_of(options) for options in self._lists]
        for text in dict.fromkeys(text for each in meanings for text in each):
            meaning = tuple(each.get(text, _ELSEWHERE) for each in meanings)
            if meaning not in found:
                found[meaning] = len(found)
                said.append(text)
            self._of_text.setdefault(text, found[meaning])
        return found, said

    def _meanings_of(self, options: tuple[Choice, ...]) -> dict[str, int]:
        return {text: self.options.index(each.id) for each in options for text in (each.id, *each.codes)}


class UnitPositions:
    """Units by their ids and codes. Without a list each that comes gets the next position; threads share it."""

    def __init__(self, form: SurveyForm, layout: Layout, may_be: Callable[[str], bool]) -> None:
        self._known = dict(_positions([(each.id, *each.codes) for each in form.units]))
        self.ids = [each.id for each in form.units]
        self.is_open = not form.units
        self._may_be, self._width, self._lock, self._place = may_be, layout.width, Lock(), form.place

    def share_of(self, text: str) -> int:
        """What a unit adds to a position; raises InvalidDocument where there are more units than can be counted."""
        found = self._known.get(text)
        if found is None and self.is_open and self._may_be(text):
            with self._lock:
                found = self._known.setdefault(text, len(self.ids))
                if found == len(self.ids):
                    self._see_that_there_is_room()
                    self.ids.append(text)
        return UNKNOWN if found is None else found * self._width

    def _see_that_there_is_room(self) -> None:
        if (len(self.ids) + 1) * self._width > MOST_COUNTS:
            finding = error(
                "survey.too-many-units",
                self._place,
                f"Có hơn {len(self.ids)} đơn vị; mẫu này không đếm được nhiều hơn.",
                f"There are more than {len(self.ids)} units; more cannot be counted with this form.",
                "Xem lại cột đơn vị; nếu đúng, chia các câu hỏi thành nhiều mẫu.",
                "Look at the column of units; if it is right, split the questions into several forms.",
            )
            raise InvalidDocument("Quá nhiều đơn vị.", "There are too many units.", findings=[finding])


def _positions(names: list[tuple[str, ...]]) -> Mapping[str, int]:
    """Every id and code → the position of what it names."""
    return {name: at for at, each in enumerate(names) for name in each}
