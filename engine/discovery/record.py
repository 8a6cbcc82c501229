"""What is noted of every plugin that was found, served or not, whichever way it came."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources.abc import Traversable

from engine.domain.text import NOTHING, Text


def distribution_key(name: str) -> str:
    """The name of a distribution as installers compare it: `Acme.Sets` and `acme-sets` are one."""
    return re.sub(r"[-_.]+", "-", name).lower()


class PluginOrigin(StrEnum):
    """The way a plugin came, in the order in which plugins are listed."""

    BUNDLED = "bundled"
    INSTALLED = "installed"
    DROP_IN = "drop-in"

    @property
    def order(self) -> int:
        """0 for bundled, 2 for drop-in."""
        return list(PluginOrigin).index(self)


class PluginState(StrEnum):
    """Whether what was found can be used."""

    SERVED = "served"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class PluginRecord:
    """One plugin as found.

    `distribution` and `version` say who brought it; both are empty for a drop-in folder.
    `location` is a folder, or the entry point. `problem` says why a quarantined plugin, or a
    set of a served one, is left out, and what to do. `folders` are the set folders of a served plugin.
    """

    name: str
    origin: PluginOrigin
    distribution: str
    version: str
    location: str
    state: PluginState = PluginState.SERVED
    problem: Text = NOTHING
    folders: tuple[Traversable, ...] = ()

    def quarantined(self, problem: Text) -> "PluginRecord":
        """The same plugin, refused with a reason."""
        return replace(self, state=PluginState.QUARANTINED, problem=problem, folders=())

    @property
    def owner(self) -> str:
        """Who brought the plugin and where it lies, as reasons name it."""
        distribution = f"{self.distribution} {self.version}".strip()
        return f"{distribution} ({self.location})" if distribution else self.location


class Refused(Exception):
    """A plugin cannot be used; raised and caught inside discovery, where the reason becomes part of the record."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plugin that was found and not asked yet.

    `ask` gives its folders, or raises Refused; None where the record says already why the plugin cannot be used.
    """

    record: PluginRecord
    ask: Callable[[], tuple[Traversable, ...]] | None = None

    def asked(self) -> PluginRecord:
        """The record with the folders, or with the reason why there are none."""
        if self.ask is None:
            return self.record
        try:
            return replace(self.record, folders=self.ask())
        except Refused as refused:
            return self.record.quarantined(refused.problem)
