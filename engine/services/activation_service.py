"""Activation: what an act has to be before it is recorded, what is in force, and what was ever decided."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from engine.discovery.catalogue import Catalogue
from engine.domain.activation import Act, Activation, Order, SetRevision, day_of, in_force, usual_day
from engine.domain.criteria_set import CriteriaSet, Provenance
from engine.domain.finding import Finding, error
from engine.domain.text import Text, nfc
from engine.errors import InvalidDocument, UnknownCriteriaSet, UnknownThing
from engine.storage.activation_store import ActivationPage, ActivationStore

_log = logging.getLogger("parindex.activation")

LONGEST_NAME, LONGEST_REASON = 200, 2000


class ActivationRefused(InvalidDocument):
    """An act that may not be recorded; `findings` hold every reason."""

    code = "activation.refused"


class UnknownActivation(UnknownThing):
    """A year and kind of unit for which nothing was ever decided."""

    code = "activation.unknown"


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force for a year and kind of unit on a day, as it was known at a moment; None while nothing is.

    `latest` is the act for that year and kind that was recorded last, whether it works on that day or not.
    """

    year: int
    unit_kind: str
    on: date
    as_of: datetime
    activation: Activation | None
    latest: Activation


class ActivationService:
    """Examines orders, and tells what is in force. `clock` gives the moment, with a time zone."""

    def __init__(self, store: ActivationStore, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    def examined(self, order: Order, catalogue: Catalogue) -> Act:
        """The act of an order, once nothing speaks against it; raises ActivationRefused with all that does."""
        findings = list(_text_findings(order))
        rules = self._rules(order, catalogue, findings)
        if rules is not None:
            findings += [*_scope_findings(order, rules), *_status_findings(order, rules)]
        findings += _date_findings(order, day_of(self._clock()))
        if findings or rules is None:
            raise ActivationRefused("Không ghi quyết định áp dụng này.", "This act is not recorded.", findings=findings)
        return Act(
            year=order.year,
            unit_kind=order.unit_kind,
            criteria_set=SetRevision(rules.id, rules.edition, rules.revision, rules.content_hash),
            decision=nfc(order.decision.strip()),
            decided_on=order.decided_on,
            in_force_from=order.in_force_from or date(order.year, 1, 1),
            by=nfc(order.by.strip()),
            override_reason=nfc(order.override_reason.strip()),
        )

    def in_force(self, year: int, unit_kind: str, *, on: date | None = None, as_of: datetime | None = None) -> InForce:
        """What is in force on a day, by default the usual one, as known at a moment, by default now.

        Raises UnknownActivation where no act for that year and kind was known then, and StorageProblem.
        """
        day, moment = self.day(year, on), as_of or self._clock()
        acts = self._store.activations(year, unit_kind)
        # Whoever asks for now means all that is recorded, also by a clock that runs ahead of this one.
        known = [one for one in acts if as_of is None or one.recorded_at <= as_of]
        if not known:
            listed = sorted({f"{one.act.year} {one.act.unit_kind}" for one in self._store.activations()})
            problem = UnknownActivation("quyết định áp dụng cho", "act for", f"{year} {unit_kind}", listed)
            if acts:
                first = acts[0].recorded_at.isoformat(timespec="seconds")
                problem.hint_vi = f"Quyết định đầu tiên được ghi lúc {first}, sau thời điểm được hỏi."
                problem.hint_en = f"The first was recorded at {first}, after the moment that is asked about."
            raise problem
        moment = moment if as_of else max(moment, known[-1].recorded_at)
        return InForce(year, unit_kind, day, moment, in_force(known, day, moment), known[-1])

    def day(self, year: int, on: date | None) -> date:
        """The day that is asked about: the one named, or the usual one of the year."""
        return on or usual_day(year, self._clock())

    def history(self, year: int | None = None, unit_kind: str | None = None) -> tuple[Activation, ...]:
        """Every act, or those for a year, a kind or both, in the order in which they were recorded."""
        return tuple(self._store.activations(year, unit_kind))

    def page(
        self, year: int | None, unit_kind: str | None, *, before: int | None = None, limit: int = 100
    ) -> ActivationPage:
        """Acts a page at a time, newest first."""
        return self._store.page(year, unit_kind, before=before, limit=limit)

    def _rules(self, order: Order, catalogue: Catalogue, findings: list[Finding]) -> CriteriaSet | None:
        place = order.place("criteria_set")
        try:
            if order.set_hash:
                loaded = catalogue.by_hash(order.set_hash)
            else:
                loaded = catalogue.get(order.set_id, order.edition, order.revision)
        except UnknownCriteriaSet as unknown:
            told = unknown.vi, unknown.en, unknown.hint_vi, unknown.hint_en
            findings.append(error("activation.unknown-set", place, *told))
            return None
        rules = loaded.checked()
        asked = (order.set_id or rules.id, order.edition or rules.edition, order.revision or rules.revision)
        if asked != (rules.id, rules.edition, rules.revision):
            said = f"{asked[0]} {asked[1]}.{asked[2]}"
            findings.append(
                error(
                    "activation.other-set",
                    place,
                    f"Mã băm này là của {rules.name}, không phải {said}.",
                    f"The hash is that of {rules.name}, not of {said}.",
                    "Bỏ bớt một trong hai, hoặc sửa cho khớp.",
                    "Leave one of the two out, or mend it.",
                )
            )
        return rules


def log_override(activation: Activation) -> None:
    """Tell the log that a set was put in force that is not official, by whom and why."""
    act = activation.act
    if act.override_reason:
        _log.warning(
            "act %d puts %s (%s), which is not official, in force for %d, %s; decision %r, recorded by %r, reason %r",
            *(activation.sequence, act.criteria_set, act.criteria_set.hash, act.year, act.unit_kind),
            *(act.decision, act.by, act.override_reason),
        )


def _text_findings(order: Order) -> Iterator[Finding]:
    for name, told, text, most, needed in (
        ("decision", Text("Số quyết định", "The number of the decision"), order.decision, LONGEST_NAME, True),
        ("by", Text("Tên người ghi", "The name of who records it"), order.by, LONGEST_NAME, True),
        ("override_reason", Text("Lý do ngoại lệ", "The reason"), order.override_reason, LONGEST_REASON, False),
    ):
        said = text.strip()
        if (needed and not said) or len(said) > most or not said.isprintable():
            least = 1 if needed else 0
            yield error(
                "activation.text",
                order.place(name),
                f"{told.vi} cần {least} đến {most} ký tự in được, trên một dòng.",
                f"{told.en} takes {least} to {most} printable characters, on one line.",
                "Ghi lại trên một dòng.",
                "Write it on one line.",
            )


def _scope_findings(order: Order, rules: CriteriaSet) -> Iterator[Finding]:
    if not rules.years.holds("", order.year):
        span = rules.years.told
        yield error(
            "activation.year",
            order.place("year"),
            f"{rules.name} không áp dụng cho năm {order.year}.",
            f"{rules.name} does not apply to the year {order.year}.",
            f"Bộ này áp dụng cho năm {span}.",
            f"It applies to {span}.",
        )
    if rules.unit_kinds and order.unit_kind not in rules.unit_kinds:
        kinds = ", ".join(rules.unit_kinds)
        yield error(
            "activation.unit-kind",
            order.place("unit_kind"),
            f"{rules.name} không áp dụng cho loại đơn vị '{order.unit_kind}'.",
            f"{rules.name} does not apply to units of kind '{order.unit_kind}'.",
            f"Bộ này áp dụng cho: {kinds}.",
            f"It applies to: {kinds}.",
        )


def _status_findings(order: Order, rules: CriteriaSet) -> Iterator[Finding]:
    official, reason = rules.status is Provenance.OFFICIAL, order.override_reason.strip()
    if not official and not reason:
        yield error(
            "activation.not-official",
            order.place("override_reason"),
            f"{rules.name} có tình trạng '{rules.status}', không phải 'official': không công bố kết quả theo bộ này.",
            f"The status of {rules.name} is '{rules.status}' and not 'official': nothing is published by it.",
            "Dùng bộ chính thức, hoặc nêu lý do cho phép ngoại lệ; lý do được ghi nhật ký và giữ trong lịch sử.",
            "Use an official set, or give a reason for an override; it is logged and stays in the history.",
        )
    if official and reason:
        yield error(
            "activation.needless-override",
            order.place("override_reason"),
            f"{rules.name} là bộ chính thức, không cần lý do ngoại lệ.",
            f"{rules.name} is official; there is nothing to override.",
            "Bỏ lý do ngoại lệ.",
            "Leave the reason out.",
        )


def _date_findings(order: Order, today: date) -> Iterator[Finding]:
    start = order.in_force_from
    if start is not None and start.year != order.year:
        yield error(
            "activation.in-force-from",
            order.place("in_force_from"),
            f"Ngày áp dụng {start:%d/%m/%Y} nằm ngoài năm {order.year}.",
            f"In force from {start.isoformat()}, which lies outside the year {order.year}.",
            "Chọn một ngày trong năm đó; mặc định là ngày 01/01.",
            "Choose a day of that year; by default it is 1 January.",
        )
    if order.decided_on > today:
        yield error(
            "activation.dated-ahead",
            order.place("dated"),
            f"Quyết định ghi ngày {order.decided_on:%d/%m/%Y}, sau hôm nay.",
            f"The decision is dated {order.decided_on.isoformat()}, which is later than today.",
            "Sửa ngày của quyết định.",
            "Mend the date of the decision.",
        )
