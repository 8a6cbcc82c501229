"""The condition language: a safe subset of Python's expressions, typed and turned into the intermediate form.

The text is parsed by `ast` and read node by node; nothing of it is ever evaluated by Python.
"""

import ast
from fractions import Fraction
from typing import NoReturn

from engine.domain.facts import NUMERIC, Fact, FactType
from engine.domain.numbers import exact
from engine.errors import nearest
from engine.methods.functions import call
from engine.methods.scope import Scope
from engine.methods.typed import Choice, Day, Number, Records, Refused, Truth, Typed, Word, common, expressions_of
from engine.program import expressions as e
from engine.program.arithmetic import both, either, is_zero, minus, plus, times
from engine.program.intervals import Interval, Reach
from engine.program.reading import Sizes

MOST_LENGTH = 500
MOST_DEPTH = 24
MOST_SIZE = 5000
COMPARISONS: dict[type[ast.cmpop], e.Comparison] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class Reader:
    """Reads one expression; `records` is the list fact whose fields may be named bare."""

    def __init__(self, scope: Scope, records: Fact | None = None) -> None:
        self.scope = scope
        self.records = records
        self.text = ""
        self.sizes = Sizes()

    def inside(self, records: Fact) -> "Reader":
        """A reader of what is said of each record of a list."""
        inner = Reader(self.scope, records)
        inner.text, inner.sizes = self.text, self.sizes
        return inner

    def read(self, text: str) -> Typed:
        """Parse and type `text`; raises Refused."""
        self.text = text
        if len(text) > MOST_LENGTH:
            raise Refused(
                "expression.too-long",
                f"Biểu thức dài hơn {MOST_LENGTH} ký tự.",
                f"The expression is longer than {MOST_LENGTH} characters.",
            )
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise Refused(
                "expression.syntax",
                f"Không đọc được biểu thức '{text}'.",
                f"The expression '{text}' cannot be read.",
                "Xem phần 'Điều kiện và giá trị' trong tài liệu định dạng.",
                "See 'Conditions and values' in the format reference.",
            ) from None
        self.text = text.strip()
        return self.typed(tree.body, 0)

    def typed(self, node: ast.expr, depth: int) -> Typed:
        """The typed form of one syntax node; refused before it grows beyond what is cheap to run."""
        if depth > MOST_DEPTH:
            raise Refused("expression.too-deep", "Biểu thức lồng quá sâu.", "The expression is nested too deeply.")
        found = self._typed(node, depth + 1)
        if sum(self.sizes.of(expr) for expr in expressions_of(found)) > MOST_SIZE:
            raise Refused("expression.too-large", "Biểu thức quá phức tạp.", "The expression is too complex.")
        return found

    def _typed(self, node: ast.expr, inner: int) -> Typed:
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self.named(self._dotted(node))
            case ast.BinOp(left, operation, right):
                return self._arithmetic(operation, self.number(left, inner), self.number(right, inner), node)
            case ast.UnaryOp(ast.USub(), operand):
                value = self.number(operand, inner)
                return Number(times(e.Const(-1), value.numerator), value.denominator, value.empties)
            case ast.UnaryOp(ast.Not(), operand):
                return Truth(e.Not(self.truth(operand, inner)))
            case ast.BoolOp(operation, values):
                terms = [self.truth(value, inner) for value in values]
                return Truth(both(*terms) if isinstance(operation, ast.And) else either(*terms))
            case ast.Compare(left, operations, comparators):
                return self._chain(left, operations, comparators, inner)
            case ast.IfExp(test, body, orelse):
                return self._choose(self.truth(test, inner), self.typed(body, inner), self.typed(orelse, inner), node)
            case ast.Call(ast.Name(name), args, []):
                return call(self, name, args, inner)
        self.refuse(node)

    def refuse(self, node: ast.AST, vi: str = "không dùng được ở đây", en: str = "cannot be used here") -> NoReturn:
        """Refuse a part of the expression."""
        piece = ast.get_source_segment(self.text, node) or self.text
        raise Refused("expression.not-allowed", f"'{piece}' {vi}.", f"'{piece}' {en}.")

    def number(self, node: ast.expr, depth: int) -> Number:
        """A part that must be a number."""
        value = self.typed(node, depth)
        if not isinstance(value, Number):
            self.refuse(node, "không phải là số", "is not a number")
        return value

    def truth(self, node: ast.expr, depth: int) -> e.Expr:
        """A part that must be a truth value."""
        value = self.typed(node, depth)
        if not isinstance(value, Truth):
            self.refuse(node, "không phải là điều kiện đúng/sai", "is not a condition")
        return value.expr

    def range_of(self, expr: e.Expr) -> Interval:
        """Least and greatest value of an expression over the declared ranges."""
        evaluation = Reach(self.scope.facts)
        if self.records is not None:
            return evaluation.range_in(expr, self.records.fields)
        return evaluation.value(expr)

    def named(self, name: str) -> Typed:
        """A truth literal, a field of the record at hand, or a fact."""
        if name in ("true", "false"):
            return Truth(e.Const(int(name == "true")))
        if self.records is not None:
            for index, known in enumerate(self.records.fields):
                if known.id == name:
                    return _typed_fact(known, e.FieldRef(index))
        fact = self.scope.facts.get(name)
        if fact is None:
            known_names = (
                [*self.scope.facts, *(f.id for f in self.records.fields)] if self.records else [*self.scope.facts]
            )
            near = nearest(name, known_names)
            raise Refused(
                "fact.unknown",
                f"Không có số liệu '{name}'.",
                f"There is no fact '{name}'.",
                f"Ý bạn là '{near}'?" if near else "Khai báo số liệu này trong `facts`.",
                f"Did you mean '{near}'?" if near else "Declare it under `facts`.",
            )
        self.scope.read.add(name)
        return _typed_fact(fact, e.FactRef(name))

    def _dotted(self, node: ast.expr) -> str:
        names: list[str] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            names.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            self.refuse(node)
        return ".".join([inner.id, *reversed(names)])

    def _constant(self, node: ast.Constant) -> Typed:
        if isinstance(node.value, str):
            return Word(node.value)
        try:
            value = exact(ast.get_source_segment(self.text, node) or "")
        except ValueError:
            self.refuse(node, "không phải là số viết đúng cách", "is not a number as we write them")
        return Number(e.Const(value.numerator), e.Const(value.denominator))

    def _arithmetic(self, operation: ast.operator, left: Number, right: Number, node: ast.expr) -> Number:
        empties = left.empties + right.empties
        match operation:
            case ast.Add() | ast.Sub():
                first, second, denominator = common(left, right)
                join = plus if isinstance(operation, ast.Add) else minus
                return Number(join(first, second), denominator, empties)
            case ast.Mult():
                return Number(
                    times(left.numerator, right.numerator), times(left.denominator, right.denominator), empties
                )
            case ast.Div():
                return self._quotient(left, right, node)
        self.refuse(node)

    def _quotient(self, left: Number, right: Number, node: ast.expr) -> Number:
        low, high = self.range_of(right.numerator)
        if low < 0 or high <= 0:
            self.refuse(
                node, "chia cho số có thể âm hoặc luôn bằng 0", "divides by what can be negative or is always 0"
            )
        empties = left.empties + right.empties + ((right.numerator,) if low == 0 else ())
        return Number(times(left.numerator, right.denominator), times(left.denominator, right.numerator), empties)

    def _chain(self, left: ast.expr, operations: list[ast.cmpop], rights: list[ast.expr], depth: int) -> Truth:
        terms, first, place = [], self.typed(left, depth), left
        for operation, right in zip(operations, rights, strict=True):
            if isinstance(operation, (ast.In, ast.NotIn)) and right is rights[-1]:
                found = self._among(first, right, depth)
                terms.append(e.Not(found) if isinstance(operation, ast.NotIn) else found)
                break
            sign = COMPARISONS.get(type(operation))
            if sign is None:
                self.refuse(place)
            second = self.typed(right, depth)
            terms.append(self._compare(sign, first, second, right))
            first, place = second, right
        return Truth(both(*terms))

    def _among(self, value: Typed, listed: ast.expr, depth: int) -> e.Expr:
        if not isinstance(listed, (ast.Tuple, ast.List)) or not listed.elts:
            self.refuse(listed, "phải là danh sách trong ngoặc", "must be a list in brackets")
        return either(*(self._compare("==", value, self.typed(item, depth), item) for item in listed.elts))

    def _compare(self, sign: e.Comparison, left: Typed, right: Typed, node: ast.expr) -> e.Expr:
        match left, right:
            case Number(), Number():
                if left.empties or right.empties:
                    raise Refused(
                        "expression.divides-by-zero",
                        f"Điều kiện '{self.text}' chia cho số có thể bằng 0.",
                        f"The condition '{self.text}' divides by what can be 0.",
                        "Viết bằng phép nhân: done * 100 >= planned * 80.",
                        "Multiply instead: done * 100 >= planned * 80.",
                    )
                first, second, _ = common(left, right)
                return e.Compare(sign, first, second)
            case Day(), Day():
                return e.Compare(sign, left.expr, right.expr)
            case Truth(), Truth() if sign in ("==", "!="):
                return e.Compare(sign, left.expr, right.expr)
            case Choice(), Word() if sign in ("==", "!="):
                return e.Compare(sign, left.expr, e.Const(_option(left.fact, right.text)))
            case Word(), Choice() if sign in ("==", "!="):
                return e.Compare(sign, right.expr, e.Const(_option(right.fact, left.text)))
        self.refuse(node, "không so sánh được với vế kia", "cannot be compared with the other side")

    def _choose(self, condition: e.Expr, then: Typed, otherwise: Typed, node: ast.expr) -> Typed:
        match then, otherwise:
            case Number(), Number():
                return _chosen(condition, then, otherwise)
            case Truth(), Truth():
                return Truth(e.Choose(condition, then.expr, otherwise.expr))
            case Day(), Day():
                return Day(e.Choose(condition, then.expr, otherwise.expr))
        self.refuse(node, "có hai nhánh khác loại", "has branches of different kinds")


