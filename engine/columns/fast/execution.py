"""The machine: runs a tape over blocks of rows that stay in the nearest cache. It is compiled once, for all sets."""

from numba import njit

from engine.columns.fast import kernels as k
from engine.columns.fast import leaf_kernels as leaf
from engine.columns.fast import list_kernels as lists
from engine.columns.fast import opcodes as op
from engine.columns.fast.memory import Lane, fetch, finish_writes, i8, i16, i32, i64, peek, put

SIGNATURE = "void(int64, int64, int64, int64, int64, int64, int64)"
LINE_OF_TAPE, NUMBERS = 8 * op.TAPE_WIDTH, op.TAPE_WIDTH - op.IMMEDIATES

inner = njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)


@inner
def _move(code: int, o: int, x: int, m: int, n: int) -> None:
    """Widths changed, results written."""
    if code == op.W8_32:
        k.move(i32(o, m), i8(x, m))
    elif code == op.W16_32:
        k.move(i32(o, m), i16(x, m))
    elif code == op.W8_64:
        k.move(i64(o, m), i8(x, m))
    elif code == op.W16_64:
        k.move(i64(o, m), i16(x, m))
    elif code == op.W32_64:
        k.move(i64(o, m), i32(x, m))
    elif code == op.N64_32:
        k.move(i32(o, m), i64(x, m))
    elif code == op.N32_16:
        k.move(i16(o, m), i32(x, m))
    elif code == op.N32_8:
        k.move(i8(o, m), i32(x, m))
    elif code == op.PUT:
        put(o, x, m * peek(n, 0))
    else:
        fetch(x + m * peek(n, 0), m * peek(n, 0))


@inner
def _arithmetic(code: int, o: int, x: int, y: int, z: int, w: int, m: int) -> None:
    """Sums, products, extremes."""
    if code == op.ADD2_32:
        k.add2(i32(o, m), i32(x, m), i32(y, m))
    elif code == op.ADD3_32:
        k.add3(i32(o, m), i32(x, m), i32(y, m), i32(z, m))
    elif code == op.ADD4_32:
        k.add4(i32(o, m), i32(x, m), i32(y, m), i32(z, m), i32(w, m))
    elif code == op.MUL_32:
        k.multiply(i32(o, m), i32(x, m), i32(y, m))
    elif code == op.LEAST_32:
        k.least(i32(o, m), i32(x, m), i32(y, m))
    elif code == op.GREATEST_32:
        k.greatest(i32(o, m), i32(x, m), i32(y, m))
    elif code == op.ADD2_64:
        k.add2(i64(o, m), i64(x, m), i64(y, m))
    elif code == op.ADD3_64:
        k.add3(i64(o, m), i64(x, m), i64(y, m), i64(z, m))
    elif code == op.ADD4_64:
        k.add4(i64(o, m), i64(x, m), i64(y, m), i64(z, m), i64(w, m))
    elif code == op.MUL_64:
        k.multiply(i64(o, m), i64(x, m), i64(y, m))
    elif code == op.LEAST_64:
        k.least(i64(o, m), i64(x, m), i64(y, m))
    else:
        k.greatest(i64(o, m), i64(x, m), i64(y, m))


@inner
def _line(code: int, o: int, x: int, y: int, m: int, n: int) -> None:
    """Lines held between two ends."""
    if code == op.LINE1_8:
        k.line1(i32(o, m), i8(x, m), i64(n, NUMBERS))
    elif code == op.LINE1_16:
        k.line1(i32(o, m), i16(x, m), i64(n, NUMBERS))
    elif code == op.LINE1_32:
        k.line1(i32(o, m), i32(x, m), i64(n, NUMBERS))
    elif code == op.LINE1_64:
        k.line1(i64(o, m), i64(x, m), i64(n, NUMBERS))
    elif code == op.LINE2_8:
        k.line2(i32(o, m), i8(x, m), i8(y, m), i64(n, NUMBERS))
    elif code == op.LINE2_16:
        k.line2(i32(o, m), i16(x, m), i16(y, m), i64(n, NUMBERS))
    elif code == op.LINE2_32:
        k.line2(i32(o, m), i32(x, m), i32(y, m), i64(n, NUMBERS))
    else:
        k.line2(i64(o, m), i64(x, m), i64(y, m), i64(n, NUMBERS))


