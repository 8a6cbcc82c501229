"""The pages of conditions, numbers and statuses say what happens."""

import re
from fractions import Fraction

import pytest

from engine.domain.criteria_set import Node, Origin, Provenance
from engine.domain.facts import Fact, FactType, Option
from engine.domain.numbers import decimal_text, printed, rounded
from engine.domain.scorecard import STATUS_TITLES, Status
from engine.domain.text import Text
from engine.loading.schema_store import schemas
from engine.methods.functions import FUNCTIONS
from engine.methods.language import MOST_DEPTH, MOST_LENGTH, MOST_SIZE, read_condition
from engine.methods.scope import Scope
from tests.documentation.markdown_blocks import page, sections, told_in_table

CONDITIONS = sections(page("reference/conditions.md"))
NUMBERS = sections(page("explanation/numbers.md"))
STATUSES = sections(page("explanation/statuses.md"))
NAME = Text("Tên", "Name")


def cells(section: str) -> list[list[str]]:
    """The rows of the tables of a section whose first cell is code."""
    lines = (line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `"))
    return [[cell.strip("`") for cell in line] for line in lines]


def scope() -> Scope:
    """A row with the facts that the examples name."""
    facts = {name: Fact(name, NAME, FactType.COUNT, 0, 1000) for name in ("done", "planned")}
    facts["sent"] = Fact("sent", NAME, FactType.CHOICE, 0, 1, options=(Option("late", NAME), Option("none", NAME)))
    return Scope(Node("1", NAME, Fraction(2), Origin(Provenance.EXAMPLE)), facts, 10**6, 2 * 10**6)


def test_every_function_is_told_and_no_other() -> None:
    assert told_in_table(CONDITIONS["Hàm · Functions"]) == list(FUNCTIONS)


def test_the_limits_are_told() -> None:
    told = [int(number) for number in re.findall(r"\d+", CONDITIONS["Giới hạn · Limits"])]
    assert told == [MOST_LENGTH, MOST_DEPTH, MOST_SIZE]


@pytest.mark.parametrize(("written", "code", "message"), cells(CONDITIONS["Bị từ chối · What is refused"]))
def test_what_is_refused_is_refused_with_this_message(written: str, code: str, message: str) -> None:
    row = scope()
    assert read_condition(row, written, "/when") is None
    assert [(finding.code, finding.message.en) for finding in row.findings] == [(code, message)]


def test_what_is_advised_instead_is_taken() -> None:
    row = scope()
    assert "`done * 100 >= planned * 80`" in CONDITIONS["Bị từ chối · What is refused"]
    assert read_condition(row, "done * 100 >= planned * 80", "/when") is not None
    assert row.findings == []


@pytest.mark.parametrize(("ratio", "kept", "shown"), cells(NUMBERS["Một phép chia · One division"]))
def test_a_ratio_is_kept_and_printed_so(ratio: str, kept: str, shown: str) -> None:
    assert (decimal_text(rounded(Fraction(ratio), 6)), printed(Fraction(ratio))) == (kept, shown)


def test_parts_are_printed_by_themselves() -> None:
    figures = cells(NUMBERS["In ra · Print"])
    assert [printed(Fraction(exact)) for exact, _ in figures] == [shown for _, shown in figures]
    first, second, total = (Fraction(exact) for exact, _ in figures)
    assert first + second == total
    assert Fraction(figures[0][1]) + Fraction(figures[1][1]) != Fraction(figures[2][1])


def test_every_status_is_told_with_its_title() -> None:
    told = {row[0]: row[1] for row in cells(STATUSES["Sáu trạng thái · Six statuses"])}
    assert told == {str(status): f"{STATUS_TITLES[status].vi} · {STATUS_TITLES[status].en}" for status in Status}


def test_every_way_to_close_is_told() -> None:
    ways = schemas()["criteria-set/1"]["properties"]["missing_at_close"]["enum"]
    assert sorted(told_in_table(STATUSES["Chốt vòng · Closing a stage"])[1:]) == sorted(ways)
