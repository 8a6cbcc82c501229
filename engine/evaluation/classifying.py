"""Grades and classifications: named figures that follow from scores."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from engine.domain.criteria_set import Classification, ClassificationLevel, CriteriaSet
from engine.domain.finding import Finding, error
from engine.domain.numbers import exact, rounded
from engine.domain.scorecard import Classified, NodeScore, Range, Status
from engine.domain.text import NOTHING, Text
from engine.errors import nearest


def grade_of(rules: CriteriaSet, profile: str, figure: Range | None) -> tuple[str | None, Text]:
    """The grade of a figure and its title; None while the range still spans two grades.

    Lower edges are closed. The figure is compared at the places at which totals are compared.
    """
    levels = rules.grades.levels_for(profile)
    if figure is None or not levels:
        return None, NOTHING
    found = set()
    for end in (figure.low, figure.high):
        value = rounded(end, rules.comparing.places, rules.comparing.mode)
        found.add(next(level for level in levels if level.least is None or value >= level.least))
    if len(found) != 1:
        return None, NOTHING
    level = found.pop()
    return level.id, level.title


def classify(
    rules: CriteriaSet, nodes: Sequence[NodeScore], total: NodeScore, index: Fraction | None
) -> tuple[Classified, ...]:
    """Every classification of the set, in order; undecided while a score it needs is open, as `index` while None."""
    scores: Mapping[str, NodeScore] = {node.id: node for node in nodes}
    known: dict[str, Fraction | None] = {}
    done = []
    for item in rules.classifications:
        value = _Value(scores, {**known, "total": decided_points(total), "index": index}).of(item.value)
        result = None if value is None else _level(item, value)
        known[item.id] = _as_number(result)
        done.append(Classified(item.id, item.title, value, result))
    return tuple(done)


def _level(item: Classification, value: Fraction) -> str | None:
    for level in item.levels:
        if _fits(level, value):
            return level.result
    return None


def _fits(level: ClassificationLevel, value: Fraction) -> bool:
    return (level.least is None or value >= level.least) and (level.most is None or value <= level.most)


def _as_number(result: str | None) -> Fraction | None:
    try:
        return exact(result) if result is not None else None
    except ValueError:
        return None


class _Value:
    """The value of a classification: arithmetic over scores, read from its checked syntax tree."""

    def __init__(self, scores: Mapping[str, NodeScore], known: Mapping[str, Fraction | None]) -> None:
        self.scores, self.known = scores, known

    def of(self, text: str) -> Fraction | None:
        """The exact value, or None while something it needs is open."""
        return self._walk(ast.parse(text.strip(), mode="eval").body, text.strip())

    def _walk(self, node: ast.expr, text: str) -> Fraction | None:
        match node:
            case ast.Constant():
                return exact(ast.get_source_segment(text, node) or "0")
            case ast.Name(name):
                return self.known.get(name)
            case ast.Call(ast.Name(name), [ast.Constant(str() as node_id)], []):
                return _score(name, self.scores.get(node_id))
            case ast.UnaryOp(ast.USub(), operand):
                value = self._walk(operand, text)
                return None if value is None else -value
            case ast.BinOp(left, operation, right):
                first, second = self._walk(left, text), self._walk(right, text)
                return None if first is None or second is None else _arithmetic(operation, first, second)
        return None


def decided_points(node: NodeScore) -> Fraction | None:
    """The points of a node, None while they are open; they may be sure of a node whose maximum is not."""
    return node.won if node.possible.is_exact else None


def _score(what: str, node: NodeScore | None) -> Fraction | None:
    if node is None or node.status is Status.NOT_APPLICABLE:
        return None if what == "index" else Fraction(0)
    if what == "points":
        return decided_points(node)
    if what == "max":
        return None if node.status.is_open else node.maximum
    return None if node.decided_index is None else node.decided_index * 100


def classification_findings(rules: CriteriaSet) -> Iterator[Finding]:
    """What is wrong with the values of the classifications: syntax, unknown nodes, names and functions."""
    nodes = [node.id for node in rules.walk()]
    known = ["total", "index"]
    for item in rules.classifications:
        for part in _parts_not_allowed(item.value, nodes, known):
            near = nearest(part, [*nodes, *known])
            yield error(
                "classification.value",
                item.place,
                f"Không dùng được '{part}' trong giá trị của '{item.id}'.",
                f"'{part}' cannot be used in the value of '{item.id}'.",
                f"Ý bạn là '{near}'?" if near else 'Dùng points("1"), max("1"), index("1"), total, index và + - * /.',
                f"Did you mean '{near}'?"
                if near
                else 'Use points("1"), max("1"), index("1"), total, index and + - * /.',
            )
        known.append(item.id)


def _parts_not_allowed(text: str, nodes: Sequence[str], known: Sequence[str]) -> list[str]:
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return [text]
    return list(_refused(body, text.strip(), nodes, known))


def _refused(node: ast.expr, text: str, nodes: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    piece = ast.get_source_segment(text, node) or text
    match node:
        case ast.Constant():
            if not _is_exact(piece):
                yield piece
        case ast.Name(name):
            if name not in known:
                yield name
        case ast.Call(ast.Name("points" | "max" | "index"), [ast.Constant(str() as node_id)], []):
            if node_id not in nodes:
                yield node_id
        case ast.UnaryOp(ast.USub(), operand):
            yield from _refused(operand, text, nodes, known)
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
            yield from _refused(left, text, nodes, known)
            yield from _refused(right, text, nodes, known)
        case _:
            yield piece


def _is_exact(text: str) -> bool:
    try:
        exact(text)
    except ValueError:
        return False
    return True


def _arithmetic(operation: ast.operator, left: Fraction, right: Fraction) -> Fraction | None:
    match operation:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right if right else None
    return None
