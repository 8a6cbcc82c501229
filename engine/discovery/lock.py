"""Which sets may be used, and with which content: the pins of a `parindex.lock`, and what is held against them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.discovery.record import PluginRecord
from engine.discovery.set_name import SetName
from engine.discovery.set_record import SetRecord
from engine.domain.finding import Finding, error
from engine.domain.source_place import NOWHERE, Place
from engine.domain.text import NOTHING, Text
from engine.errors import EngineError


class LockState(StrEnum):
    """How a set stands to the lock; `missing` is a pin without a set that is served."""

    PINNED = "pinned"
    DIFFERS = "differs"
    NOT_PINNED = "not_pinned"
    MISSING = "missing"
    NO_LOCK = "no_lock"


@dataclass(frozen=True, slots=True)
class Pin:
    """One set that may be used. Only name and hash are compared; the rest says where it came from at that time."""

    name: SetName
    hash: str
    plugin: str = ""
    origin: str = ""
    distribution: str = ""
    version: str = ""
    place: Place = NOWHERE


def pin_of(record: SetRecord, plugin: PluginRecord) -> Pin:
    """The pin of a set that is served."""
    return Pin(record.name, record.content_hash, plugin.name, str(plugin.origin), plugin.distribution, plugin.version)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One set against the lock: the hash that is pinned and the one that was found, each empty where there is none."""

    name: SetName
    state: LockState
    pinned: str = ""
    found: str = ""
    problem: Text = NOTHING


class LockDoesNotHold(EngineError):
    """Something that is pinned is gone, or has another content; `findings` name each of them."""

    code = "lock.does-not-hold"

    def __init__(self, file: str, findings: Iterable[Finding]) -> None:
        super().__init__(
            f"Các bộ tiêu chí ở đây không đúng như đã ghim trong '{file}'.",
            f"The criteria sets at hand are not those that are pinned in '{file}'.",
            hint_vi="Đặt lại đúng các bộ đã ghim; nếu thay đổi là có chủ ý, chạy `parindex lock`.",
            hint_en="Put back the sets that are pinned; where the change is meant, run `parindex lock`.",
            findings=tuple(findings),
        )


@dataclass(frozen=True, slots=True)
class Lock:
    """The pins of one file."""

    file: str
    pins: Mapping[SetName, Pin]

    def state(self, record: SetRecord) -> LockState:
        """How a set folder stands to the lock; one that cannot be read differs from whatever is pinned."""
        pin = self.pins.get(record.name)
        if pin is None:
            return LockState.NOT_PINNED
        return LockState.PINNED if record.content_hash == pin.hash else LockState.DIFFERS

    def applied(self, record: SetRecord) -> SetRecord:
        """The same record; quarantined where it is not pinned, or pinned with another content."""
        state = self.state(record)
        if not record.is_served or state is LockState.PINNED:
            return record
        if state is LockState.NOT_PINNED:
            return record.quarantined(_not_pinned(record.name, self.file))
        return record.quarantined(_differs(self.pins[record.name], record.content_hash, self.file))

    def compared(self, records: Iterable[SetRecord]) -> tuple[Comparison, ...]:
        """Every pin, then every set that could be served and is not pinned, each by name.

        `records` are those of a catalogue before the lock is applied to them.
        """
        found = {record.name: record for record in records}
        pinned = [_compared(pin, found.get(pin.name)) for pin in self.pins.values()]
        others = [
            Comparison(record.name, LockState.NOT_PINNED, found=record.content_hash)
            for record in found.values()
            if record.is_served and record.name not in self.pins
        ]
        return tuple(part for group in (pinned, others) for part in sorted(group, key=lambda one: one.name.order))

    def findings(self, compared: Iterable[Comparison]) -> tuple[Finding, ...]:
        """An error for every pin that is missing or differs."""
        broken = (LockState.MISSING, LockState.DIFFERS)
        return tuple(_finding(one, self.pins[one.name]) for one in compared if one.state in broken)


def _compared(pin: Pin, record: SetRecord | None) -> Comparison:
    if record is None:
        gone = Text("không tìm thấy ở đâu cả.", "it is nowhere to be found.")
        return Comparison(pin.name, LockState.MISSING, pin.hash, problem=gone)
    if not record.is_served:
        return Comparison(pin.name, LockState.MISSING, pin.hash, record.content_hash, record.problem)
    state = LockState.PINNED if record.content_hash == pin.hash else LockState.DIFFERS
    return Comparison(pin.name, state, pin.hash, record.content_hash)


def _finding(one: Comparison, pin: Pin) -> Finding:
    if one.state is LockState.DIFFERS:
        return error(
            "lock.differs",
            pin.place,
            f"{one.name} đã ghim với mã băm {one.pinned[:12]}, ở đây là {one.found[:12]}.",
            f"{one.name} is pinned with the hash {one.pinned[:12]}; here it has {one.found[:12]}.",
            "Đặt lại bộ cũ; một sửa đổi cần `revision` mới.",
            "Put the old one back; a change takes a new `revision`.",
        )
    return error(
        "lock.missing",
        pin.place,
        f"{one.name} đã ghim mà không dùng được: {one.problem.vi}",
        f"{one.name} is pinned and cannot be used: {one.problem.en}",
        "Cài lại bộ này, hoặc ghim lại nếu đã thôi dùng.",
        "Install it again, or pin anew where it is no longer used.",
    )


def _not_pinned(name: SetName, file: str) -> Text:
    return Text(
        f"{name} chưa được ghim trong '{file}'. Kiểm tra bộ này rồi chạy `parindex lock`.",
        f"{name} is not pinned in '{file}'. Look it over, then run `parindex lock`.",
    )


def _differs(pin: Pin, found: str, file: str) -> Text:
    return Text(
        f"{pin.name} được ghim trong '{file}' với mã băm {pin.hash[:12]}, ở đây là {found[:12]}. "
        "Đặt lại bộ cũ, hoặc nâng `revision` rồi chạy `parindex lock`.",
        f"{pin.name} is pinned in '{file}' with the hash {pin.hash[:12]} and has {found[:12]} here. "
        "Put the old one back, or raise `revision` and run `parindex lock`.",
    )
