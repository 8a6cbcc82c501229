"""Building expressions: constants are folded and neutral terms left out, so that programs stay short."""

from engine.program import expressions as e


def plus(*terms: e.Expr) -> e.Expr:
    """The sum of `terms`."""
    constant = sum(term.value for term in terms if isinstance(term, e.Const))
    rest = tuple(term for term in terms if not isinstance(term, e.Const))
    if not rest:
        return e.Const(constant)
    if constant:
        return e.Sum((*rest, e.Const(constant)))
    return rest[0] if len(rest) == 1 else e.Sum(rest)


def minus(left: e.Expr, right: e.Expr) -> e.Expr:
    """`left` − `right`."""
    if isinstance(right, e.Const):
        return plus(left, e.Const(-right.value))
    return e.Minus(left, right)


def times(left: e.Expr, right: e.Expr) -> e.Expr:
    """`left` × `right`."""
    if isinstance(left, e.Const) and isinstance(right, e.Const):
        return e.Const(left.value * right.value)
    if isinstance(left, e.Const):
        left, right = right, left
    if isinstance(right, e.Const):
        if right.value == 1:
            return left
        if right.value == 0:
            return e.ZERO
    return e.Times(left, right)


def both(*terms: e.Expr) -> e.Expr:
    """1 when every term is 1."""
    return terms[0] if len(terms) == 1 else e.And(terms)


def either(*terms: e.Expr) -> e.Expr:
    """1 when some term is 1."""
    return terms[0] if len(terms) == 1 else e.Or(terms)


def is_zero(term: e.Expr) -> e.Expr:
    """1 when `term` is 0."""
    return e.Compare("==", term, e.ZERO)
