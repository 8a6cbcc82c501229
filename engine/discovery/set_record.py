"""One set folder of a plugin, a set or an overlay: what it turned out to be when it was read."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.discovery.record import PluginState
from engine.discovery.set_name import SetName
from engine.domain.finding import Finding, has_errors
from engine.domain.text import NOTHING, Text

if TYPE_CHECKING:  # reading needs the YAML parser and the schemas; who only looks up a name does without them
    from engine.loading.criteria_folder import LoadedSet


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set folder as found. `name` is what it says it is, empty where it says nothing that can be understood.

    A quarantined one has the reason in `problem` and, when it could be read, all findings in `loaded`. `lacks_base`
    says of an overlay that it is not served since its base cannot be used as it names it.
    """

    plugin: str
    location: str
    name: SetName
    state: PluginState = PluginState.SERVED
    problem: Text = NOTHING
    loaded: "LoadedSet | None" = None
    lacks_base: bool = False

    @property
    def is_served(self) -> bool:
        """Whether the set can be used."""
        return self.state is PluginState.SERVED

    @property
    def content_hash(self) -> str:
        """The sha256 of its content; empty where it could not be read far enough."""
        return self.loaded.content_hash if self.loaded else ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that the check of the set said, warnings of a served set too."""
        return self.loaded.findings if self.loaded else ()

    @property
    def has_errors(self) -> bool:
        """Whether its own check keeps it from being used."""
        return self.loaded is not None and (self.loaded.criteria_set is None or has_errors(self.findings))

    def quarantined(self, problem: Text) -> "SetRecord":
        """The same folder, refused with a reason."""
        return replace(self, state=PluginState.QUARANTINED, problem=problem)
