"""Raw answers → counts: threads share the parts of the files, each has counts of its own, order does not matter."""

import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from threading import Event, Lock

import numpy as np
import pyarrow as pa

from engine.columns.arrow_buffers import Flags, array_of
from engine.columns.repeated_keys import KeptKeys, Keys, keys_of, trimmed
from engine.columns.survey.answer_codes import UNKNOWN, CodeColumn
from engine.columns.survey.answer_files import (
    AnswerFile,
    Block,
    Part,
    open_answers,
    parts_of,
    see_that_text_is_utf8,
)
from engine.columns.survey.layout import Counts, Layout, UnitPositions
from engine.columns.survey.tallies import Rows, Tally
from engine.domain.finding import Finding, has_errors
from engine.domain.survey_form import SurveyForm
from engine.errors import InvalidDocument

MOST_THREADS = 4

_ONE, _MOST_NEWEST = np.int32(1), (1 << 31) - 1

_UNIT_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:/-]{0,79}")
_AMOUNT = re.compile(r"\d{1,12}([.,]\d{1,38})?", re.ASCII)
_NAMING = ("unit", "group", "question", "option")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How a run is laid out."""

    form: SurveyForm
    layout: Layout
    units: UnitPositions


@dataclass(slots=True)
class RawCounts:
    """All answers, counted by what was written for them; positions are those of the layout.

    `weights` are sums of whole weights, None where answers carry none. `rows` are those that were read, `left_out`
    those among them that could not be put anywhere.
    """

    sizes: Sizes
    counts: Counts
    weights: Counts | None
    tally: Tally
    rows: int
    left_out: int
    findings: tuple[Finding, ...]
    files: tuple[AnswerFile, ...]


def count_answers(
    paths: Sequence[Path], form: SurveyForm, keys: KeptKeys, threads: int = 0, encoding: str = "utf-8"
) -> RawCounts:
    """Count the answers of all files; `threads` 0: as many as there are cores, at most four; `encoding` of CSV.

    Raises InvalidDocument where a file cannot be read, or its headings do not say what is what.
    """
    files, findings = open_answers(paths, form, encoding)
    if has_errors(findings):
        raise InvalidDocument(
            "Không đếm được các câu trả lời này.", "These answers cannot be counted.", findings=findings
        )
    layout = Layout(form)
    sizes = Sizes(form, layout, UnitPositions(form, layout, lambda text: _UNIT_ID.fullmatch(text) is not None))
    parts = [part for file in files for part in parts_of(file)]
    many = max(1, min(threads or min(os.cpu_count() or 1, MOST_THREADS), len(parts)))
    counters = [Counter(sizes, keys) for _ in range(many)]
    with _frugal_memory() if all(part.row_groups for part in parts) else nullcontext():
        _share(parts, counters)
    return _together(sizes, counters, tuple(findings), tuple(files))


@contextmanager
def _frugal_memory() -> Iterator[None]:
    """Let Arrow take memory from the system meanwhile: its own allocator keeps some for each thread that ever ran.

    For Parquet alone; what reads other files has many threads of its own, for which that allocator does better.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _share(parts: Sequence[Part], counters: Sequence["Counter"]) -> None:
    """Let every counter take the next part until none is left; the first failure stops all of them."""
    waiting, lock, failed = deque(parts), Lock(), Event()

    def work(counter: Counter) -> None:
        while not failed.is_set():
            with lock:
                if not waiting:
                    return
                part = waiting.popleft()
            try:
                for block in part.blocks():
                    counter.take(block)
            except BaseException:
                failed.set()
                raise

    if len(counters) == 1:
        work(counters[0])
        return
    with ThreadPoolExecutor(len(counters)) as pool:
        for running in [pool.submit(work, counter) for counter in counters]:
            running.result()


