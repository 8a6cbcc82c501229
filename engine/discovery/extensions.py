"""Importers and renderers: which are there, which are on, and asking one of them without being harmed by it."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from engine.discovery.child_limits import ChildLimits
from engine.discovery.entry_points import NamedPoint, entry_points_of
from engine.discovery.extension_call import ExtensionFailed, ask
from engine.discovery.extension_record import ExtensionRecord, ExtensionState
from engine.domain.text import Text
from engine.errors import EngineError, UnknownThing
from engine.hookspecs import EXTENSION_GROUP, Rendered


class UnknownExtension(UnknownThing):
    """An importer or renderer was asked for that no distribution brings."""

    code = "extension.unknown"


class ExtensionNotOn(EngineError):
    """The extension is there, and the settings do not switch it on, or it is quarantined."""

    code = "extension.not-on"


class Extensions:
    """The extensions of this installation. None is ever imported into this process.

    `enabled` are the names that the settings switch on; `limits` hold for each call.
    """

    def __init__(self, enabled: Sequence[str] = (), limits: ChildLimits | None = None) -> None:
        self._enabled = tuple(enabled)
        self._limits = limits or ChildLimits()

    @cached_property
    def found(self) -> tuple[ExtensionRecord, ...]:
        """Every extension by name, as the metadata of the distributions tell; nothing is run for this.

        Of several with one name none is on, and all are named; a name that is switched on and not there is told, too.
        """
        points = [each for each in entry_points_of(EXTENSION_GROUP) if isinstance(each, NamedPoint)]
        records = [
            ExtensionRecord(each.point.name, each.distribution, each.version, each.point.value) for each in points
        ]
        by_name: dict[str, list[ExtensionRecord]] = {}
        for record in records:
            by_name.setdefault(record.name, []).append(record)
        judged = [self._judged(record, by_name[record.name]) for record in records]
        return tuple(sorted([*judged, *self._missing(by_name)], key=lambda record: (record.name, record.owner)))

    @cached_property
    def records(self) -> tuple[ExtensionRecord, ...]:
        """Every extension; each that is on has been loaded once, in a process of its own, and told its hooks."""
        return tuple(self._examined(record) for record in self.found)

    @property
    def most_bytes(self) -> int:
        """The bytes of the longest file that is sent; in JSON they take a third more."""
        return self._limits.sent_bytes // 2

    def imported(self, name: str, data: bytes, file_name: str) -> Sequence[object]:
        """What an importer reads from the bytes of a file: documents as a JSON parser gives them, unchecked.

        Raises UnknownExtension, ExtensionNotOn and ExtensionFailed.
        """
        if len(data) > self.most_bytes:
            raise _too_large(name, self.most_bytes)
        arguments = {"data": base64.b64encode(data).decode("ascii"), "name": file_name}
        answer = ask(self._usable(name), "import_submissions", arguments, self._limits)
        if isinstance(answer, list) and all(isinstance(item, dict) for item in answer):
            return answer
        raise ExtensionFailed.garbled(name)

    def rendered(self, name: str, document: Mapping[str, object], language: str) -> Rendered:
        """A scorecard document as a renderer gives it. Raises like `imported`."""
        arguments = {"document": document, "language": language}
        match ask(self._usable(name), "render_result", arguments, self._limits):
            case {"content": str(content), "media_type": str(media_type)}:
                try:
                    return Rendered(base64.b64decode(content, validate=True), media_type)
                except ValueError as problem:
                    raise ExtensionFailed.garbled(name) from problem
        raise ExtensionFailed.garbled(name)

    def _usable(self, name: str) -> ExtensionRecord:
        mine = [record for record in self.found if record.name == name]
        if not mine or not mine[0].location:
            names = sorted({record.name for record in self.found if record.location})
            raise UnknownExtension("phần mở rộng", "extension", name, names)
        if mine[0].state is ExtensionState.ON:
            return mine[0]
        if mine[0].state is ExtensionState.QUARANTINED:
            vi, en = f"Phần mở rộng '{name}' bị tách riêng.", f"The extension '{name}' is quarantined."
            raise ExtensionNotOn(vi, en, hint_vi=mine[0].problem.vi, hint_en=mine[0].problem.en)
        raise _off(name, self._enabled)

    def _judged(self, record: ExtensionRecord, same_name: Sequence[ExtensionRecord]) -> ExtensionRecord:
        if len(same_name) > 1:
            owners = "; ".join(sorted(each.owner for each in same_name))
            return record.quarantined(
                Text(
                    f"Nhiều gói cùng mang tên '{record.name}': {owners}. Không gói nào được dùng; gỡ bớt.",
                    f"Several are called '{record.name}': {owners}. None of them is used; remove one.",
                )
            )
        return replace(record, state=ExtensionState.ON) if record.name in self._enabled else record

    def _missing(self, by_name: Mapping[str, object]) -> Iterator[ExtensionRecord]:
        for name in dict.fromkeys(self._enabled):
            if name not in by_name:
                yield ExtensionRecord(name, "", "", "").quarantined(
                    Text(
                        "PARINDEX_EXTENSIONS bật tên này, nhưng không gói nào mang nó. Cài gói ấy hoặc bỏ tên này.",
                        "PARINDEX_EXTENSIONS switches it on, and no distribution brings it. Install one, or drop it.",
                    )
                )

    def _examined(self, record: ExtensionRecord) -> ExtensionRecord:
        if record.state is not ExtensionState.ON:
            return record
        try:
            answer = ask(record, None, {}, self._limits)
        except ExtensionFailed as problem:
            return record.quarantined(problem.reason)
        if not isinstance(answer, list):
            return record.quarantined(ExtensionFailed.garbled(record.name).reason)
        return replace(record, hooks=tuple(map(str, answer)))


def _off(name: str, enabled: Sequence[str]) -> ExtensionNotOn:
    both = ",".join([*enabled, name])
    return ExtensionNotOn(
        f"Phần mở rộng '{name}' đang tắt.",
        f"The extension '{name}' is off.",
        hint_vi=f"Nếu tin nó: PARINDEX_EXTENSIONS={both}",
        hint_en=f"If you trust it: PARINDEX_EXTENSIONS={both}",
    )


def _too_large(name: str, most: int) -> ExtensionFailed:
    return ExtensionFailed(
        name,
        Text(
            f"Tệp dài hơn {most} byte nên không được gửi. Chia thành nhiều tệp.",
            f"The file has more than {most} bytes, so it is not sent. Split it into several.",
        ),
    )
