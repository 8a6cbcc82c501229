"""The codes of the rows of a table: I, 1, 1.1, 1.10, a); what a spreadsheet made of them; and where each belongs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.loading.annex.grid import AnnexCell

Numbers = tuple[int, ...]

_DOTTED = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,4}){0,7}")
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LETTER = re.compile(r"[a-zđ]")
_DAY = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{2,4})|([0-9]{4})-([0-9]{2})-([0-9]{2})(?: 00:00:00)?")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it was printed: dotted `numbers`, a `roman` number, or a `letter`."""

    text: str
    numbers: Numbers = ()
    roman: int = 0
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a row belongs: its id, the ids above it, and its number among its siblings (0: letters do not count)."""

    id: str
    above: tuple[str, ...]
    number: int = 0


def code_of(text: str) -> Code | None:
    """A code, or None for text that is none; what stands around it, `1.`, `(a)`, is left out."""
    bare = text.strip().strip("().:").strip()
    if _DOTTED.fullmatch(bare):
        return Code(bare, numbers=tuple(int(part) for part in re.split("[.,]", bare)))
    if _ROMAN.fullmatch(bare):
        return Code(bare, roman=_roman_value(bare))
    return Code(bare, letter=bare.casefold().replace("đ", "dd")) if _LETTER.fullmatch(bare) else None


def day_of(cell: AnnexCell) -> date | None:
    """The day that a spreadsheet made of a code; None where the cell holds no date."""
    if cell.day is not None:
        return cell.day
    found = _DAY.fullmatch(cell.line)
    if not found:
        return None
    pieces = [int(piece) for piece in found.groups() if piece is not None]
    year, month, day = pieces if found[4] else pieces[::-1]
    try:
        return date(year + (2000 if year < 100 else 0), month, day)
    except ValueError:
        return None


def codes_of_day(day: date) -> tuple[Numbers, ...]:
    """The codes that somebody may have typed where a spreadsheet shows a date: 1.2 or 2.1, 1.2.3 or 2.1.3."""
    short = day.year % 100
    pairs = dict.fromkeys([(day.day, day.month), (day.month, day.day)])
    return tuple(pairs) + tuple((*pair, short) for pair in pairs)


def _roman_value(text: str) -> int:
    values = [_VALUES[letter] for letter in text]
    return sum(-value if any(value < later for later in values[at + 1 :]) else value for at, value in enumerate(values))


@dataclass(slots=True)
class Seating:
    """Gives every code its seat, in the order of the rows.

    Roman numbers stand above dotted ones. Where the dotted codes below I begin with 1 (1.1, 1.2) they hold the number
    of their component already; elsewhere (1, 2 below each) it is put before them, so that ids stay unique: I.1, II.1.
    """

    codes: Sequence[Code]
    has_romans: bool = False
    repeats_component: bool = False
    _way: list[tuple[str, Numbers]] = field(default_factory=list)
    _last: dict[str, int] = field(default_factory=dict)
    _component: Code | None = None

    def __post_init__(self) -> None:
        """Look over all codes once."""
        self.has_romans = any(code.roman for code in self.codes)
        below = [code for code in self.codes if code.numbers]
        self.repeats_component = self.has_romans and all(len(code.numbers) > 1 for code in below)

    def seat(self, code: Code) -> Seat:
        """The seat of the next row."""
        if code.roman:
            self._component = code
            return self._sit(code.text, (), code.roman, 0)
        if code.letter:
            above = self._way[-1][0] if self._way else ""
            parents = tuple(name for name, _ in self._way)
            return Seat(f"{above}.{code.letter}" if above else code.letter, parents)
        return self._dotted(code.numbers)

    def mended(self, numbers: Numbers) -> Numbers | None:
        """1.1 behind 1.9 was 1.10 before a spreadsheet took it for a number; None where nothing needs mending."""
        if len(numbers) < 2:
            return None
        expected = self._last.get(self._id(numbers[:-1]), 0) + 1
        shown = str(numbers[-1])
        lost = str(expected).removeprefix(shown)
        return (*numbers[:-1], expected) if lost and not lost.strip("0") and expected != numbers[-1] else None

    def follows(self, numbers: Numbers) -> bool:
        """Whether a dotted code may come next: the first below the last row, or next to it or to one above it."""
        name = self._id(numbers[:-1])
        known = not name or any(name == each for each, _ in self._way)
        return known and self._last.get(name, 0) + 1 == numbers[-1]

    def last_below(self, seat: Seat) -> int:
        """The number of the sibling before, 0 for none; asked for before the seat is taken."""
        return self._last.get(seat.above[-1] if seat.above else "", 0)

    def _dotted(self, numbers: Numbers) -> Seat:
        first = 1 if self.has_romans else 0
        depth = len(numbers) - 1 + first - (1 if self.repeats_component else 0)
        return self._sit(self._id(numbers), numbers, numbers[-1], depth)

    def _id(self, numbers: Numbers) -> str:
        if self.has_romans and (not numbers or (self.repeats_component and len(numbers) == 1)):
            return self._component.text if self._component else ""
        text = ".".join(map(str, numbers))
        inside = self.has_romans and not self.repeats_component and self._component
        return f"{self._component.text}.{text}" if inside and self._component else text

    def _sit(self, name: str, numbers: Numbers, number: int, depth: int) -> Seat:
        del self._way[depth:]
        while self._way and numbers and not _begins(self._way[-1][1], numbers):
            self._way.pop()
        seat = Seat(name, tuple(each for each, _ in self._way), number)
        self._way.append((name, numbers))
        return seat

    def take(self, seat: Seat) -> None:
        """Note that a seat is taken, so that the next sibling can be told."""
        if seat.number:
            self._last[seat.above[-1] if seat.above else ""] = seat.number


def _begins(above: Numbers, numbers: Numbers) -> bool:
    """Whether a row stands above another: its numbers begin the other's, or it is a component of Roman number."""
    return not above or (len(above) < len(numbers) and numbers[: len(above)] == above)


def gaps(last: int, number: int) -> Iterator[int]:
    """The numbers left out between two siblings; at most three are named."""
    return iter(range(last + 1, min(number, last + 4)))
