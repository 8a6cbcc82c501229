"""The ledger of a result: every leaf with what it won, lost and why, most lost first."""

from collections.abc import Mapping
from fractions import Fraction

from engine.domain.scorecard import Scorecard
from engine.results.documents import gain_document

LEDGER_FORMAT = "parindex/ledger/1"
TRACE_FORMAT = "parindex/trace/1"


def ledger_document(document: Mapping[str, object], advised: Scorecard | None = None) -> dict[str, object]:
    """The ledger of a stored scorecard document; with an advised scorecard, each row also has its next gain."""
    gains = {node.id: node.next_gain for node in advised.leaves()} if advised else {}
    rows = []
    for node in _nodes(document):
        if "method" in node:
            gain = gains.get(str(node["id"]))
            rows.append({**node, "next_gain": gain_document(gain) if gain else None})
    rows.sort(key=_most_lost_first)
    total = document["total"]
    return {
        "format": LEDGER_FORMAT,
        **{key: document[key] for key in ("criteria_set", "unit", "year", "stage", "profile", "index", "complete")},
        "total": total,
        "rows": rows,
        **{key: document[key] for key in ("overlays", "national") if key in document},
    }


def trace_document(document: Mapping[str, object]) -> dict[str, object]:
    """The compact trace: status, points, rule and inputs of every leaf, in the order of the set."""
    leaves = [_traced(node) for node in _nodes(document) if "method" in node]
    return {
        "format": TRACE_FORMAT,
        **{key: document[key] for key in ("criteria_set", "unit", "year", "stage", "profile")},
        "total": _exact(_mapping(document["total"])["points"]),
        "leaves": leaves,
    }


def _traced(node: Mapping[str, object]) -> dict[str, object]:
    return {
        **{key: node[key] for key in ("id", "method", "maximum", "status", "rule")},
        "points": _exact(node["points"]),
        "lost": _exact(node["lost"]),
        "inputs": _inputs(node["facts"]),
    }


def _nodes(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    nodes = document["nodes"]
    assert isinstance(nodes, list)
    return nodes


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


def _exact(figure: object) -> object:
    return _mapping(figure)["exact"]


def _inputs(facts: object) -> dict[str, object]:
    assert isinstance(facts, list)
    return {fact["id"]: fact["value"] for fact in facts}


def _most_lost_first(row: Mapping[str, object]) -> Fraction:
    return -Fraction(str(_exact(row["lost"])))