@inner
def _truth(code: int, o: int, x: int, y: int, m: int, n: int) -> None:
    """Comparisons and what is made of them."""
    t = i8(o, m)
    if code == op.WITHIN_8:
        k.within(t, i8(x, m), i64(n, NUMBERS))
    elif code == op.WITHIN_16:
        k.within(t, i16(x, m), i64(n, NUMBERS))
    elif code == op.WITHIN_32:
        k.within(t, i32(x, m), i64(n, NUMBERS))
    elif code == op.WITHIN_64:
        k.within(t, i64(x, m), i64(n, NUMBERS))
    elif code == op.AT_LEAST_32:
        k.at_least(t, i32(x, m), i32(y, m))
    elif code == op.ABOVE_32:
        k.above(t, i32(x, m), i32(y, m))
    elif code == op.SAME_32:
        k.same(t, i32(x, m), i32(y, m))
    elif code == op.OTHER_32:
        k.other(t, i32(x, m), i32(y, m))
    elif code == op.AT_LEAST_64:
        k.at_least(t, i64(x, m), i64(y, m))
    elif code == op.ABOVE_64:
        k.above(t, i64(x, m), i64(y, m))
    elif code == op.SAME_64:
        k.same(t, i64(x, m), i64(y, m))
    elif code == op.OTHER_64:
        k.other(t, i64(x, m), i64(y, m))
    elif code == op.AND:
        k.both(t, i8(x, m), i8(y, m))
    elif code == op.OR:
        k.either(t, i8(x, m), i8(y, m))
    else:
        k.negated(t, i8(x, m))


@inner
def _pick(code: int, o: int, x: int, y: int, z: int, m: int, n: int) -> None:
    """Choices."""
    c = i8(x, m)
    if code == op.PICK_8:
        k.pick(i8(o, m), c, i8(y, m), i8(z, m))
    elif code == op.PICK_32:
        k.pick(i32(o, m), c, i32(y, m), i32(z, m))
    elif code == op.PICK_64:
        k.pick(i64(o, m), c, i64(y, m), i64(z, m))
    elif code == op.PICK_NUMBER_8:
        k.pick_number(i8(o, m), c, i8(y, m), i64(n, NUMBERS))
    elif code == op.PICK_NUMBER_32:
        k.pick_number(i32(o, m), c, i32(y, m), i64(n, NUMBERS))
    elif code == op.PICK_NUMBER_64:
        k.pick_number(i64(o, m), c, i64(y, m), i64(n, NUMBERS))
    elif code == op.PICK_OR_NUMBER_8:
        k.pick_or_number(i8(o, m), c, i8(y, m), i64(n, NUMBERS))
    elif code == op.PICK_OR_NUMBER_32:
        k.pick_or_number(i32(o, m), c, i32(y, m), i64(n, NUMBERS))
    elif code == op.PICK_OR_NUMBER_64:
        k.pick_or_number(i64(o, m), c, i64(y, m), i64(n, NUMBERS))
    elif code == op.PICK_NUMBERS_8:
        k.pick_numbers(i8(o, m), c, i64(n, NUMBERS))
    elif code == op.PICK_NUMBERS_32:
        k.pick_numbers(i32(o, m), c, i64(n, NUMBERS))
    else:
        k.pick_numbers(i64(o, m), c, i64(n, NUMBERS))


@inner
def _leaf(code: int, o: int, x: int, y: int, m: int, n: int, table: int) -> None:
    """Shapes of leaves."""
    c = i64(n, NUMBERS)
    if code == op.STEPS_8:
        leaf.steps(i32(o, m), i8(x, m), c)
    elif code == op.STEPS_16:
        leaf.steps(i32(o, m), i16(x, m), c)
    elif code == op.STEPS_32:
        leaf.steps(i32(o, m), i32(x, m), c)
    elif code == op.STEPS_64:
        leaf.steps(i32(o, m), i64(x, m), c)
    elif code == op.LOOK_UP_32:
        leaf.look_up(i32(o, m), i32(x, m), i64(table + 8 * c[0], c[1]))
    elif code == op.LOOK_UP_64:
        leaf.look_up(i64(o, m), i32(x, m), i64(table + 8 * c[0], c[1]))
    elif code == op.EDGES_32:
        leaf.edges32(i32(o, m), i32(x, m), i32(y, m), c)
    elif code == op.EDGES_32_64:
        leaf.edges64(i32(o, m), i32(x, m), i32(y, m), c)
    elif code == op.EDGES_64:
        leaf.edges64(i32(o, m), i64(x, m), i64(y, m), c)
    elif code == op.BANDED_31:
        leaf.banded31(i32(o, m), i32(x, m), i32(y, m), c)
    elif code == op.BANDED_32:
        leaf.banded53(i32(o, m), i32(x, m), i32(y, m), c)
    elif code == op.BANDED_53:
        leaf.banded53(i32(o, m), i64(x, m), i64(y, m), c)
    elif code == op.BANDED_64:
        leaf.banded64(i32(o, m), i64(x, m), i64(y, m), c)
    elif code == op.QUOTIENT_32:
        leaf.quotient53(i32(o, m), i32(x, m), i32(y, m), c)
    elif code == op.QUOTIENT_53:
        leaf.quotient53(i64(o, m), i64(x, m), i64(y, m), c)
    elif code == op.QUOTIENT_64:
        leaf.quotient64(i64(o, m), i64(x, m), i64(y, m), c)
    else:
        leaf.quotient_any(i64(o, m), i64(x, m), i64(y, m), c)


@inner
def _place(places: int, operand: int, at: int) -> int:
    """The address of an operand at a row."""
    place: int = peek(places, 2 * operand) + peek(places, 2 * operand + 1) * at
    return place


