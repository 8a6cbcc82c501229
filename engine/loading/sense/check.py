"""What no schema can say of a criteria set: does it make sense as a whole."""

from collections.abc import Iterator, Sequence

from engine.domain.criteria_set import CriteriaSet
from engine.domain.finding import Finding, has_errors, warning
from engine.evaluation.classifying import classification_findings
from engine.loading.sense.names import names_findings
from engine.loading.sense.openings import openings_findings
from engine.loading.sense.order import order_findings
from engine.loading.sense.points import points_findings
from engine.loading.sense.sources import sources_findings
from engine.loading.set_periods import in_force, periods
from engine.methods.compiler import compile_set
from engine.program.compiled import CompiledSet


def sense_findings(
    criteria_set: CriteriaSet, before: Sequence[Finding] = ()
) -> tuple[list[Finding], tuple[CompiledSet, ...]]:
    """Everything that is wrong with a set that was built; `before` is what was found until then.

    Rules and conditions are compiled only where nothing is wrong with the set around them: for every profile and
    every stretch of years in which something differs. What was compiled is given too, so that nobody compiles it again.
    """
    found = [
        *names_findings(criteria_set),
        *points_findings(criteria_set),
        *sources_findings(criteria_set),
        *order_findings(criteria_set),
        *openings_findings(criteria_set),
        *classification_findings(criteria_set),
    ]
    if has_errors(before) or has_errors(found):
        return found, ()
    compiled = tuple(compile_set(criteria_set, profile, year) for profile, year in _different_views(criteria_set))
    found += dict.fromkeys(finding for one in compiled for finding in one.findings)
    if not has_errors(found):
        read = frozenset[str]().union(*(one.facts_read for one in compiled))
        found += _unused_facts(criteria_set, read)
    return found, compiled


def _different_views(criteria_set: CriteriaSet) -> Iterator[tuple[str, int]]:
    """Profiles and years that see the set differently: other nodes in force, or other maxima."""
    seen = set()
    nodes = list(criteria_set.walk())
    for profile in criteria_set.profiles:
        for period in periods(criteria_set):
            view = tuple(
                node.maximum_for(profile.id) if in_force(node, profile.id, period.first) else None for node in nodes
            )
            if view not in seen:
                seen.add(view)
                yield profile.id, period.first


def _unused_facts(criteria_set: CriteriaSet, read: frozenset[str]) -> Iterator[Finding]:
    for name, fact in criteria_set.facts.items():
        if name not in read:
            yield warning(
                "fact.unused",
                fact.place,
                f"Không tiêu chí nào dùng số liệu '{name}'.",
                f"No row reads the fact '{name}'.",
                "Bỏ số liệu này, hoặc dùng nó trong một cách chấm điểm.",
                "Remove it, or use it in a rule.",
            )
