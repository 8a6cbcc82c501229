"""Both totals in use: stored and verified, told in every document, refused with the base named, free for rankings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.assembly import Engine
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.loading.submission_file import read_submission_text
from engine.results.ledger import ledger_document
from engine.results.receipt import receipt
from engine.results.standing import standing_from
from engine.services import national_total
from engine.settings import Settings
from tests.support.written_overlays import TITLE, WHY, counted, group, term, write_overlay, write_set

MARKED = {
    "id": "2.1",
    "title": TITLE,
    "max": "4",
    "method": "judgement",
    "rule": {"min": "0", "max": "2", "step": "0.5"},
}
SUBMISSION = """
format: parindex/submission/1
criteria_set: {id: test.local, edition: "2022"}
unit: {id: u, kind: department}
year: 2022
stage: final
facts: {n_1_1: 3, n_l_1: 2}
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A base whose marks may be widened, and an overlay that widens them and adds a row."""
    base = write_set(
        tmp_path / "sets" / "base",
        group("1", "6", counted("1.1", "6")),
        group("2", "4", MARKED),
        total={"max": "10"},
        parts=[],
        open={
            "terms": [term("mark", "2.1/rule/max", "2", "4", step="0.5")],
            "add": [{"under": "1", "cap": "5"}],
        },
    )
    overlay = write_overlay(
        tmp_path / "sets" / "local",
        base,
        fill=[{"term": "mark", "value": "4", "reason": WHY}],
        add=[{"under": "1", "nodes": [counted("l.1", "5")]}],
    )
    assert [finding.code for finding in (*base.findings, *overlay.findings) if not finding.acknowledged] == []
    made = Engine(
        Settings(str(tmp_path / "a.sqlite3"), sets=(tmp_path / "sets",)), lambda: datetime(2026, 1, 1, tzinfo=UTC)
    )
    yield made
    if "database" in vars(made):
        made.database.close()


def submission(mark: str = "") -> Submission:
    """The submission, with a mark for 2.1 where one is given."""
    marks = f'marks: [{{node: "2.1", points: "{mark}", by: "Hội đồng", reason: "Thẩm định"}}]' if mark else ""
    (read,) = read_submission_text((SUBMISSION + marks).encode(), "x.yaml").submissions
    return read


def test_both_totals_stand_in_the_scorecard_the_ledger_and_the_receipt(engine: Engine) -> None:
    scored = engine.scoring.score(submission("1.5"))
    overlay = engine.catalogue.get("test.local").content_hash
    named = [{"id": "test.local", "edition": "2022", "revision": 1, "hash": overlay}]
    national = scored.document["national"]
    assert isinstance(national, dict)
    assert scored.document["overlays"] == named
    assert (national["points"]["exact"], national["maximum"], national["complete"]) == ("4.5", "10", True)
    assert scored.card.total.won == 6.5
    ledger = ledger_document(scored.document)
    assert (ledger["overlays"], ledger["national"]) == (named, national)
    assert receipt(scored.document, scored.card.hash, "0")["overlays"] == named


def test_a_receipt_without_layers_names_none(engine: Engine) -> None:
    scored = engine.scoring.score(replace(submission(), set_id="test.base", facts={"n_1_1": 3}))
    assert receipt(scored.document, scored.card.hash, "0")["overlays"] == []
    assert "national" not in ledger_document(scored.document)


def test_a_mark_that_only_the_overlay_allows_is_refused_with_the_base_named(engine: Engine) -> None:
    with pytest.raises(InvalidDocument) as problem:
        engine.scoring.score(submission("3"))
    assert "test.base 2022.1" in problem.value.said("vi")
    assert [getattr(finding, "code", "") for finding in problem.value.findings] == ["mark.points"]


def test_a_result_is_verified_with_its_overlays(engine: Engine, tmp_path: Path) -> None:
    (kept,) = engine.keeping.keep([engine.scoring.score(submission("1.5"))])
    assert engine.results.verify(kept.hash).verified
    assert "national" in engine.results.ledger(kept.hash)
    overlay = tmp_path / "sets" / "local" / "overlay.yaml"
    overlay.write_text(overlay.read_text("utf-8").replace('"value": "4"', '"value": "3"'), "utf-8")
    other = Engine(engine.settings)
    try:
        found = other.results.verify(kept.hash)
        assert (found.rules_present, found.same_result) == (False, None)
    finally:
        other.database.close()


def test_a_result_of_an_older_revision_is_verified_by_its_own_rules(engine: Engine, tmp_path: Path) -> None:
    (kept,) = engine.keeping.keep([engine.scoring.score(submission("1.5"))])
    overlay = (tmp_path / "sets" / "local" / "overlay.yaml").read_text("utf-8")
    (tmp_path / "sets" / "later").mkdir()
    later = overlay.replace('"revision": 1', '"revision": 2').replace('"value": "4"', '"value": "3"')
    (tmp_path / "sets" / "later" / "overlay.yaml").write_text(later, "utf-8")
    other = Engine(engine.settings)
    try:
        assert other.catalogue.get("test.local").checked().revision == 2
        assert other.results.verify(kept.hash).verified
        assert other.scoring.score(submission("1.5")).card.hash != kept.hash
    finally:
        other.database.close()


def test_a_ranking_goes_by_the_points_with_local_rules_and_does_not_pay_for_the_base(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = engine.scoring.score(submission("1.5"))

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(national_total, "national_total", never)
    (standing,) = engine.scoring.standings([submission("1.5")])
    stored = standing_from(scored.document, scored.card.hash)
    assert (standing.points.low, standing.maximum) == (scored.card.total.won, scored.card.total.maximum)
    assert (stored.points, stored.maximum) == (standing.points, standing.maximum)
