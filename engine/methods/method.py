"""What a scoring method is: its name, and how it reads a rule into a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.domain.criteria_set import Plain
from engine.domain.text import Text
from engine.methods.scope import Scope
from engine.program.plan import Plan

Rule = Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the catalogue. `read` gives None when the rule has findings that keep it from being used.

    `waits`: while facts are missing the leaf is pending (a survey or index is yet to come), not unassessed.
    """

    name: str
    title: Text
    read: Callable[[Scope, Rule], Plan | None]
    waits: bool = False
