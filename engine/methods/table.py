"""Points as a function of one value: rows from the highest edge down, told, and inverted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from engine.domain.fact_text import as_shown, as_text
from engine.domain.facts import Fact
from engine.domain.scorecard import NextGain
from engine.domain.text import Text
from engine.methods.value import Value
from engine.program.expressions import Piece, Piecewise
from engine.program.intervals import piece_points, row_of
from engine.program.plan import Explanation, Scoring, Seen

Edge = tuple[Fraction, bool]
"""A lower edge and whether it is closed."""

Row = tuple[Piece, str, Text]
"""A row, its name, and how it is told."""


def flat(edge: Edge | None, points: int) -> Piece:
    """A row of fixed points."""
    return Piece(_pair(edge), edge[1] if edge else True, 0, points, 1)


def line(edge: Edge | None, slope: Fraction, offset: Fraction) -> Piece:
    """A row of slope·v + offset points (both in integers of the scale)."""
    divisor = lcm(slope.denominator, offset.denominator)
    return Piece(_pair(edge), edge[1] if edge else True, int(slope * divisor), int(offset * divisor), divisor)


def _pair(edge: Edge | None) -> tuple[int, int] | None:
    return (edge[0].numerator, edge[0].denominator) if edge else None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over a value, with a name and a description for each."""

    value: Value
    pieces: tuple[Piece, ...]
    names: tuple[str, ...]
    told: tuple[Text, ...]

    def scoring(self) -> Scoring:
        """The rows as one piecewise expression."""
        number = self.value.number
        return self.value.scoring(Piecewise(number.numerator, number.denominator, self.pieces), self.names)

    def points_at(self, value: Fraction) -> int:
        """The points at a value."""
        return piece_points(self.pieces[self._row(value)], value.numerator, value.denominator)

    def explain(self, seen: Seen) -> Explanation:
        """The value, the row it falls in, and its points."""
        value, row = self.value.now(seen), self.told[seen.rule]
        return Explanation(
            Text(
                f"Giá trị {self.value.told(value, 'vi')}: {row.vi}.",
                f"The value is {self.value.told(value, 'en')}: {row.en}.",
            )
        )

    def next_gain(self, seen: Seen) -> NextGain | None:
        """The nearest value of one fact with more points; along a slope, the next corner of the table.

        Where no single fact brings it about, what the value itself must become.
        """
        value = self.value.now(seen)
        if value is None or seen.points >= seen.maximum:
            return None
        corners = [points for points in self._corner_points(seen) if points > seen.points]
        for good in self._goals(seen, value, corners):
            change = self.value.least_change(seen, good)
            if change is not None and self._held(seen, change[2]) > seen.points:
                return self._gain(seen, value, *change)
        return self._in_words(seen, value, corners[0]) if corners else None

    def _goals(self, seen: Seen, value: Fraction, corners: Sequence[int]) -> Iterator[Callable[[Fraction], bool]]:
        """What to aim for: so many points; then, where more of the value is not always better, the rows near by."""
        for wanted in corners:
            yield lambda at, w=wanted: self._held(seen, at) >= w  # type: ignore[misc]
        row = self._row(value)
        for above in reversed(range(row)):
            yield lambda at, r=above: self._row(at) <= r  # type: ignore[misc]
        for below in range(row + 1, len(self.pieces)):
            yield lambda at, r=below: self._row(at) >= r  # type: ignore[misc]

    def _row(self, value: Fraction) -> int:
        return row_of(self.pieces, value.numerator, value.denominator)

    def _in_words(self, seen: Seen, now: Fraction, wanted: int) -> NextGain | None:
        edges = [Fraction(*piece.edge) for piece in self.pieces if piece.edge is not None]
        good = [edge for edge in edges if self._held(seen, edge) >= wanted]
        if not good:
            return None
        aim = min(good, key=lambda edge: abs(edge - now))
        gained = self._held(seen, aim) - seen.points
        before, after = ({lang: self.value.told(at, lang) for lang in ("vi", "en")} for at in (now, aim))
        return NextGain(
            {},
            Text(
                f"Đưa giá trị từ {before['vi']} đến {after['vi']} được thêm {seen.told(gained, 'vi')} điểm",
                f"Moving the value from {before['en']} to {after['en']} earns {seen.told(gained, 'en')} more",
            ),
            seen.of(gained),
        )

    def _held(self, seen: Seen, value: Fraction) -> int:
        return seen.held(self.points_at(value))

    def _corner_points(self, seen: Seen) -> list[int]:
        """The points at the edges of the rows, least first: what there is to aim for."""
        at_edges = {self._held(seen, Fraction(*piece.edge)) for piece in self.pieces if piece.edge is not None} | {
            piece.offset // piece.divisor for piece in self.pieces if piece.slope == 0
        }
        return sorted({*at_edges, seen.maximum})

    def _gain(self, seen: Seen, now: Fraction, fact_id: str, number: int, then: Fraction) -> NextGain:
        fact = seen.declared[fact_id]
        gained = self._held(seen, then) - seen.points
        was = seen.facts[fact_id]
        return NextGain(
            {fact_id: as_text(fact, number)},
            Text(*(self._advice(seen, fact, (was, number), (now, then), gained, lang) for lang in ("vi", "en"))),
            seen.of(gained),
        )

    def _advice(
        self,
        seen: Seen,
        fact: Fact,
        change: tuple[object, int],
        values: tuple[Fraction, Fraction],
        gained: int,
        language: str,
    ) -> str:
        old, new = as_shown(fact, int(str(change[0]))).said(language), as_shown(fact, change[1]).said(language)
        before, after = (self.value.told(value, language) for value in values)
        points, title = seen.told(gained, language), fact.title.said(language)
        if language == "vi":
            return f"{title}: từ {old} thành {new} (giá trị {before} → {after}) được thêm {points} điểm"
        return f"{title}: from {old} to {new} (value {before} → {after}) earns {points} more"


def by_edges(rows: Sequence[Row], value: Value) -> Table:
    """A table from rows in any order."""

    def key(row: Row) -> tuple[bool, Fraction, bool]:
        edge = row[0].edge
        return (edge is not None, Fraction(*edge) if edge else Fraction(0), not row[0].closed)

    ordered = sorted(rows, key=key, reverse=True)
    return Table(value, tuple(r[0] for r in ordered), tuple(r[1] for r in ordered), tuple(r[2] for r in ordered))
