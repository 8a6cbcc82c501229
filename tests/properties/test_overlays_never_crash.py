"""Whatever stands in an overlay, reading it gives findings and never an exception; what passes keeps all promises."""

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.finding import has_errors
from engine.loading.criteria_folder import LoadedSet
from engine.loading.overlays.overlay_folder import read_overlay
from engine.loading.overlays.proof import proofs
from tests.support.written_overlays import TITLE, WHY, Document, counted, group, term, write_overlay, write_set

IDS = ["1", "1.1", "1.2", "2", "2.1", "1.L", "1.L.1", "B1", "total", "9", "../1", ""]
WORDS = [
    "case",
    "gate",
    "share",
    "own",
    "ordinary",
    "small",
    "special",
    "local.a",
    "n_1_1",
    "test.base",
    "10%",
    "0.5",
    "-1",
    "1/3",
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 100),
    st.sampled_from([*IDS, *WORDS, "1.1/rule/classes/case/points", "1.1/gates/none/points", "2.1/rule/bands/0/points"]),
    st.just([]),
    st.just({}),
    st.lists(st.sampled_from(IDS), max_size=3),
)


def open_base(folder: Path) -> LoadedSet:
    """A set with a gate, bands, a bonus and a profile that leaves out a row; everything that may be open is."""
    gate = {"id": "none", "when": "n_1_1 == 0", "points": "0", "reason": TITLE}
    rule = {"value": "n_2_1", "bands": [{"from": "5", "points": "100%"}, {"below": "5", "points": "0"}]}
    banded = {**counted("2.1", "40"), "method": "bands", "rule": rule}
    bonus = {"cap": "2", "items": [counted("B1", "2")]}
    return write_set(
        folder / "base",
        group("1", "60", counted("1.1", "40", gates=[gate]), counted("1.2", "20")),
        group("2", "40", banded),
        bonus=bonus,
        profiles=[
            {"id": "ordinary", "title": TITLE, "units": ["a"]},
            {"id": "small", "title": TITLE, "excludes": [{"nodes": ["1.2"], "reason": WHY}]},
        ],
        open={
            "terms": [
                term("case", "1.1/rule/classes/case/points", "0.5", "2", step="0.5"),
                term("gate", "1.1/gates/none/points", "0", "3"),
                term("share", "2.1/rule/bands/0/points", "10%", "100%"),
            ],
            "add": [{"under": "1", "cap": "10"}, {"under": "total", "cap": "5"}],
            "disable": ["2", "1.2", "B1"],
            "profiles": True,
        },
    )


OVERLAY: Document = {
    "facts": {"local.a": {"type": "bool", "title": TITLE}},
    "legal_texts": [
        {"key": "qd", "number": "1", "title": TITLE, "issued": "2022-01-01", "in_force": {"from": "2022-01-01"}},
    ],
    "fill": [
        {"term": "case", "value": "1.5", "reason": WHY, "basis": ["qd"]},
        {"term": "share", "value": "30%", "reason": WHY},
    ],
    "add": [{"under": "1", "nodes": [group("1.L", "3", counted("1.L.1", "3"))]}],
    "disable": [{"node": "B1", "reason": WHY}],
    "annotate": [{"node": "1.L", "note": WHY}],
    "profiles": [{"id": "special", "title": TITLE, "in_base": "small", "excludes": [{"nodes": ["2"], "reason": WHY}]}],
    "open": {
        "terms": [
            term("gate", "1.1/gates/none/points", "0", "2"),
            term("own", "1.L.1/rule/classes/case/points", "1", "4"),
        ],
        "add": [{"under": "1.L", "cap": "2"}],
        "disable": ["2", "1.L.1"],
    },
}


def ways(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to everything inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*way, key)
        yield from ways(inner, (*way, key))


def put(document: Any, way: tuple[str | int, ...], value: object) -> None:
    """Put a value at the end of a way, if that is still there."""
    for step in way[:-1]:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(document, dict) or (
        isinstance(document, list) and isinstance(way[-1], int) and way[-1] < len(document)
    ):
        document[way[-1]] = value


WAYS = list(ways(OVERLAY))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(WAYS), VALUES), min_size=1, max_size=3))
def test_a_document_with_anything_in_it_gives_findings_or_keeps_its_promises(
    changes: list[tuple[tuple[str | int, ...], object]],
) -> None:
    document = copy.deepcopy(OVERLAY)
    for way, value in changes:
        put(document, way, copy.deepcopy(value))
    with tempfile.TemporaryDirectory() as folder:
        base = open_base(Path(folder))
        made = write_overlay(Path(folder) / "local", base, **document)
        if has_errors(made.findings):
            return
        rules = made.checked()
        assert all(proof.holds for proof in proofs(made))
        assert rules.total.maximum - base.checked().total.maximum <= 15
        assert read_overlay(Path(folder) / "local", lambda *_: base).content_hash == made.content_hash


def test_the_document_that_is_changed_is_good_as_it_stands() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = write_overlay(Path(folder) / "local", open_base(Path(folder)), **json.loads(json.dumps(OVERLAY)))
        assert [finding.code for finding in made.findings] == ["points.best-below-maximum", "fact.unused"]
