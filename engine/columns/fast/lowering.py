"""Expressions → instructions: each in the narrowest arithmetic that is proved to hold it."""

from collections.abc import Sequence

from engine.columns.fast import opcodes as op
from engine.columns.fast.emitting import Emitting, Value, fits, lane_of, limits
from engine.columns.fast.tape import Block, Column, Lane
from engine.columns.flat.flat_program import EXCLUDED, GIVEN, MARK, UNKNOWN
from engine.columns.flat.widths import Widths
from engine.domain.numbers import divide_half_up
from engine.program import expressions as e
from engine.program.intervals import Interval

EXACT_31, QUOTIENT_31, EXACT_53, EXACT_QUOTIENT = 2**30, 2**20, 2**53 - 1, 2**50
_LINES = {(1, 1): op.LINE1_8, (2, 1): op.LINE1_16, (4, 1): op.LINE1_32, (8, 1): op.LINE1_64}
_LINES |= {(1, 2): op.LINE2_8, (2, 2): op.LINE2_16, (4, 2): op.LINE2_32, (8, 2): op.LINE2_64}
_WITHIN = {1: op.WITHIN_8, 2: op.WITHIN_16, 4: op.WITHIN_32, 8: op.WITHIN_64}
_COMPARED = {
    (">=", 4): op.AT_LEAST_32,
    (">", 4): op.ABOVE_32,
    ("==", 4): op.SAME_32,
    ("!=", 4): op.OTHER_32,
    (">=", 8): op.AT_LEAST_64,
    (">", 8): op.ABOVE_64,
    ("==", 8): op.SAME_64,
    ("!=", 8): op.OTHER_64,
}
_MIRRORED = {"<": ">", "<=": ">="}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_PICKS = {1: (op.PICK_8, op.PICK_NUMBER_8, op.PICK_OR_NUMBER_8, op.PICK_NUMBERS_8)}
_PICKS |= {4: (op.PICK_32, op.PICK_NUMBER_32, op.PICK_OR_NUMBER_32, op.PICK_NUMBERS_32)}
_PICKS |= {8: (op.PICK_64, op.PICK_NUMBER_64, op.PICK_OR_NUMBER_64, op.PICK_NUMBERS_64)}


