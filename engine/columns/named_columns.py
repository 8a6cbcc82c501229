"""The columns that a flat program names: facts, and what a batch has besides them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.columns.fact_columns import FactColumns
from engine.columns.flat.flat_program import EXCLUDED, GIVEN, MARK, UNKNOWN
from engine.domain.facts import Fact


def named(facts: FactColumns, name: str, declared: Fact) -> npt.NDArray[Any]:
    """The whole column of a name; a fact without a column has its least value, which is as good as any."""
    match name[:2]:
        case _ if name.startswith(UNKNOWN):
            return _unknown(facts, name.removeprefix(UNKNOWN))
        case kind if kind == MARK:
            return facts.marks[int(name.removeprefix(MARK))].points
        case kind if kind == GIVEN:
            return facts.marks[int(name.removeprefix(GIVEN))].given
        case kind if kind == EXCLUDED:
            return facts.excluded[int(name.removeprefix(EXCLUDED))]
    column = facts.numbers.get(name)
    return np.broadcast_to(np.int64(declared.low), facts.rows) if column is None else column.values


def _unknown(facts: FactColumns, fact: str) -> npt.NDArray[np.bool_]:
    column = facts.numbers.get(fact) or facts.lists.get(fact)
    if column is None:
        return np.ones(facts.rows, np.bool_)
    return np.zeros(facts.rows, np.bool_) if column.known is None else ~column.known
