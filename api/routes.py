"""All operations, in the order in which the documentation tells them."""

from api import documentation, health
from api.operation import Operation
from api.v1 import (
    activations,
    comparisons,
    criteria_sets,
    differences,
    evaluations,
    layers,
    plugins,
    rankings,
    results,
    schemas,
    sheets,
)

OPERATIONS: tuple[Operation, ...] = (
    *criteria_sets.OPERATIONS,
    *layers.OPERATIONS,
    *differences.OPERATIONS,
    *sheets.OPERATIONS,
    *schemas.OPERATIONS,
    *evaluations.OPERATIONS,
    *results.OPERATIONS,
    *rankings.OPERATIONS,
    *comparisons.OPERATIONS,
    *activations.OPERATIONS,
    *plugins.OPERATIONS,
    *health.OPERATIONS,
    *documentation.OPERATIONS,
)
