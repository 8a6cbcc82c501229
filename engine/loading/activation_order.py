"""An order to put a set in force, from JSON or YAML that came over the wire."""

from collections.abc import Mapping
from pathlib import PurePath

from engine.domain.activation import Order
from engine.domain.finding import Finding
from engine.domain.source_place import Place
from engine.loading.document import Document
from engine.loading.json_reader import read_json
from engine.loading.schema_check import check_document
from engine.loading.section import root_of
from engine.loading.yaml_reader import read_yaml

SCHEMA = "activation-order/1"

_POINTERS: Mapping[str, str] = {
    "criteria_set": "/criteria_set/hash",
    "decision": "/decision/number",
    "dated": "/decision/date",
}


def read_order(data: bytes, name: str, year: int, unit_kind: str) -> tuple[Order | None, tuple[Finding, ...]]:
    """The order for a year and kind of unit, None where there are findings; the end of `name` says JSON or YAML."""
    read = read_json if PurePath(name).suffix == ".json" else read_yaml
    reading = read(data, name)
    document = reading.document
    findings = (*reading.findings, *(check_document(document, SCHEMA) if document else ()))
    if document is None or findings:
        return None, findings
    return _order(document, year, unit_kind), ()


def _order(document: Document, year: int, unit_kind: str) -> Order:
    root = root_of(document)
    rules, decision = root.inner("criteria_set"), root.inner("decision")

    def place(part: str) -> Place:
        return document.place(_POINTERS.get(part, f"/{part}"))

    return Order(
        year=year,
        unit_kind=unit_kind,
        decision=decision.word("number"),
        decided_on=decision.day("date"),
        by=root.word("by"),
        set_hash=rules.word("hash"),
        set_id=rules.word("id"),
        edition=rules.word("edition"),
        revision=rules.maybe_whole("revision"),
        in_force_from=root.maybe_day("in_force_from"),
        override_reason=root.word("override_reason"),
        place=place,
    )
