"""The page of documents names every member of every document, in its order, and no other."""

import contextlib
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from engine.assembly import Engine, assemble
from engine.domain.criteria_set import CriteriaSet
from engine.domain.scorecard import Classified
from engine.domain.submission import Submission
from engine.domain.text import Text
from engine.results.comparison_document import comparison_document
from engine.results.difference_document import difference_document
from engine.results.documents import scorecard_document
from engine.results.field_document import field_document
from engine.results.ledger import ledger_document, trace_document
from engine.results.ranking_document import ranking_document
from engine.results.receipt import receipt
from engine.results.standing import standing_of
from engine.services.scoring_service import Scored
from engine.settings import Settings
from tests.documentation.markdown_blocks import blocks, page, sections, told_in_table
from tests.support.compared_round import write_round as write_compared_round
from tests.support.compared_round import write_set as write_compared_set

PAGE = page("reference/documents.md")

# Heading → where its members are found.
SHAPES = {
    "Scorecard": "scorecard",
    "Criteria set": "scorecard.criteria_set",
    "Used field": "scorecard.field",
    "Overlay": "scorecard.overlays[]",
    "National": "scorecard.national",
    "Part": "scorecard.parts[]",
    "Classification": "scorecard.classifications[]",
    "Node": "scorecard.total",
    "Leaf": "scorecard.nodes[]",
    "Entry": "scorecard.nodes[].entries[]",
    "Fact": "scorecard.nodes[].facts[]",
    "Evidence": "scorecard.nodes[].documents[]",
    "Mark": "scorecard.nodes[].mark",
    "Ledger": "ledger",
    "Next gain": "ledger.rows[].next_gain",
    "Trace": "trace",
    "Traced leaf": "trace.leaves[]",
    "Ranking": "ranking",
    "Group": "ranking.groups[]",
    "Place": "ranking.groups[].units[]",
    "Component": "ranking.groups[].components[]",
    "Difference": "difference",
    "Subject": "difference.subjects[]",
    "Change": "difference.subjects[].changes[]",
    "Comparison": "comparison",
    "Compared group": "comparison.groups[]",
    "Compared unit": "comparison.groups[].units[]",
    "Outcome": "comparison.groups[].units[].after",
    "Joined nodes": "comparison.groups[].nodes[]",
    "Body in full": "comparison.unit",
    "Overview": "comparison.unit.overview",
    "Field": "field",
    "Field row": "field.rows[]",
    "Receipt": "receipt",
}


