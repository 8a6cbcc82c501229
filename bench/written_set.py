"""The workload as its users would have it: a set in files, and units as submissions in JSON."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.workload import Workload
from engine.domain.criteria_set import CriteriaSet, Node
from engine.domain.facts import Fact, FactType
from engine.domain.numbers import decimal_text
from engine.services.scaffolds.yaml_text import yaml_text

KIND, YEAR = "department", 2022


def write_set(workload: Workload, folder: Path) -> Path:
    """The files of the set, in a folder of their own."""
    rules = workload.rules
    (folder / "components").mkdir(parents=True)
    (folder / "criteria_set.yaml").write_text(yaml_text(_head(rules)), "utf-8")
    for at, component in enumerate(rules.components, 1):
        document = {"format": "parindex/component/1", **_node(workload.facts, component)}
        (folder / "components" / f"{at:02}_{component.id}.yaml").write_text(yaml_text(document), "utf-8")
    return folder


def _head(rules: CriteriaSet) -> dict[str, Any]:
    total = decimal_text(rules.total.maximum)
    return {
        "format": "parindex/criteria-set/1",
        "id": rules.id,
        "edition": rules.edition,
        "revision": rules.revision,
        "status": "example",
        "title": rules.title.as_mapping(),
        "legal_texts": [],
        "applies_to": {"unit_kinds": [KIND], "years": {"from": YEAR}},
        "parts": [{"id": part.id, "title": part.title.as_mapping(), "points": total} for part in rules.parts],
        "numbers": {"places": rules.places},
        "total": {"max": total},
        "missing_at_close": rules.missing_at_close,
        "profiles": [{"id": each.id, "title": each.title.as_mapping()} for each in rules.profiles],
    }


def _node(declared: Mapping[str, Fact], node: Node) -> dict[str, Any]:
    head: dict[str, Any] = {
        "id": node.id,
        "title": node.title.as_mapping(),
        "max": decimal_text(node.maximum),
        "provenance": {"status": "example"},
    }
    if not node.is_leaf:
        below = [_node(declared, child) for child in node.children]
        return head | ({"rescale": True} if node.rescale else {}) | {"children": below}
    own = {name: _fact(fact) for name, fact in declared.items() if name.startswith(f"{node.id}.")}
    leaf = head | {"part": node.part, "facts": own, "method": node.method, "rule": _plain(node.rule)}
    if node.not_arisen is not None:
        gone = node.not_arisen
        leaf["not_arisen"] = {"when": gone.when, "then": gone.then, "reason": gone.reason.as_mapping()}
    return leaf


def _fact(fact: Fact) -> dict[str, Any]:
    """A declaration; every bound that the kind of fact takes is told."""
    told: dict[str, Any] = {"type": fact.type.value, "title": fact.title.as_mapping()}
    match fact.type:
        case FactType.CHOICE:
            told["options"] = {option.id: option.title.as_mapping() for option in fact.options}
        case FactType.LIST:
            told |= {"max_items": fact.max_items, "fields": {field.id: _fact(field) for field in fact.fields}}
        case FactType.DATE:
            told |= {"min": _day(fact.low), "max": _day(fact.high)}
        case FactType.COUNT | FactType.MONEY:
            told |= {"min": fact.low, "max": fact.high}
    return told | ({"optional": True} if fact.optional else {})


def _plain(value: object) -> Any:
    """Rules as documents hold them: lists and mappings; what has an id there has a title, too."""
    if isinstance(value, Mapping):
        titled = {"title": {"vi": value["id"], "en": value["id"]}} if "id" in value else {}
        return {key: _plain(item) for key, item in value.items()} | titled
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value


def submission(workload: Workload, facts: Mapping[str, object]) -> bytes:
    """One unit as it is handed in."""
    document = {
        "format": "parindex/submission/1",
        "criteria_set": {"id": workload.rules.id, "edition": workload.rules.edition},
        "unit": {"id": "bench", "name": {"vi": "Đơn vị thử", "en": "A unit"}, "kind": KIND, "profile": "all"},
        "year": YEAR,
        "stage": "appraisal",
        "facts": {name: _given(workload.facts[name], value) for name, value in facts.items()},
    }
    return json.dumps(document).encode()


def _given(fact: Fact, value: object) -> object:
    if isinstance(value, tuple):
        records = (zip(fact.fields, record, strict=True) for record in value)
        return [{field.id: None if item is None else _given(field, item) for field, item in each} for each in records]
    number = int(str(value))
    match fact.type:
        case FactType.BOOL:
            return bool(number)
        case FactType.CHOICE:
            return fact.options[number].id
        case FactType.DATE:
            return _day(number)
    return number


def _day(number: int) -> str:
    return date.fromordinal(number).isoformat()