def _chosen(condition: e.Expr, then: Number, otherwise: Number) -> Number:
    """One of two numbers; a divisor of the other one does not matter."""
    if isinstance(then.denominator, e.Const) and isinstance(otherwise.denominator, e.Const):
        first, second, denominator = common(then, otherwise)
        return Number(e.Choose(condition, first, second), denominator)
    empties = (
        *(e.Choose(condition, divisor, e.ONE) for divisor in then.empties),
        *(e.Choose(condition, e.ONE, divisor) for divisor in otherwise.empties),
    )
    return Number(
        e.Choose(condition, then.numerator, otherwise.numerator),
        e.Choose(condition, then.denominator, otherwise.denominator),
        empties,
    )


def _typed_fact(fact: Fact, expr: e.FactRef | e.FieldRef) -> Typed:
    if fact.type in NUMERIC:
        return Number(expr, e.Const(fact.denominator))
    match fact.type:
        case FactType.BOOL:
            return Truth(expr)
        case FactType.DATE:
            return Day(expr)
        case FactType.CHOICE:
            return Choice(expr, fact)
    return Records(fact)


def _option(fact: Fact, option: str) -> int:
    try:
        return fact.option_index(option)
    except KeyError:
        known = [item.id for item in fact.options]
        near = nearest(option, known)
        raise Refused(
            "option.unknown",
            f"'{fact.id}' không có mức '{option}'.",
            f"'{fact.id}' has no option '{option}'.",
            f"Ý bạn là '{near}'?" if near else f"Hiện có: {', '.join(known)}.",
            f"Did you mean '{near}'?" if near else f"Known: {', '.join(known)}.",
        ) from None


