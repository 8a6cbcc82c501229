"""The closed catalogue of methods, by name."""

from collections.abc import Mapping

from engine.methods import (
    against,
    bands,
    checklist,
    choice,
    count,
    deductions,
    external_index,
    formula,
    judgement,
    proportional,
    relative,
    survey,
    weighted_ratio,
)
from engine.methods.method import Method

METHODS: Mapping[str, Method] = {
    module.METHOD.name: module.METHOD
    for module in (
        choice,
        checklist,
        bands,
        proportional,
        count,
        weighted_ratio,
        deductions,
        survey,
        external_index,
        against,
        relative,
        judgement,
        formula,
    )
}