class Lowering:
    """Plain expressions. `list_id` is the list whose records are at hand, empty over rows."""

    def __init__(self, widths: Widths, to: Emitting) -> None:
        self.widths = widths
        self.to = to
        self.list_id = ""
        self.statements: dict[str, Value] = {}

    def range_of(self, expr: e.Expr) -> Interval:
        """The least and greatest value."""
        return self.widths.interval(expr, self.list_id)

    def value(self, expr: e.Expr) -> Value:
        """What an expression comes to."""
        low, high = self.range_of(expr)
        if low == high:
            return low
        match expr:
            case e.FactRef() | e.FieldRef() | e.Known():
                return self._given(expr)
            case e.Sum() | e.Minus() | e.Times():
                return self._sum(expr)
            case e.Least(terms):
                return self._extreme((op.LEAST_32, op.LEAST_64), terms, upper=True)
            case e.Greatest(terms):
                return self._extreme((op.GREATEST_32, op.GREATEST_64), terms, upper=False)
            case e.HalfUp():
                return self._half_up(expr)
            case e.Choose():
                return self._choose(expr)
            case e.Compare() | e.And() | e.Or() | e.Not():
                return self._truth(expr)
        return self.shape(expr)

    def shape(self, expr: e.Expr) -> Value:
        """The shapes of leaves, and lists."""
        raise TypeError(type(expr).__name__)

    def truth(self, expr: e.Expr) -> Value:
        """A condition, one byte a row."""
        value = self.value(expr)
        return value if isinstance(value, int) else self.to.wide(value, 1)

    def _given(self, expr: e.FactRef | e.FieldRef | e.Known) -> Value:
        match expr:
            case e.FieldRef(at):
                return self.to.column(Column("field", self.list_id, at))
            case e.Known(e.FieldRef(at)):
                return self.to.column(Column("field known", self.list_id, at))
            case e.Known(e.FactRef(name)):
                return self._of_row(self.to.column(Column("known", name)))
        name = expr.id  # type: ignore[union-attr]  # only a reference to a fact is left
        return self._of_row(self.statements[name] if name in self.statements else self._fact(name))

    def _fact(self, name: str) -> Value:
        for begin in (MARK, GIVEN, EXCLUDED):
            if name.startswith(begin):
                return self.to.column(Column(begin, name, int(name.removeprefix(begin))))
        if name.startswith(UNKNOWN):
            known = self.to.column(Column("known", name.removeprefix(UNKNOWN)))
            return self.to.emit(op.NOT, 1, (known,), in_rows=True)
        return self.to.column(Column("values", name))

    def _of_row(self, value: Value) -> Value:
        """What a row has, for the record at hand."""
        if not self.list_id or isinstance(value, int):
            return value
        code = {1: op.SPREAD_8, 2: op.SPREAD_32, 4: op.SPREAD_32, 8: op.SPREAD_64}[value.lane]
        if value.lane == 2:
            value = self.to.emit(op.W16_32, 4, (value,), in_rows=True)
        return self.to.emit(code, value.lane, (value,))

    def _sum(self, expr: e.Sum | e.Minus | e.Times) -> Value:
        """Sums are taken modulo the width: what goes beyond on the way comes back."""
        terms, added = self._terms(expr)
        interval = self.range_of(expr)
        if not terms:
            return added
        return self.line(terms, added, interval)

    def _terms(self, expr: e.Expr) -> tuple[list[tuple[Block, int]], int]:
        """(block, factor) of each term, and the number added to them."""
        match expr:
            case e.Sum(inner):
                terms: list[tuple[Block, int]] = []
                added = 0
                for term in inner:
                    more, number = self._terms(term)
                    terms, added = terms + more, added + number
                return terms, added
            case e.Minus(left, right):
                (more, first), (less, second) = self._terms(left), self._terms(right)
                return more + [(block, -factor) for block, factor in less], first - second
            case e.Times(left, right):
                return self._product(left, right)
        value = self.value(expr)
        return ([], value) if isinstance(value, int) else ([(value, 1)], 0)

    def _product(self, left: e.Expr, right: e.Expr) -> tuple[list[tuple[Block, int]], int]:
        first, second = self.value(left), self.value(right)
        if isinstance(first, int):
            first, second = second, first
        if isinstance(first, int):
            assert isinstance(second, int)
            return [], first * second
        if isinstance(second, int):
            return [(first, second)], 0
        lane = lane_of(*map(self.range_of, (left, right, e.Times(left, right))))
        code = op.MUL_32 if lane == 4 else op.MUL_64
        return [(self.to.emit(code, lane, (self.to.wide(first, lane), self.to.wide(second, lane))), 1)], 0

    def line(
        self, terms: Sequence[tuple[Block, int]], added: int, interval: Interval, held: Interval | None = None
    ) -> Block:
        """The sum of blocks times factors and a number, held between two ends; `interval`: what it is before that."""
        lane = 8 if any(block.lane == 8 for block, _ in terms) else lane_of(interval)
        ones = [block for block, factor in terms if factor == 1]
        others = [(block, factor) for block, factor in terms if factor != 1]
        is_plain = held is None and added == 0 and not others
        blocks = [self.to.wide(block, lane) for block in ones] if is_plain or len(terms) > 2 else []
        if blocks:
            pairs = (others[at : at + 2] for at in range(0, len(others), 2))
            blocks += [self._line(pair, 0, limits(lane), lane) for pair in pairs]
            total = self._added(blocks, lane)
            return total if is_plain or (added == 0 and held is None) else self._ended(total, added, lane, held)
        while len(others) > 2:
            pair = self._line(others[:2], 0, limits(lane), lane)
            others = [*others[2:], (pair, 1)]
        return self._line([*((block, 1) for block in ones), *others], added, held or limits(lane), lane)

    def _ended(self, total: Block, added: int, lane: Lane, held: Interval | None) -> Block:
        return self._line([(total, 1)], added, held or limits(lane), lane)

    def _line(self, terms: Sequence[tuple[Block, int]], added: int, held: Interval, lane: Lane) -> Block:
        widths = {block.lane for block, _ in terms}
        is_direct = len(widths) == 1 and lane == 4 and max(widths) <= 4
        blocks = [block if is_direct else self.to.wide(block, lane) for block, _ in terms]
        a, b = terms[0][1], terms[1][1] if len(terms) == 2 else 0
        low, high = limits(lane)
        numbers = (_wrapped(a, lane), _wrapped(b, lane), _wrapped(added, lane), max(low, held[0]), min(high, held[1]))
        return self.to.emit(_LINES[blocks[0].lane, len(terms)], lane, blocks, numbers)

    def _added(self, blocks: list[Block], lane: Lane) -> Block:
        """Up to four at a time, so that few are held at once."""
        codes = (op.ADD2_32, op.ADD3_32, op.ADD4_32) if lane == 4 else (op.ADD2_64, op.ADD3_64, op.ADD4_64)
        while len(blocks) > 1:
            some = blocks[:4]
            blocks = [self.to.emit(codes[len(some) - 2], lane, some), *blocks[4:]]
        return blocks[0]

    def _extreme(self, codes: tuple[int, int], terms: Sequence[e.Expr], *, upper: bool) -> Value:
        """The least or greatest of terms; one of numbers holds the others."""
        values = [(term, self.value(term)) for term in terms]
        numbers = [value for _, value in values if isinstance(value, int)]
        blocks = [(term, value) for term, value in values if not isinstance(value, int)]
        if not blocks:
            return min(numbers) if upper else max(numbers)
        lane = lane_of(*(self.range_of(term) for term in terms))
        found = self.to.wide(blocks[0][1], lane)
        for _, value in blocks[1:]:
            found = self.to.emit(codes[lane == 8], lane, (found, self.to.wide(value, lane)))
        if not numbers:
            return found
        held = (limits(lane)[0], min(numbers)) if upper else (max(numbers), limits(lane)[1])
        return self._line([(found, 1)], 0, held, lane)

    def _half_up(self, expr: e.HalfUp) -> Value:
        """floor((2·n + d) ÷ 2·d), where n may be a multiple of one block and a number."""
        n, d = self.range_of(expr.numerator), self.range_of(expr.denominator)
        terms, added = self._terms(expr.numerator)
        if len(terms) != 1:
            terms, added = [(self.line(terms, added, n), 1)] if terms else [], 0 if terms else added
        if not terms:
            terms = [(self.to.wide(0, 8), 0)]
        block, factor = terms[0]
        reach = 2 * (max(map(abs, n)) + abs(added))
        low, high = max(1, d[0]), max(1, d[1])
        if low == high:
            return self.quotient(block, 1, (2 * factor, 0, 2 * added + low, 2 * low), reach, 1, self.range_of(expr))
        below = self.value(expr.denominator)
        return self.quotient(block, below, (2 * factor, 1, 2 * added, 2), reach, high, self.range_of(expr))

    def quotient(
        self, n: Value, d: Value, numbers: tuple[int, int, int, int], reach: int, most: int, result: Interval
    ) -> Block:
        """floor((a·n + b·d + c) ÷ (f·d)), d at least 1: `reach` is the greatest size of a·n, `most` that of d, and
        `result` the interval of the quotient in the rows that use it.
        """
        _, b, c, f = numbers
        size = reach + abs(c) + (abs(b) + f) * most
        is_narrow = all(isinstance(each, int) or each.lane <= 4 for each in (n, d))
        if size <= EXACT_53 and is_narrow and fits(result, 4):
            return self.to.emit(op.QUOTIENT_32, 4, (self.to.wide(n, 4), self.to.wide(d, 4)), numbers)
        code = op.QUOTIENT_53 if size <= EXACT_53 else op.QUOTIENT_ANY
        if code == op.QUOTIENT_ANY and max(map(abs, result)) < EXACT_QUOTIENT:
            code = op.QUOTIENT_64
        return self.to.emit(code, 8, (self.to.wide(n, 8), self.to.wide(d, 8)), numbers)

    def _choose(self, expr: e.Choose) -> Value:
        condition = self.truth(expr.condition)
        if isinstance(condition, int):
            return self.value(expr.then if condition else expr.otherwise)
        then, otherwise = self.value(expr.then), self.value(expr.otherwise)
        return self.picked(condition, then, otherwise, self.range_of(expr))

    def picked(self, condition: Block, then: Value, otherwise: Value, interval: Interval) -> Value:
        """`then` where the condition holds, otherwise `otherwise`."""
        if then == otherwise:
            return then
        if (then, otherwise) == (1, 0):
            return condition
        widest = max(value.lane for value in (then, otherwise, condition) if not isinstance(value, int))
        lane = 1 if widest == 1 and fits(interval, 1) else lane_of(interval)
        both, number, or_number, numbers = _PICKS[lane]
        if isinstance(then, int) and isinstance(otherwise, int):
            return self.to.emit(numbers, lane, (condition,), (then, otherwise))
        if isinstance(then, int):
            return self.to.emit(number, lane, (condition, self.to.wide(otherwise, lane)), (then,))
        if isinstance(otherwise, int):
            return self.to.emit(or_number, lane, (condition, self.to.wide(then, lane)), (otherwise,))
        return self.to.emit(both, lane, (condition, self.to.wide(then, lane), self.to.wide(otherwise, lane)))

    def _truth(self, expr: e.Expr) -> Value:
        match expr:
            case e.Compare(operation, left, right):
                return self._compared(operation, left, right)
            case e.And(terms):
                return self._joined(op.AND, terms, neutral=1)
            case e.Or(terms):
                return self._joined(op.OR, terms, neutral=0)
            case e.Not(term):
                value = self.truth(term)
                return 1 - value if isinstance(value, int) else self.to.emit(op.NOT, 1, (value,))
        raise TypeError(type(expr).__name__)

    def _joined(self, code: int, terms: Sequence[e.Expr], *, neutral: int) -> Value:
        found: Value = neutral
        for term in terms:
            value = self.truth(term)
            if isinstance(value, int):
                if value != neutral:
                    return value
            else:
                found = value if isinstance(found, int) else self.to.emit(code, 1, (found, value))
        return found

    def _compared(self, operation: str, left: e.Expr, right: e.Expr) -> Value:
        first, second = self.value(left), self.value(right)
        if isinstance(first, int):
            first, second, left, right, operation = second, first, right, left, _FLIPPED[operation]
        if isinstance(first, int):
            raise AssertionError("a comparison of two numbers has one value")
        if isinstance(second, int):
            return self.against(operation, first, second)
        if operation in _MIRRORED:
            first, second, operation = second, first, _MIRRORED[operation]
        lane = lane_of(self.range_of(left), self.range_of(right))
        return self.to.emit(_COMPARED[operation, lane], 1, (self.to.wide(first, lane), self.to.wide(second, lane)))

    def against(self, operation: str, block: Block, number: int) -> Value:
        """A comparison with a number."""
        low, high = limits(block.lane)
        match operation:
            case ">=":
                low = number
            case ">":
                low = number + 1
            case "<=":
                high = number
            case "<":
                high = number - 1
            case _:
                low = high = number
        is_other = operation == "!="
        low, high = max(low, limits(block.lane)[0]), min(high, limits(block.lane)[1])
        if low > high:
            return int(is_other)
        return self.to.emit(_WITHIN[block.lane], 1, (block,), (low, high, int(is_other)))


def _wrapped(number: int, lane: Lane) -> int:
    """A number modulo a width."""
    low, high = limits(lane)
    return (number - low) % (high - low + 1) + low


def piece_number(piece: e.Piece) -> int | None:
    """The points of a row of a table that is the same all along; None where it slopes."""
    return divide_half_up(piece.offset, piece.divisor) if piece.slope == 0 else None
