"""One set folder of a plugin: what it claims to be, and what it turned out to be when it was read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from engine.discovery.hook_call import told
from engine.discovery.once import Once
from engine.discovery.record import PluginRecord, PluginState
from engine.discovery.set_folder import MOST_BYTES, claimed_name, is_too_large
from engine.discovery.set_name import SetName
from engine.domain.finding import Finding, Severity
from engine.domain.text import NOTHING, Text

if TYPE_CHECKING:  # reading needs the YAML parser and the schemas; who only looks up a name does without them
    from engine.loading.criteria_folder import LoadedSet


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set folder as found. `name` is what it says it is, empty where it says nothing that can be understood.

    A quarantined one has the reason in `problem` and, when it could be read, all findings in `loaded`.
    """

    plugin: str
    location: str
    name: SetName
    state: PluginState = PluginState.SERVED
    problem: Text = NOTHING
    loaded: "LoadedSet | None" = None

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

    def quarantined(self, problem: Text) -> "SetRecord":
        """The same folder, refused with a reason."""
        return replace(self, state=PluginState.QUARANTINED, problem=problem)


@dataclass(frozen=True, slots=True)
class Claim:
    """A set folder and the name it claims; `reading` gives its record, and reads the folder when first asked."""

    plugin: PluginRecord
    location: str
    name: SetName
    reading: Once[SetRecord]

    @classmethod
    def of(cls, plugin: PluginRecord, folder: Traversable) -> "Claim":
        """The claim of one folder; the folder is read at once only where its first lines do not tell the name."""
        blank = SetRecord(plugin.name, str(folder), claimed_name(folder))
        reading = Once(partial(_read, blank, folder))
        return cls(plugin, blank.location, blank.name if blank.name.is_whole else reading.value().name, reading)

    def among(self, claims: Sequence["Claim"]) -> SetRecord:
        """The record, given all claims to the same name: where there are several, none is served or even read."""
        if len(claims) == 1 or not self.name.is_whole:
            return self.reading.value()
        owners = "; ".join(f"{claim.plugin.name} ({claim.location})" for claim in claims)
        return SetRecord(self.plugin.name, self.location, self.name).quarantined(
            Text(
                f"Bộ tiêu chí {self.name} có ở nhiều nơi: {owners}. Không bộ nào được dùng; "
                "nâng revision, đổi id hay edition, hoặc gỡ bớt.",
                f"The set {self.name} comes from several places: {owners}. None is served; "
                "raise `revision`, change id or edition, or remove one.",
            )
        )


def _read(blank: SetRecord, folder: Traversable) -> SetRecord:
    from engine.loading.criteria_folder import read_set

    try:
        if is_too_large(folder):
            return blank.quarantined(_too_large())
        loaded = read_set(folder)
    except Exception as problem:  # noqa: BLE001  # a folder that the reader stumbles on must not stop the others
        reason = told(problem)
        return blank.quarantined(Text(f"Không đọc được bộ tiêu chí: {reason}.", f"The set cannot be read: {reason}."))
    read = replace(blank, loaded=loaded)
    errors = [finding for finding in loaded.findings if finding.severity is Severity.ERROR]
    if loaded.criteria_set is None or errors:
        return read.quarantined(_has_errors(errors, blank.location))
    rules = loaded.criteria_set
    name = SetName(rules.id, rules.edition, rules.revision)
    if blank.name.is_whole and blank.name != name:
        return read.quarantined(_another_name(blank.name, name))
    return replace(read, name=name)


def _too_large() -> Text:
    return Text(
        f"Bộ tiêu chí có hơn {MOST_BYTES} byte YAML. Chia thành nhiều bộ.",
        f"The set has more than {MOST_BYTES} bytes of YAML. Split it into several.",
    )


def _has_errors(errors: Sequence[Finding], location: str) -> Text:
    first = errors[0]
    return Text(
        f"Bộ tiêu chí có {len(errors)} lỗi; lỗi đầu ở {first.place}: {first.message.vi} "
        f"Chạy `parindex set check {location}` để xem hết.",
        f"The set has {len(errors)} errors; the first at {first.place}: {first.message.en} "
        f"Run `parindex set check {location}` to see them all.",
    )


def _another_name(claimed: SetName, read: SetName) -> Text:
    return Text(
        f"Lúc tìm thấy là bộ {claimed}, lúc đọc lại là {read}: tệp đã đổi trong lúc chạy. Khởi động lại.",
        f"It was the set {claimed} when it was found and is {read} now: the file has changed meanwhile. Start again.",
    )
