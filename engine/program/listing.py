"""A program as readable text, and the hash of that text."""

import hashlib

from engine.program import expressions as e
from engine.program.program import LeafStep, NodeStep, Program
from engine.program.reading import field_names

_INFIX = {e.Sum: " + ", e.And: " and ", e.Or: " or "}


def told(expr: object) -> str:
    """One expression as text."""
    match expr:
        case None:
            return "-"
        case e.Const(value):
            return str(value)
        case e.FactRef(name):
            return name
        case e.FieldRef(index):
            return f"field[{index}]"
        case e.Sum(terms) | e.And(terms) | e.Or(terms):
            return "(" + _INFIX[type(expr)].join(told(term) for term in terms) + ")"
        case e.Minus(left, right):
            return f"({told(left)} - {told(right)})"
        case e.Times(left, right):
            return f"{told(left)} * {told(right)}"
        case e.HalfUp(numerator, denominator):
            return f"half_up({told(numerator)}, {told(denominator)})"
        case e.Compare(operation, left, right):
            return f"{told(left)} {operation} {told(right)}"
        case e.Not(term):
            return f"not {told(term)}"
        case e.Choose(condition, then, otherwise):
            return f"({told(then)} if {told(condition)} else {told(otherwise)})"
    return _shape(expr)


def _shape(expr: object) -> str:
    """Any other shape, field by field."""
    if isinstance(expr, (str, int)) or expr is None:
        return repr(expr)
    if isinstance(expr, tuple):
        return (
            "["
            + ", ".join(told(item) if hasattr(item, "__dataclass_fields__") else _shape(item) for item in expr)
            + "]"
        )
    inside = ", ".join(
        f"{name}={told(value) if hasattr(value, '__dataclass_fields__') else _shape(value)}"
        for name in field_names(type(expr))  # type: ignore[arg-type]  # every class can be hashed
        if (value := getattr(expr, name)) is not None
    )
    return f"{type(expr).__name__.lower()}({inside})"


def listing(program: Program) -> str:
    """The whole program, a line a step."""
    lines = [f"program {program.set_name} profile={program.profile} year={program.year} places={program.places}"]
    lines += [f"fact {fact.id} {fact.type} {fact.low}..{fact.high} /{fact.denominator}" for fact in program.facts]
    lines += [f"{index:4} {_step(step)}" for index, step in enumerate(program.steps)]
    lines.append("root " + _shape(program.root))
    return "\n".join(lines) + "\n"


def _step(step: LeafStep | NodeStep) -> str:
    kind = "leaf" if isinstance(step, LeafStep) else "node"
    return f"{kind} {step.id} " + _shape(step)


def fingerprint(program: Program) -> str:
    """The sha256 of the listing: the same rules or not."""
    return hashlib.sha256(listing(program).encode()).hexdigest()
