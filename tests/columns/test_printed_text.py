"""What is printed: the same bytes for one set, names that nothing leaves, refusals where no database can do it."""

import ast
from dataclasses import replace
from random import Random

import duckdb
import pytest

from engine.columns.printers.duckdb_sql import duckdb_sql
from engine.columns.printers.header import one_line
from engine.columns.printers.polars_source import polars_source
from engine.columns.printers.printed_set import ALL, printed_set
from engine.domain.criteria_set import CriteriaSet, Provenance
from engine.domain.facts import Fact, FactType, Option
from engine.domain.text import Text
from engine.errors import InvalidDocument, UnknownNode
from engine.methods.compiler import compile_set
from tests.support.generated_facts import titled
from tests.support.generated_sets import random_set
from tests.support.single_leaf import leaf_of, set_of_one_leaf

SCOPE = ("ordinary", 2022)
HOSTILE = "x\"; DROP TABLE units; --\n'); import os; os.abort() #\r\u2028\u202e'''\\"
WRITERS = {"duckdb": duckdb_sql, "polars": polars_source}


def single(method: str, rule: dict[str, object], **facts: Fact) -> CriteriaSet:
    """A set of one leaf worth 2 points."""
    named = {fact.id: fact for fact in facts.values()}
    return replace(set_of_one_leaf(leaf_of(method, rule, 2), named, Random(1)), roundings=())


def levels(*options: str) -> CriteriaSet:
    """A set of one choice, which is the fact `level`."""
    fact = Fact(
        "level",
        titled("level"),
        FactType.CHOICE,
        0,
        len(options) - 1,
        options=tuple(Option(option, titled(option)) for option in options),
    )
    points = {option: str(2 - at) for at, option in enumerate(options)}
    return single("choice", {"fact": "level", "levels": points}, level=fact)


def whole(name: str, low: int, high: int, places: int = 0) -> Fact:
    kind = FactType.DECIMAL if places else FactType.INTEGER
    return Fact(name, titled(name), kind, low, high, places)


@pytest.mark.parametrize("dialect", WRITERS)
def test_the_same_set_gives_the_same_bytes(dialect: str) -> None:
    texts = set()
    for _ in range(2):
        compiled = compile_set(random_set(Random(2)), *SCOPE)
        texts.add(WRITERS[dialect](printed_set(compiled, ALL, marks=True)))
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Provenance.RECONSTRUCTED, "RECONSTRUCTED: not the text of a decision"),
        (Provenance.EXAMPLE, "EXAMPLE: not the text of any decision"),
        (Provenance.OFFICIAL, "OFFICIAL: the text of a decision"),
    ],
)
@pytest.mark.parametrize("dialect", WRITERS)
def test_the_top_says_where_the_set_comes_from(dialect: str, status: Provenance, told: str) -> None:
    rules = replace(levels("a", "b"), status=status, content_hash="ab" * 32)
    head = WRITERS[dialect](printed_set(compile_set(rules, *SCOPE)), language="en").splitlines()[:6]
    mark = "--" if dialect == "duckdb" else "#"
    assert head[0] == f"{mark} single (en): test.single 2022.1"
    assert head[1] == f"{mark} sha256 {'ab' * 32}"
    assert head[2] == f"{mark} Status: {told}"
    assert head[3] == f"{mark} Profile ordinary (ordinary (en)), year 2022"


def test_nothing_that_an_author_writes_leaves_its_quotes() -> None:
    rules = replace(levels(HOSTILE, "b"), title=Text(HOSTILE, HOSTILE))
    node = replace(rules.components[0], id=HOSTILE, title=Text(HOSTILE, HOSTILE))
    rules = replace(rules, components=(node,))
    printed = printed_set(compile_set(rules, *SCOPE), ALL)
    connection = duckdb.connect()
    connection.execute("CREATE TABLE units AS SELECT 'a' AS \"unit.id\", $1 AS level", [HOSTILE])
    sql = duckdb_sql(printed, "units")
    assert len(duckdb.extract_statements(sql)) == 1
    answer = connection.execute(sql)
    names = [column[0] for column in answer.description or ()]
    row = dict(zip(names, answer.fetchall()[0], strict=True))
    assert (str(row["total"]), row["open"], row["problem"]) == ("2.000", False, None)
    assert row[f"rule:{HOSTILE}"] == f"levels.{HOSTILE}"
    assert connection.execute("SELECT count(*) FROM units").fetchall() == [(1,)]