def read_condition(scope: Scope, text: object, pointer: str, records: Fact | None = None) -> e.Expr | None:
    """A condition of the rule as an expression; a finding and None when it cannot be used."""
    typed = _read(scope, text, pointer, records)
    if typed is None:
        return None
    if not isinstance(typed, Truth):
        scope.refuse(
            "expression.not-a-condition",
            pointer,
            f"'{text}' không phải là điều kiện đúng/sai.",
            f"'{text}' is not a condition.",
        )
        return None
    _tell_constant(scope, typed.expr, str(text), pointer, records)
    return typed.expr


def read_number(scope: Scope, text: object, pointer: str, records: Fact | None = None) -> Number | None:
    """A value of the rule as an exact ratio; a finding and None when it cannot be used."""
    typed = _read(scope, text, pointer, records)
    if typed is None or isinstance(typed, Number):
        return typed
    scope.refuse("expression.not-a-number", pointer, f"'{text}' không phải là số.", f"'{text}' is not a number.")
    return None


def _read(scope: Scope, text: object, pointer: str, records: Fact | None) -> Typed | None:
    if isinstance(text, Fraction):
        return Number(e.Const(text.numerator), e.Const(text.denominator))
    try:
        return Reader(scope, records).read("true" if text is True else "false" if text is False else str(text))
    except Refused as refused:
        code, vi, en, hint_vi, hint_en = refused.details
        scope.refuse(code, pointer, vi, en, hint_vi, hint_en)
        return None


def _tell_constant(scope: Scope, expr: e.Expr, text: str, pointer: str, records: Fact | None) -> None:
    if isinstance(expr, e.Const):
        low = high = expr.value
    else:
        low, high = Reader(scope, records).range_of(expr)
    if low == high:
        scope.warn(
            "condition.constant",
            pointer,
            f"Điều kiện '{text}' luôn {'đúng' if low else 'sai'}.",
            f"The condition '{text}' is always {'true' if low else 'false'}.",
            "Kiểm tra lại khoảng giá trị của số liệu hoặc bỏ điều kiện.",
            "Check the ranges of the facts or remove the condition.",
        )


def none_empty(empties: tuple[e.Expr, ...]) -> e.Expr | None:
    """1 when some divisor is 0; None when none can be."""
    return either(*(is_zero(term) for term in dict.fromkeys(empties))) if empties else None