def _together(
    sizes: Sizes, counters: Sequence["Counter"], findings: tuple[Finding, ...], files: tuple[AnswerFile, ...]
) -> RawCounts:
    room = max(len(sizes.units.ids), 1) * sizes.layout.width
    counts = np.zeros(room, np.int64)
    weights = np.zeros(room, np.int64) if sizes.form.weights else None
    tally = Tally()
    for counter in counters:
        counter.finish()
        known = min(room, len(counter.counts))
        counts[:known] += counter.counts[:known]
        if weights is not None:
            weights[:known] += counter.weights[:known]
        tally.merge(counter.tally)
    if len(counters) > 1 and tally.is_cut():
        _name_in_order(sizes, files, tally)
    rows, left_out = (sum(getattr(counter, name) for counter in counters) for name in ("rows", "left_out"))
    return RawCounts(sizes, counts, weights, tally, rows, left_out, findings, files)


def _name_in_order(sizes: Sizes, files: Sequence[AnswerFile], tally: Tally) -> None:
    """Name what is wrong once more from the first row on: which names threads had room for hangs on who read what."""
    placing, found = Placing(sizes), Tally()
    for block in all_blocks(files):
        placing.weights(block, placing.place(block, found), found)
    tally.names.update(found.names)


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows of a block that have a place: which they are, None for all, and the positions of their counts."""

    rows: Rows | None
    positions: Rows


class Counter:
    """Counts the blocks that one thread reads."""

    def __init__(self, sizes: Sizes, keys: KeptKeys) -> None:
        self.sizes, self._keys = sizes, keys
        self.tally = Tally()
        self.rows = self.left_out = 0
        self.counts = np.zeros(max(len(sizes.units.ids), 1) * sizes.layout.width, np.int64)
        # Counts of the newest rows, in half the room: more of them stay in the cache.
        self._newest = np.zeros(len(self.counts), np.int32)
        self._newest_rows = 0
        self.weights = np.zeros(len(self.counts) if sizes.form.weights else 0, np.int64)
        self._placing = Placing(sizes)

    def take(self, block: Block) -> None:
        """Count the rows of a block; raises InvalidDocument where its text is no UTF-8."""
        try:
            self._take(block)
        except (pa.ArrowInvalid, UnicodeDecodeError):
            see_that_text_is_utf8(block)
            raise

    def _take(self, block: Block) -> None:
        placed = self._placing.place(block, self.tally)
        weights = self._placing.weights(block, placed, self.tally)
        if weights is not None:
            placed, given = weights
        self.tally.add_notes(block)
        self.rows += block.rows + len(block.notes)
        self.left_out += block.rows - len(placed.positions) + len(block.notes)
        self._make_room()
        if self._newest_rows + block.rows > _MOST_NEWEST:
            self.finish()
        self._newest_rows += block.rows
        np.add.at(self._newest, placed.positions, _ONE)
        if weights is not None:
            np.add.at(self.weights, placed.positions, given)
        if "respondent" in block.columns:
            self._keep_keys(block, placed)

    def finish(self) -> None:
        """Put the counts of the newest rows to the others."""
        self.counts += self._newest
        self._newest[:] = 0
        self._newest_rows = 0

    def _keep_keys(self, block: Block, placed: Placed) -> None:
        keys, says = self._placing.keys(block, placed)
        self._keys.add(keys)
        if not says.all():
            silent = int(np.flatnonzero(~says)[0])
            first = silent if placed.rows is None else int(placed.rows[silent])
            self.tally.add("respondent", "", int(np.count_nonzero(~says)), block, first)

    def _make_room(self) -> None:
        needed = len(self.sizes.units.ids) * self.sizes.layout.width
        if needed > len(self.counts):
            more = np.zeros(max(needed, 2 * len(self.counts)) - len(self.counts), np.int64)
            self.counts = np.concatenate([self.counts, more])
            self._newest = np.concatenate([self._newest, more.astype(np.int32)])
            if self.sizes.form.weights:
                self.weights = np.concatenate([self.weights, more])


class Placing:
    """Finds the position of every row of a block; used by one thread."""

    def __init__(self, sizes: Sizes) -> None:
        layout = sizes.layout
        self._sizes = sizes
        self._columns = {
            "unit": CodeColumn(sizes.units.share_of, only_what_is_there=sizes.units.is_open),
            "group": CodeColumn(layout.share_of_group),
            "question": CodeColumn(layout.share_of_question),
            "option": CodeColumn(layout.share_of_option),
        }
        self._weights = CodeColumn(self._weight_of)
        self._looks_at_place = bool(layout.out_of_place.any())

    def place(self, block: Block, tally: Tally) -> Placed:
        """The rows whose unit, group and question are known; an answer that is not is counted as invalid."""
        coded = {role: self._columns[role].coded(block.columns[role]) for role in _NAMING if role in block.columns}
        unknown = {role for role, each in coded.items() if each.has_unknown and each.shares.min(initial=0) < 0}
        shares = {role: each.shares for role, each in coded.items()}
        for role in unknown:
            tally.add_column(role, coded[role], block)
        if "option" in unknown:
            given = shares["option"]
            shares["option"] = np.where(given < 0, np.int32(self._sizes.layout.raw_invalid), given)
        positions = shares["question"] + shares["option"]
        if "group" in shares:
            positions += shares["group"]
        if self._looks_at_place:
            self._tell_what_is_out_of_place(positions, block, tally)
        positions += shares["unit"]
        if not unknown - {"option"}:
            return Placed(None, positions)
        rows = np.flatnonzero(positions >= 0)
        return Placed(rows, positions[rows])

    def weights(self, block: Block, placed: Placed, tally: Tally) -> tuple[Placed, Rows] | None:
        """The rows whose weight can be read, and their weights; None where answers carry none."""
        if "weight" not in block.columns:
            return None
        coded = self._weights.coded(block.columns["weight"])
        if coded.has_unknown:
            tally.add_column("weight", coded, block)
        given = (coded.shares if placed.rows is None else coded.shares[placed.rows]).astype(np.int64)
        sound = given >= 0
        if sound.all():
            return placed, given
        rows = np.flatnonzero(sound) if placed.rows is None else placed.rows[sound]
        return Placed(rows, placed.positions[sound]), given[sound]

    def keys(self, block: Block, placed: Placed) -> tuple[Keys, Flags]:
        """The keys of the rows that say whose they are, and which of the placed rows do."""
        column = block.columns["respondent"]
        layout = self._sizes.layout
        respondents = column if placed.rows is None else trimmed(column).take(array_of(placed.rows.astype(np.int32)))
        return keys_of(respondents, placed.positions // (layout.raw * len(layout.form.groups)))

    def _tell_what_is_out_of_place(self, positions: Rows, block: Block, tally: Tally) -> None:
        """Tell answers of groups that are not asked, and options of other questions. Positions are those of a unit."""
        layout = self._sizes.layout
        wrong = np.flatnonzero((positions >= 0) & layout.out_of_place[np.maximum(positions, 0)])
        for position, at, count in zip(
            *np.unique(positions[wrong], return_index=True, return_counts=True), strict=True
        ):
            _, question, group, raw = layout.whereabouts(int(position))
            asked = bool(layout.asked[question, group])
            other = layout.texts[raw] if asked else layout.form.groups[group].id
            kind = "elsewhere" if asked else "not-asked"
            tally.add(kind, f"{layout.form.questions[question].id}\n{other}", int(count), block, int(wrong[at]))

    def _weight_of(self, text: str) -> int:
        """A weight in whole units of its last place; a negative number for what is none."""
        allowed = self._sizes.form.weights
        if allowed is None or not _AMOUNT.fullmatch(text):
            return UNKNOWN
        amount = Fraction(text.replace(",", ".")) * 10**allowed.places
        return int(amount) if amount.denominator == 1 and amount <= allowed.most else UNKNOWN


def all_blocks(files: Sequence[AnswerFile]) -> Iterator[Block]:
    """Every block of all files in their order, for those that must be looked at once more."""
    for file in files:
        for part in parts_of(file):
            yield from part.blocks()