@inner
def _step(line: int, places: int, at: int, m: int, table: int) -> None:
    """One instruction over `m` rows (or records) from `at` on."""
    code, n = peek(line, 0), line + 8 * op.IMMEDIATES
    o, x = _place(places, peek(line, 1), at), _place(places, peek(line, 2), at)
    y, z = _place(places, peek(line, 3), at), _place(places, peek(line, 4), at)
    if code <= op.FETCH:
        _move(code, o, x, m, n)
    elif code < op.LINE1_8:
        _arithmetic(code, o, x, y, z, _place(places, peek(line, 5), at), m)
    elif code < op.WITHIN_8:
        _line(code, o, x, y, m, n)
    elif code < op.PICK_8:
        _truth(code, o, x, y, m, n)
    elif code < op.STEPS_8:
        _pick(code, o, x, y, z, m, n)
    else:
        _leaf(code, o, x, y, m, n, table)


@inner
def _spread(code: int, o: int, x: int, m: int, offsets: Lane, row: int, at: int) -> None:
    """What rows have, for the records of a chunk."""
    rows = offsets.size - 1
    if code == op.SPREAD_8:
        lists.spread(i8(o, m), i8(x, rows), offsets, row, at)
    elif code == op.SPREAD_32:
        lists.spread(i32(o, m), i32(x, rows), offsets, row, at)
    else:
        lists.spread(i64(o, m), i64(x, rows), offsets, row, at)


@inner
def _fold(code: int, o: int, x: int, m: int, offsets: Lane, which: tuple[int, int, int], room: int) -> None:
    """The records of a chunk into their rows."""
    rows, row, at = offsets.size - 1, which[0], which[2]
    if code == op.FOLD_SUM_8:
        before = i32(room + 2 * m + 64, m // 8 + 1)
        lists.count_before(i8(x, m), i64(x, m // 8), i64(room, m // 8 + 1), before)
        lists.fold_count(i32(o, rows), m, offsets, which, (i8(room, m + 8), before))
    elif code == op.FOLD_SUM_32:
        lists.fold_sum(i32(o, rows), i32(x, m), offsets, which, i32(room, m + 1))
    elif code == op.FOLD_SUM_64:
        lists.fold_sum(i64(o, rows), i64(x, m), offsets, which, i64(room, m + 1))
    elif code == op.FOLD_LEAST:
        lists.fold_least(i64(o, rows), i64(x, m), offsets, row, at)
    else:
        lists.fold_greatest(i64(o, rows), i64(x, m), offsets, row, at)


@inner
def _begin_fold(code: int, o: int, rows: int) -> None:
    """What the fold of no records is."""
    if code <= op.FOLD_SUM_32:
        lists.fill(i32(o, rows), 0)
    elif code == op.FOLD_SUM_64:
        lists.fill(i64(o, rows), 0)
    elif code == op.FOLD_LEAST:
        lists.fill(i64(o, rows), lists.NONE_YET)
    else:
        lists.fill(i64(o, rows), -lists.NONE_YET)


@inner
def _records(tape: int, span: int, places: int, table: int, start: int, rows: int, most: int) -> None:
    """The records of a block of rows, at most `most` at a time."""
    offsets = i64(_place(places, peek(span, 3), start), rows + 1)
    room = peek(places, 2 * peek(span, 6))
    for pc in range(peek(span, 4), peek(span, 5)):
        line = tape + LINE_OF_TAPE * pc
        _begin_fold(peek(line, 0), _place(places, peek(line, 1), 0), rows)
    at, row = offsets[0], 0
    while at < offsets[rows]:
        m = min(most, offsets[rows] - at)
        stop = row
        while stop < rows and offsets[stop + 1] <= at + m:
            stop += 1
        for pc in range(peek(span, 1), peek(span, 2)):
            line = tape + LINE_OF_TAPE * pc
            code, x = peek(line, 0), peek(line, 2)
            if code < op.FIRST_OF_LISTS:
                _step(line, places, at, m, table)
            else:
                _spread(code, _place(places, peek(line, 1), 0), _place(places, x, start), m, offsets, row, at)
        for pc in range(peek(span, 4), peek(span, 5)):
            line = tape + LINE_OF_TAPE * pc
            o, x = _place(places, peek(line, 1), 0), _place(places, peek(line, 2), at)
            _fold(peek(line, 0), o, x, m, offsets, (row, stop, at), room)
        at, row = at + m, stop


@njit(nogil=True, error_model="numpy")
def execute(tape: int, spans: int, many: int, places: int, table: int, rows: int, block: int) -> None:
    """Run all instructions for each block of rows; everything is handed over by its address.

    `places` has two numbers for each operand: its address, and how many bytes it moves on with each row (0: it is the
    block's own).
    """
    start = 0
    while start < rows:
        m = min(block, rows - start)
        for at in range(many):
            span = spans + 8 * op.SPAN_WIDTH * at
            if peek(span, 0) == op.ROWS:
                for pc in range(peek(span, 1), peek(span, 2)):
                    _step(tape + LINE_OF_TAPE * pc, places, start, m, table)
            else:
                _records(tape, span, places, table, start, m, block)
        start += m
    finish_writes()
