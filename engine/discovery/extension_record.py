"""What is noted of every importer and renderer that an installed distribution names, switched on or not."""

from dataclasses import dataclass, replace
from enum import StrEnum

from engine.domain.text import NOTHING, Text


class ExtensionState(StrEnum):
    """Whether an extension may be asked."""

    OFF = "off"
    ON = "on"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class ExtensionRecord:
    """One extension as found. `location` is the entry point; `problem` says why a quarantined one is not asked.

    `hooks` are what one that is on can do, known once it was asked.
    """

    name: str
    distribution: str
    version: str
    location: str
    state: ExtensionState = ExtensionState.OFF
    problem: Text = NOTHING
    hooks: tuple[str, ...] = ()

    def quarantined(self, problem: Text) -> "ExtensionRecord":
        """The same extension, refused with a reason."""
        return replace(self, state=ExtensionState.QUARANTINED, problem=problem, hooks=())

    @property
    def owner(self) -> str:
        """Who brought it, as reasons name it."""
        return f"{self.distribution} {self.version} ({self.location})"