def shapes(path: str, value: object) -> Iterator[tuple[str, list[str]]]:
    """Every mapping in a document: where it is, and its members in their order."""
    if isinstance(value, Mapping):
        yield path, list(value)
        for key, inner in value.items():
            yield from shapes(f"{path}.{key}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from shapes(f"{path}[]", inner)


def documents(engine: Engine, rules: CriteriaSet, scored: list[Scored]) -> Iterator[tuple[str, object]]:
    """Every kind of document that the engine gives, of all units of the sample year."""
    yield from of_a_field()
    standings = [standing_of(each.card) for each in scored]
    yield "ranking", ranking_document(rules, engine.scoring.rank(rules, standings), 2022, "appraisal")
    older = engine.criteria.get(rules.id, "2021")
    yield "difference", difference_document(engine.differences.difference(older, rules))
    twice = engine.comparisons.scored([each.submission for each in scored])
    yield "comparison", comparison_document(engine.comparisons.compared(twice, twice), scored[0].submission.unit.id)
    for each in scored:
        classified = replace(each.card, classifications=(Classified("a", Text("a", "a"), None, None),))
        yield "scorecard", scorecard_document(classified)
        yield "ledger", ledger_document(each.document, engine.scoring.explain(each.submission))
        yield "trace", trace_document(each.document)
        yield "receipt", receipt(each.document, each.card.hash, "0")
    local = engine.scoring.score(of_a_special_body(scored[0].submission))
    yield "scorecard", local.document
    yield "ledger", ledger_document(local.document)
    yield "receipt", receipt(local.document, local.card.hash, "0")


def of_a_field() -> Iterator[tuple[str, object]]:
    """The field of a round whose rows compare units, and what a result says of it."""
    with tempfile.TemporaryDirectory() as name:
        write_compared_set(Path(name) / "sets")
        engine = assemble(Settings(str(Path(name) / "a.sqlite3"), sets=(Path(name) / "sets",)))
        submissions = engine.scoring.read(write_compared_round(Path(name))).submissions
        fields = engine.scoring.fields(submissions)
        (made,) = fields.by_round.values()
        yield "field", field_document(made)
        (first, *_) = engine.scoring.score_all(submissions, fields=fields)
    yield "scorecard", first.document
    yield "receipt", receipt(first.document, first.card.hash, "0")


def of_a_special_body(submission: Submission) -> Submission:
    """The submission as one to the overlay of the special bodies."""
    return replace(submission, set_id="vn.par.department.special", facts={}, marks=(), exclusions=())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine of the bundled sets."""
    return assemble(Settings(str(tmp_path_factory.mktemp("database") / "a.sqlite3")))


@pytest.fixture(scope="module")
def scored(engine: Engine, repository: Path) -> list[Scored]:
    """The sample year, scored."""
    batch = engine.scoring.read(repository / "plugins" / "sample_data" / "vi_du_2022")
    return engine.scoring.score_all(batch.submissions)


@pytest.fixture(scope="module")
def seen(engine: Engine, scored: list[Scored]) -> dict[str, list[str]]:
    """The members of every shape, those of a leaf without what all nodes have."""
    found: dict[str, list[str]] = {}
    for name, document in documents(engine, engine.criteria.get("vn.par.department"), scored):
        for path, members in shapes(name, document):
            known = found.setdefault(path, [])
            known += [member for member in members if member not in known]
    every_node = found["scorecard.total"]
    of_all = found["comparison.groups[].units[]"]
    found["comparison.unit"] = [name for name in found["comparison.unit"] if name not in of_all]
    found["scorecard.nodes[]"] = [name for name in found["scorecard.nodes[]"] if name not in every_node]
    return found


@pytest.mark.parametrize("heading", SHAPES)
def test_the_members_are_told_in_their_order(seen: dict[str, list[str]], heading: str) -> None:
    assert told_in_table(sections(PAGE)[heading]) == seen[SHAPES[heading]]


def test_no_table_of_the_page_goes_unseen() -> None:
    assert [heading for heading, text in sections(PAGE).items() if told_in_table(text)] == list(SHAPES)


def test_the_format_of_each_document_is_told(engine: Engine, scored: list[Scored]) -> None:
    for name, document in documents(engine, engine.criteria.get("vn.par.department"), scored[:1]):
        assert isinstance(document, Mapping)
        assert f"| `format` | `{document['format']}` |" in sections(PAGE)[name.capitalize()]


def test_the_kinds_of_ledger_lines_are_told(scored: list[Scored]) -> None:
    nodes = [node for each in scored for node in (*each.card.nodes, each.card.total)]
    kinds = {entry.kind for node in nodes for entry in node.entries}
    section = sections(PAGE)["Entry"]
    assert {kind for kind in kinds if f"`{kind}`" not in section} == set()
    assert {"lost", "deduction", "gate", "bonus"} <= kinds


def test_a_result_can_be_checked_as_the_page_says(
    scored: list[Scored], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = [{"result": each.card.hash, "scorecard": each.document} for each in scored]
    (tmp_path / "scores.json").write_text(json.dumps({"results": results}), "utf-8")
    monkeypatch.chdir(tmp_path)
    (code,) = (block.text for block in blocks(PAGE) if block.language == "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue().splitlines() == [f"{each.card.hash} True" for each in scored]
