"""A set folder and the name that it claims, and the reading of it, which is done once and when it is needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from engine.discovery.hook_call import told
from engine.discovery.kept_sets import KeptSets
from engine.discovery.once import Once
from engine.discovery.overlay_reading import BaseNotServed, OverlayReading
from engine.discovery.record import PluginRecord
from engine.discovery.set_folder import MOST_BYTES, SetFile, claimed_name, is_too_large, set_files
from engine.discovery.set_name import SetName
from engine.discovery.set_record import SetRecord
from engine.domain.finding import Finding, Severity
from engine.domain.text import Text

if TYPE_CHECKING:  # reading needs the YAML parser and the schemas; who only looks up a name does without them
    from engine.loading.criteria_folder import LoadedSet
    from engine.loading.overlays.overlay_folder import FindBase

BASE_CODES = frozenset({"overlay.base-missing", "overlay.base-broken", "overlay.base-hash", "overlay.ring"})
"""What is wrong with an overlay when the trouble is its base."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A set folder and the name it claims; `reading` gives its record, and reads the folder when first asked.

    `overlays` reads it where it is an overlay; None for a set, which needs nobody.
    """

    plugin: PluginRecord
    location: str
    name: SetName
    reading: Once[SetRecord]
    overlays: OverlayReading | None = None

    @classmethod
    def of(cls, plugin: PluginRecord, folder: Traversable, overlays: OverlayReading, kept: KeptSets) -> "Claim":
        """The claim of one folder. Where the first lines do not tell the name, the YAML is read for it at once."""
        name, is_overlay = claimed_name(folder), _is_overlay(folder)
        if is_overlay and not name.is_whole:
            name = _spelled_name(folder) or name
        blank = SetRecord(plugin.name, str(folder), name)
        reading = Once(partial(_read, blank, folder, overlays, kept))
        if not (is_overlay or name.is_whole):
            name = reading.value().name
        return cls(plugin, blank.location, name, reading, overlays if is_overlay else None)

    def record(self) -> SetRecord:
        """What the folder turned out to be."""
        return self.overlays.record(self.name, self.reading) if self.overlays else self.reading.value()

    def among(self, claims: Sequence["Claim"]) -> SetRecord:
        """The record, given all claims to the same name: where there are several, none is served or even read."""
        if len(claims) == 1 or not self.name.is_whole:
            return self.record()
        owners = "; ".join(f"{claim.plugin.name} ({claim.location})" for claim in claims)
        return SetRecord(self.plugin.name, self.location, self.name).quarantined(
            Text(
                f"Bộ tiêu chí {self.name} có ở nhiều nơi: {owners}. Không bộ nào được dùng; "
                "nâng revision, đổi id hay edition, hoặc gỡ bớt.",
                f"The set {self.name} comes from several places: {owners}. None is served; "
                "raise `revision`, change id or edition, or remove one.",
            )
        )


def _is_overlay(folder: Traversable) -> bool:
    try:
        return set_files(folder) == (SetFile.OVERLAY,)
    except OSError:
        return False


def _spelled_name(folder: Traversable) -> SetName | None:
    """The name that the YAML of an overlay gives, however it is written; None where it gives none."""
    from engine.loading.folder_files import FolderFiles
    from engine.loading.yaml_reader import read_yaml

    file = FolderFiles(folder).read(SetFile.OVERLAY)
    document = read_yaml(file.data, file.name).document if file else None
    match document.mapping if document else {}:
        case {"id": str(set_id), "edition": str(edition), "revision": int(revision)} if revision > 0:
            name = SetName(set_id, edition, revision)
            return name if name.is_well_formed else None
    return None


def _read(blank: SetRecord, folder: Traversable, overlays: OverlayReading, kept: KeptSets) -> SetRecord:
    try:
        if len(set_files(folder)) > 1:
            return blank.quarantined(_two_in_one())
        if is_too_large(folder):
            return blank.quarantined(_too_large())
        loaded = kept.loaded(folder, partial(_loaded, folder), overlays.base)
    except BaseNotServed as missing:
        return replace(blank.quarantined(_base_not_served(missing.record)), lacks_base=True)
    except Exception as problem:  # noqa: BLE001  # a folder that the reader stumbles on must not stop the others
        reason = told(problem)
        return blank.quarantined(Text(f"Không đọc được bộ tiêu chí: {reason}.", f"The set cannot be read: {reason}."))
    return _judged(replace(blank, loaded=loaded), loaded)


def _loaded(folder: Traversable, find_base: "FindBase") -> "LoadedSet":
    if _is_overlay(folder):
        from engine.loading.overlays.overlay_folder import read_overlay

        return read_overlay(folder, find_base)
    from engine.loading.criteria_folder import read_set

    return read_set(folder)


def _judged(read: SetRecord, loaded: "LoadedSet") -> SetRecord:
    """The record of what could be read, quarantined where it cannot be used."""
    errors = [finding for finding in loaded.findings if finding.severity is Severity.ERROR]
    if loaded.criteria_set is None or errors:
        lacks_base = any(finding.code in BASE_CODES for finding in errors)
        return replace(read.quarantined(_has_errors(errors, read.location)), lacks_base=lacks_base)
    rules = loaded.criteria_set
    name = SetName(rules.id, rules.edition, rules.revision)
    if read.name.is_whole and read.name != name:
        return read.quarantined(_another_name(read.name, name))
    return replace(read, name=name)


def _two_in_one() -> Text:
    files = " và ".join(SetFile), " and ".join(SetFile)
    return Text(
        f"Thư mục có cả {files[0]}. Tách thành hai thư mục.",
        f"The folder holds both {files[1]}. Make two folders of it.",
    )


def _base_not_served(base: SetRecord) -> Text:
    return Text(
        f"Bộ gốc {base.name} bị tách riêng: {base.problem.vi}",
        f"The base {base.name} is quarantined: {base.problem.en}",
    )


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
