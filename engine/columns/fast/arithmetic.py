"""Sums and products in the width of their operands: the compiler would widen them to 64 bits, at half the speed."""

from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.extending import intrinsic


def _modulo(operation: str) -> Callable[[Any, Any, Any], Any]:
    def typed(_context: Any, x: Any, y: Any) -> Any:
        def code(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return getattr(builder, operation)(*arguments)

        return (x(x, x), code) if isinstance(x, types.Integer) and x == y else None

    return typed


plus = intrinsic(_modulo("add"))
"""x + y modulo the width of both, which is the same."""
less = intrinsic(_modulo("sub"))
"""x - y likewise."""
product = intrinsic(_modulo("mul"))
"""x · y likewise."""
