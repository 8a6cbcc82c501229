"""A flat program and the results that are asked for → a tape: some hundredths of a second for a hundred leaves."""

from collections.abc import Callable, Sequence

from engine.columns.fast.emitting import Emitting, Value
from engine.columns.fast.folding_lists import Lists
from engine.columns.fast.tape import Column, Lane, Result, Tape, laid_out
from engine.columns.flat.flat_program import FlatProgram, Statement
from engine.columns.flat.widths import Widths
from engine.program import expressions as e


def assembled(
    flat: FlatProgram, widths: Widths, outputs: Sequence[e.Expr], lanes: Callable[[Column], Lane], into: Sequence[Lane]
) -> Tape:
    """The tape for columns of the widths that `lanes` tells, which fills arrays of the widths `into`."""
    statements = flat.needed(outputs)
    to = Emitting(lanes)
    lowering = Lists(widths, to, statements)
    return _filled(lowering, to, statements, outputs, into)


def _filled(
    lowering: Lists, to: Emitting, statements: Sequence[Statement], outputs: Sequence[e.Expr], into: Sequence[Lane]
) -> Tape:
    """Each result is written as soon as it is known, while it is still near."""
    asked: dict[str, list[int]] = {}
    names = {statement.name for statement in statements}
    for at, output in enumerate(outputs):
        if isinstance(output, e.FactRef) and output.id in names:
            asked.setdefault(output.id, []).append(at)
        else:
            to.put(Result(at), lowering.value(output), into[at])
    for statement in statements:
        value = _narrow(to, lowering.value(statement.expr), statement)
        lowering.statements[statement.name] = value
        for at in asked.get(statement.name, ()):
            to.put(Result(at), value, into[at])
    return laid_out(to.spans, to.table)


def _narrow(to: Emitting, value: Value, statement: Statement) -> Value:
    """What needs no more than 32 bits is kept in 32."""
    if isinstance(value, int) or value.lane < 8 or not -(2**31) <= statement.low <= statement.high < 2**31:
        return value
    return to.wide(value, 4)
