"""Facts as text: dots and ISO dates for machines, commas and day first for people in Vietnamese."""

from datetime import date

import pytest

from engine.domain.fact_text import as_shown, as_text
from engine.domain.facts import Fact, FactType, Option
from engine.domain.text import Text

TITLE = Text("tên", "title")
OPTIONS = (Option("on_time", Text("Kịp thời", "In time")), Option("late", Text("Muộn", "Late")))


def fact(kind: FactType, places: int = 0) -> Fact:
    """A fact of a kind."""
    return Fact("f", TITLE, kind, 0, 10**15, places, OPTIONS if kind is FactType.CHOICE else ())


@pytest.mark.parametrize(
    ("kind", "places", "number", "machine", "vi", "en"),
    [
        (FactType.BOOL, 0, 1, "true", "có", "yes"),
        (FactType.BOOL, 0, 0, "false", "không", "no"),
        (FactType.CHOICE, 0, 1, "late", "Muộn", "Late"),
        (FactType.DATE, 0, date(2024, 7, 18).toordinal(), "2024-07-18", "18/07/2024", "2024-07-18"),
        (FactType.PERCENT, 2, 9117, "91.17", "91,17 %", "91.17%"),
        (FactType.PERCENT, 2, 8000, "80", "80 %", "80%"),
        (FactType.DECIMAL, 3, 4250, "4.25", "4,25", "4.25"),
        (FactType.COUNT, 0, 12, "12", "12", "12"),
        (FactType.MONEY, 0, 2_700_000_150_000, "2700000150000", "2.700.000.150.000", "2,700,000,150,000"),
        (FactType.INTEGER, 0, -5, "-5", "-5", "-5"),
    ],
)
def test_a_fact_is_written_for_machines_and_for_people(kind, places, number, machine, vi, en):
    declared = fact(kind, places)
    assert as_text(declared, number) == machine
    assert as_shown(declared, number) == Text(vi, en)