def test_a_hostile_module_holds_nothing_but_its_own_names() -> None:
    rules = replace(levels(HOSTILE, "b"), title=Text(HOSTILE, HOSTILE))
    tree = ast.parse(polars_source(printed_set(compile_set(rules, *SCOPE), ALL)))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert imported == [["polars", "as", "pl"][0]]
    assert any(isinstance(node, ast.Constant) and node.value == HOSTILE for node in ast.walk(tree))


@pytest.mark.parametrize("table", ['x"; DROP TABLE y; --', "parindex read", "PARINDEX 1", "a b.parquet"])
def test_any_name_of_a_table_is_read_as_it_is(table: str) -> None:
    connection = duckdb.connect()
    quoted = '"' + table.replace('"', '""') + '"'
    connection.execute(f"CREATE TABLE {quoted} AS SELECT 'a' AS \"unit.id\", 'b' AS level")
    sql = duckdb_sql(printed_set(compile_set(levels("a", "b"), *SCOPE)), table)
    assert [str(value) for value in connection.execute(sql).fetchall()[0][:3]] == ["a", "1.000", "2.000"]


def test_lines_of_comments_end_nowhere() -> None:
    assert one_line("a\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h\x00i\u202ej\ud800k").isprintable()


@pytest.mark.parametrize("dialect", WRITERS)
def test_a_figure_that_may_pass_128_bits_is_refused(dialect: str) -> None:
    most = 10**15
    rule = {"value": "(a * b * c) / d", "target": "100%", "when_empty": "zero"}
    facts = {name: whole(name, 0, most) for name in "abcd"}
    compiled = compile_set(single("proportional", rule, **facts), *SCOPE)
    with pytest.raises(InvalidDocument) as caught:
        WRITERS[dialect](printed_set(compiled))
    assert [finding.code for finding in caught.value.findings] == ["printing.too-wide"]
    assert "1" in caught.value.findings[0].message.en


@pytest.mark.parametrize("dialect", WRITERS)
def test_a_fact_whose_range_passes_128_bits_is_refused(dialect: str) -> None:
    fact = whole("a", 0, 10**39, places=9)
    compiled = compile_set(single("proportional", {"value": "a / 10", "target": "100%"}, a=fact), *SCOPE)
    with pytest.raises(InvalidDocument) as caught:
        WRITERS[dialect](printed_set(compiled))
    assert {finding.code for finding in caught.value.findings} == {"printing.too-wide"}


def test_a_row_that_is_held_against_the_field_is_refused() -> None:
    rule = {
        "value": "a",
        "by": "best",
        "points": ({"from": "100%", "points": "2"}, {"below": "100%", "points": "0"}),
    }
    compiled = compile_set(single("relative", rule, a=whole("a", 1, 9)), *SCOPE)
    assert compiled.program is not None, [finding.told("en") for finding in compiled.findings]
    with pytest.raises(InvalidDocument) as caught:
        printed_set(compiled)
    assert [finding.code for finding in caught.value.findings] == ["printing.field"]


def test_names_that_a_database_takes_for_one_are_refused() -> None:
    rules = levels("a", "b")
    (leaf,) = rules.components
    twins = replace(leaf, id="1.a"), replace(leaf, id="1.A")
    rules = replace(rules, components=(replace(leaf, id="1", method="", rule={}, maximum=4, children=twins),))
    rules = replace(rules, total=replace(rules.total, maximum=4))
    compiled = compile_set(rules, *SCOPE)
    printed_set(compiled)
    with pytest.raises(InvalidDocument) as caught:
        printed_set(compiled, ALL)
    assert [finding.code for finding in caught.value.findings] == ["printing.one-name"]


def test_a_row_that_is_not_there_is_named_with_what_is_meant() -> None:
    with pytest.raises(UnknownNode, match=r"no node '1\.9'"):
        printed_set(compile_set(levels("a", "b"), *SCOPE), ("1.9",))


def test_a_set_with_errors_is_not_printed() -> None:
    compiled = compile_set(single("proportional", {"value": "nothing / 2"}), *SCOPE)
    with pytest.raises(InvalidDocument) as caught:
        printed_set(compiled)
    assert [finding.code for finding in caught.value.findings] == ["fact.unknown"]
