"""Fields of rounds: made of all submissions, kept, read, held against, and verified with the result."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from engine.assembly import Engine, assemble
from engine.domain.field_rows import UsedField
from engine.domain.submission import Submission
from engine.errors import InvalidDocument
from engine.loading.submission_file import read_submission_text
from engine.results.canonical import canonical_bytes, sha256
from engine.results.field_document import field_document, used_field_from
from engine.results.receipt import receipt
from engine.services.field_service import Fields, read_fields, see_that_they_fit
from engine.settings import Settings
from tests.support.compared_round import POINTS, UNITS, write_round, write_set
from tests.support.written_overlays import TITLE, WHY, write_overlay
from tests.support.written_overlays import write_set as write_base

ROWS = ("1.1", "1.2", "2.1")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    write_set(tmp_path / "sets")
    return assemble(Settings(str(tmp_path / "a.sqlite3"), sets=(tmp_path / "sets",)))


@pytest.fixture
def submissions(engine: Engine, tmp_path: Path) -> tuple[Submission, ...]:
    return engine.scoring.read(write_round(tmp_path)).submissions


@pytest.fixture
def fields(engine: Engine, submissions: tuple[Submission, ...]) -> Fields:
    return engine.scoring.fields(submissions)


def test_two_passes_give_what_was_computed_by_hand(engine, submissions, fields):
    cards = {each.card.unit.id: each.card for each in engine.scoring.score_all(submissions, fields=fields)}
    assert set(cards) == set(UNITS)
    for unit, expected in POINTS.items():
        for row, points in zip(ROWS, expected, strict=True):
            node = cards[unit].node(row)
            if points is None:
                assert node.status in ("pending", "not_applicable")
            else:
                assert (unit, row, node.won, node.possible.is_exact) == (unit, row, Fraction(points), True)


def test_without_a_field_the_rows_wait(engine, submissions):
    first = engine.scoring.score_all(submissions)[0].card
    assert [node.status for node in first.leaves()] == ["pending"] * 3
    assert "field" not in engine.scoring.score_all(submissions)[0].document


def test_the_field_is_the_same_in_whatever_order_its_units_came(engine, submissions, fields):
    (made,), (again,) = (
        found.by_round.values() for found in (fields, engine.scoring.fields(tuple(reversed(submissions))))
    )
    assert made == again
    assert made.hash == sha256(canonical_bytes(field_document(made)))
    assert [unit.id for unit in made.units] == sorted(UNITS)
    assert {(row.node, row.group): row.units for row in made.rows} == {
        ("1.1", "main"): 3,
        ("1.1", "other"): 1,
        ("1.2", ""): 5,
        ("2.1", "main"): 4,
        ("2.1", "other"): 1,
    }


def test_a_field_that_was_written_is_read_back_as_it_was(fields, tmp_path):
    (made,) = fields.by_round.values()
    file = tmp_path / "khoi.json"
    file.write_bytes(canonical_bytes(field_document(made)))
    assert read_fields([file]).by_round == fields.by_round


def test_a_result_names_its_field_and_can_be_verified_by_it(engine, submissions, fields):
    scored = engine.scoring.score_all(submissions, fields=fields)
    (made,) = fields.by_round.values()
    engine.keeping.keep(scored)
    for each in scored:
        assert each.document["field"]["hash"] == made.hash  # type: ignore[index]
        assert receipt(each.document, each.card.hash, "0")["field"] == made.hash
        assert engine.results.verify(each.card.hash).verified
    ledger = engine.results.ledger(scored[1].card.hash)
    gains = [row["next_gain"] for row in ledger["rows"] if row["id"] == "1.1"]  # type: ignore[attr-defined]
    assert gains[0]["changes"] == {"dossiers.online": "18"}


def test_a_stored_figure_that_was_changed_is_noticed(engine, submissions, fields):
    (scored, *_) = engine.scoring.score_all(submissions, fields=fields)
    document = json.loads(scored.canonical)
    document["field"]["rows"][0]["greatest"] = "0.95"
    used = used_field_from(document)
    assert isinstance(used, UsedField)
    again = engine.scoring.score(scored.submission, field=used)
    assert again.card.hash != scored.card.hash
    assert again.card.node("1.1").won < 2


def test_a_closed_stage_needs_the_field(engine, submissions, fields, tmp_path):
    closed = [submission for submission in submissions if submission.unit.id == "so-a"]
    closed = [replace(submission, closed=True) for submission in closed]
    with pytest.raises(InvalidDocument) as refused:
        engine.scoring.score_all(closed)
    assert [finding.code for finding in refused.value.findings] == ["field.not-complete"]
    assert engine.scoring.score_all(closed, fields=fields)[0].card.is_complete


def test_a_unit_counts_once(engine, submissions):
    with pytest.raises(InvalidDocument) as refused:
        engine.scoring.fields((*submissions, replace(submissions[0])))
    assert [finding.code for finding in refused.value.findings] == ["submission.double"]


def test_all_that_cannot_be_counted_is_told_at_once(engine, submissions):
    wrong = [replace(submission, facts={"days.mean": -1}) for submission in submissions[:2]]
    with pytest.raises(InvalidDocument) as refused:
        engine.scoring.fields((*wrong, *submissions[2:]))
    assert [finding.code for finding in refused.value.findings] == ["fact.range", "fact.range"]


def test_a_field_of_another_round_is_refused(engine, submissions, fields, tmp_path):
    (made,) = fields.by_round.values()
    (tmp_path / "khoi.json").write_bytes(canonical_bytes({**field_document(made), "year": 2025}))
    read = read_fields([tmp_path / "khoi.json"])
    with pytest.raises(InvalidDocument) as refused:
        see_that_they_fit(read, submissions, engine.scoring.named)
    (finding,) = refused.value.findings
    assert (finding.code, finding.place.file) == ("field.other-round", "khoi.json")
    assert "2025" in finding.message.vi
    assert "parindex field FOLDER --out FILE" in finding.hint.en


def test_figures_of_other_rules_leave_no_unit_out(engine, submissions, fields, tmp_path):
    (made,) = fields.by_round.values()
    document = field_document(made)
    for row in document["rows"]:
        row["least"], row["greatest"] = "1", "0"
    (tmp_path / "khoi.json").write_bytes(canonical_bytes(document))
    read = read_fields([tmp_path / "khoi.json"])
    for ask in (engine.scoring.score_all, engine.scoring.standings):
        with pytest.raises(InvalidDocument, match="not those of these rules") as refused:
            ask(submissions, fields=read)
        assert "--out" in refused.value.hint_en


def test_two_files_of_one_round_are_refused(fields, tmp_path):
    (made,) = fields.by_round.values()
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(canonical_bytes(field_document(made)))
    with pytest.raises(InvalidDocument) as refused:
        read_fields([tmp_path / "a.json", tmp_path / "b.json"])
    assert [finding.code for finding in refused.value.findings] == ["field.twice"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda document: document.pop("rows"), "schema.missing-key"),
        (lambda document: document["rows"][0].update(units=-1), "schema.out-of-range"),
        (lambda document: document["rows"][0].update(least="half"), "schema.wrong-form"),
        (lambda document: document["rows"][0]["left_out"].update(angry=1), "schema.wrong-key"),
        (lambda document: document.update(format="parindex/field/2"), "schema.wrong-format"),
    ],
)
def test_a_file_that_is_no_field_is_refused_with_the_place(fields, tmp_path, change, code):
    (made,) = fields.by_round.values()
    document = json.loads(canonical_bytes(field_document(made)))
    change(document)
    (tmp_path / "khoi.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(InvalidDocument) as refused:
        read_fields([tmp_path / "khoi.json"])
    assert [finding.code for finding in refused.value.findings] == [code]
    assert all(finding.place.line for finding in refused.value.findings)


def test_figures_that_no_rule_could_give_are_refused(engine, submissions, fields, tmp_path):
    (made,) = fields.by_round.values()
    document = json.loads(canonical_bytes(field_document(made)))
    document["rows"][0]["least"] = "0.123456789"
    (tmp_path / "khoi.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(InvalidDocument, match="not those of these rules"):
        engine.scoring.score(submissions[0], field=read_fields([tmp_path / "khoi.json"]))


def test_the_moment_does_not_matter(engine, submissions, fields):
    later = assemble(engine.settings)
    later.clock = lambda: datetime(2030, 1, 1, tzinfo=UTC)
    assert later.scoring.fields(submissions).by_round == fields.by_round


COMPARED = {
    "id": "1",
    "title": TITLE,
    "max": "10",
    "facts": {"days": {"type": "count", "title": TITLE, "max": 100}},
    "method": "relative",
    "rule": {"value": "days", "by": "min_max", "when_equal": "full"},
}
LOCAL_ROUND = """
format: parindex/submission/1
criteria_set: {{id: test.local, edition: "2022"}}
unit: {{id: {unit}, kind: department, profile: {profile}}}
year: 2022
stage: final
facts: {{days: {days}}}
"""


def test_the_total_by_the_base_compares_under_the_base_whatever_a_province_leaves_out(tmp_path):
    base = write_base(
        tmp_path / "sets" / "base", COMPARED, total={"max": "10"}, open={"disable": ["1"], "profiles": True}
    )
    overlay = write_overlay(
        tmp_path / "sets" / "local",
        base,
        profiles=[
            {
                "id": "islands",
                "title": TITLE,
                "in_base": "ordinary",
                "group": "ordinary",
                "excludes": [{"nodes": ["1"], "reason": WHY}],
            }
        ],
    )
    assert [finding.message.en for finding in overlay.findings if not finding.acknowledged] == []
    engine = assemble(Settings(str(tmp_path / "a.sqlite3"), sets=(tmp_path / "sets",)))
    days = {"a": ("ordinary", 10), "b": ("ordinary", 20), "c": ("islands", 50)}
    texts = [LOCAL_ROUND.format(unit=unit, profile=profile, days=many) for unit, (profile, many) in days.items()]
    submissions = [read_submission_text(text.encode(), "a.yaml").submissions[0] for text in texts]
    fields = engine.scoring.fields(submissions)
    (made,) = fields.by_round.values()
    assert [(row.units, row.greatest) for row in made.rows] == [(2, 20)]
    assert [(row.units, row.greatest) for row in made.base] == [(3, 50)]
    assert "base_rows" in field_document(made)
    scored = engine.scoring.score_all(submissions, fields=fields)
    second = scored[1].card
    assert second.national is not None
    assert (second.total.won, second.national.points.low, second.national.complete) == (10, Fraction("2.5"), True)
    engine.keeping.keep(scored)
    assert all(engine.results.verify(each.card.hash).verified for each in scored)
    without = engine.scoring.score_all(submissions)[1].card
    assert without.national is not None
    assert not without.national.complete
