"""What the page of the set format says of combining and rounding is what happens."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from engine.domain.scorecard import Scorecard, Status
from engine.evaluation.one_unit import OneUnit
from engine.loading.criteria_folder import LoadedSet, read_set
from engine.loading.schema_store import schemas
from engine.loading.submission_file import read_submission_text
from engine.methods.compiler import compile_set
from tests.documentation.markdown_blocks import page, sections

PAGE = page("reference/set-format.md")
TITLE = {"vi": "Tên", "en": "Name"}


def leaf(name: str, maximum: str, **more: object) -> dict[str, object]:
    """A row that wins one point for each case of the fact `n_…`."""
    fact = f"n{name.replace('.', '_')}"
    rule = {"classes": [{"id": "case", "count": fact, "points": "1", "title": TITLE}]}
    facts = {fact: {"type": "count", "title": TITLE}}
    return {"id": name, "title": TITLE, "max": maximum, "facts": facts, "method": "count", "rule": rule, **more}


def node(name: str, maximum: str, *children: object, **more: object) -> dict[str, object]:
    """A node above others."""
    return {"id": name, "title": TITLE, "max": maximum, "children": list(children), **more}


def loaded(folder: Path, *components: Mapping[str, object], **more: object) -> LoadedSet:
    """A set of these components; JSON is YAML, too."""
    head = {
        "format": "parindex/criteria-set/1",
        "id": "example.format",
        "edition": "1",
        "revision": 1,
        "status": "example",
        "title": TITLE,
        "applies_to": {"unit_kinds": ["department"], "years": {"from": 2022}},
        "total": {"max": "100"},
        "missing_at_close": "zero",
        "profiles": [{"id": "ordinary", "title": TITLE}, {"id": "special", "title": TITLE}],
    }
    (folder / "components").mkdir()
    (folder / "criteria_set.yaml").write_text(json.dumps({**head, **more}), "utf-8")
    for at, component in enumerate(components):
        text = json.dumps({"format": "parindex/component/1", **component})
        (folder / "components" / f"{at}.yaml").write_text(text, "utf-8")
    return read_set(folder)


def scored(found: LoadedSet, facts: Mapping[str, int], profile: str = "ordinary") -> Scorecard:
    """The scorecard of a unit with these facts."""
    document = {
        "format": "parindex/submission/1",
        "criteria_set": {"id": "example.format", "edition": "1"},
        "unit": {"id": "u", "profile": profile},
        "year": 2022,
        "facts": facts,
    }
    (submission,) = read_submission_text(json.dumps(document).encode(), "a.json").submissions
    return OneUnit(compile_set(found.checked(), profile, 2022)).score(submission)


def test_the_keys_that_a_set_needs_are_told() -> None:
    needed = schemas()["criteria-set/1"]["required"]
    assert f"Needed: {', '.join(f'`{key}`' for key in needed)}." in sections(PAGE)["criteria_set.yaml"]


def test_the_maximum_of_a_sum_is_that_of_its_children(tmp_path: Path) -> None:
    found = loaded(tmp_path, node("1", "100", leaf("1.1", "50"), leaf("1.2", "60")))
    assert [finding.code for finding in found.findings] == ["sum.children"]
    card = scored(found, {"n1_1": 50, "n1_2": 50})
    assert (card.node("1").maximum, card.total.maximum, card.total.won) == (110, 110, 100)


def test_limits_of_a_node_hold_only_where_they_are_written(tmp_path: Path) -> None:
    found = loaded(tmp_path, node("1", "100", leaf("1.1", "100", limits="none"), limits={"max": "5"}))
    assert scored(found, {"n1_1": 7}).node("1").won == 5
    (tmp_path / "below").mkdir()
    below = loaded(tmp_path / "below", node("1", "100", penalised("1.1"), limits={"max": "5"}))
    assert scored(below, {"n1_1": 101}).node("1").won == -1


def penalised(name: str) -> dict[str, object]:
    """A row that begins full, loses a point for each case, and may fall below 0."""
    row = leaf(name, "100", limits="none")
    rule = row["rule"]
    assert isinstance(rule, dict)
    return {**row, "method": "deductions", "rule": {"deductions": rule["classes"]}}


def test_a_weight_of_nought_leaves_a_child_out_and_says_so(tmp_path: Path) -> None:
    weights = [{"weight": "1"}, {"profile": "special", "weight": "0"}]
    found = loaded(
        tmp_path,
        node("1", "100", leaf("1.1", "4", weight="1"), leaf("1.2", "4", weights=weights), combine="weighted_mean"),
    )
    facts = {"n1_1": 3, "n1_2": 1}
    assert scored(found, facts).total.won == 50
    special = scored(found, facts, "special")
    assert (special.total.won, special.node("1.2").status) == (75, Status.NOT_APPLICABLE)
    assert special.node("1.2").reason.en == "Its weight is 0, so it does not count."


@pytest.mark.parametrize(("maximum", "won"), [("1", "33.3333"), ("100", "33.333333")])
def test_a_mean_rounds_once_at_its_own_level(tmp_path: Path, maximum: str, won: str) -> None:
    inner = node("1", maximum, leaf("1.1", "3"), combine="mean")
    card = scored(loaded(tmp_path, inner, total={"max": "100", "combine": "mean"}), {"n1_1": 1})
    assert card.total.won == Fraction(won)


def test_a_total_takes_what_a_node_takes(tmp_path: Path) -> None:
    total = {"max": "100", "combine": "weighted_mean", "max_by_profile": {"special": "80"}}
    found = loaded(tmp_path, leaf("1", "4", weight="1"), leaf("2", "4", weight="3"), total=total)
    facts = {"n1": 4, "n2": 0}
    assert scored(found, facts).total.won == 25
    assert scored(found, facts, "special").total.won == 20


def test_printing_has_a_mode_of_its_own(tmp_path: Path) -> None:
    numbers = {"rounding": [{"at": "printed", "places": 1, "mode": "floor"}]}
    found = loaded(tmp_path, node("1", "100", leaf("1.1", "3"), combine="mean"), numbers=numbers)
    card = scored(found, {"n1_1": 2})
    assert card.total.won == Fraction("66.666667")
    assert (card.printing.places, card.printing.mode) == (1, "floor")


def test_a_leaf_of_the_second_level_is_rounded_as_one(tmp_path: Path) -> None:
    numbers = {"rounding": [{"at": "leaf", "places": 1}, {"at": "criterion", "places": 0}]}
    row = {**leaf("1.1", "100"), "method": "formula", "rule": {"points": "n1_1 / 100"}}
    card = scored(loaded(tmp_path, node("1", "100", row), numbers=numbers), {"n1_1": 145})
    assert card.node("1.1").won == 2
