"""One row of a criteria set in full: how it is scored, by which facts, on what basis, with which evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.cli import words
from engine.cli.figures import short
from engine.cli.paper import Paper
from engine.cli.tables import Piece
from engine.domain.criteria_set import PROVENANCE_TITLES
from engine.domain.text import Text

BASIS = Text("Căn cứ", "Basis")
FACTS = Text("Số liệu", "Facts")
RULE = Text("Quy tắc", "Rule")
GATES = Text("Điều kiện chặn", "Gates")
NOT_ARISEN = Text("Không phát sinh", "Not arisen")
LIMITS = Text("Giới hạn điểm", "Limits")
EVIDENCE = Text("Tài liệu kiểm chứng", "Evidence")


def print_row(node: Mapping[str, Any], facts: Mapping[str, Any], paper: Paper, language: str) -> None:
    """A leaf of the document of a set, whose facts are given by id."""
    from engine.methods.catalogue import METHODS

    method = METHODS[node["method"]].title.said(language)
    paper.line((Piece(f"{node['id']}  ", "strong"), Piece(node["title"][language], "strong")))
    for label, told in _lines(node, facts, method, language):
        paper.line((Piece(f"{label.said(language)}: ", "quiet"), Piece(told)), indent=2)
    paper.line(Piece(f"{RULE.said(language)}:", "quiet"), indent=2)
    for line in rule_lines(node["rule"]):
        paper.line(line, indent=4)


def _lines(node: Mapping[str, Any], facts: Mapping[str, Any], method: str, language: str) -> Iterator[tuple[Text, str]]:
    yield (
        words.METHOD,
        f"{method} ({node['method']}) · {words.MAXIMUM.said(language).lower()} {short(node['maximum'], language)}",
    )
    origin = node["provenance"]
    told = [PROVENANCE_TITLES[origin["status"]].said(language), origin["source"], origin["note"]]
    yield words.PROVENANCE, " · ".join(text for text in told if text)
    if node["basis"]:
        yield BASIS, ", ".join(node["basis"])
    for fact in (facts[name] for name in node["facts"]):
        yield FACTS, f"{fact['id']} ({fact['type']}) {fact['title'][language]}{_options(fact, language)}"
    for gate in node["gates"]:
        yield GATES, f"{gate['when']} → {short(gate['points'], language)}: {gate['reason'][language]}"
    arisen = node["not_arisen"]
    if arisen:
        yield NOT_ARISEN, f"{arisen['when']} → {arisen['then']}: {arisen['reason'][language]}"
    if node["limits"]:
        low, high = node["limits"]["min"], node["limits"]["max"]
        yield LIMITS, f"{short(low, language) if low else '–'} … {short(high, language) if high else '–'}"
    for document in node["documents"]:
        yield EVIDENCE, document[language]
    place = node["place"]
    yield words.WHERE, f"{place['file']}:{place['line']}:{place['column']}"


def _options(fact: Mapping[str, Any], language: str) -> str:
    if "options" in fact:
        return " [" + "; ".join(f"{option['id']}: {option['title'][language]}" for option in fact["options"]) + "]"
    if "fields" in fact:
        return " [" + "; ".join(f"{field['id']} ({field['type']})" for field in fact["fields"]) + "]"
    return ""


def rule_lines(value: object, key: str = "") -> Iterator[str]:
    """The parameters of a method as indented lines, in the way of the YAML that they were written in."""
    head = f"{key}: " if key else ""
    match value:
        case {"vi": vi, "en": en}:
            yield f"{head}{{vi: {vi}, en: {en}}}"
        case dict() if all(not isinstance(item, (dict, list)) for item in value.values()):
            yield f"{head}{{{', '.join(f'{name}: {_scalar(item)}' for name, item in value.items())}}}"
        case dict():
            if key:
                yield head.rstrip()
            for name, item in value.items():
                yield from (("  " if key else "") + line for line in rule_lines(item, name))
        case list():
            yield head.rstrip()
            for item in value:
                first, *rest = rule_lines(item)
                yield f"  - {first}"
                yield from (f"    {line}" for line in rest)
        case _:
            yield f"{head}{_scalar(value)}"


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
