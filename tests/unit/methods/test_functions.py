"""The named functions of the condition language: each refuses too few and too many arguments."""

import pytest

from engine.methods.functions import FUNCTIONS
from tests.unit.methods.test_language import FACTS, GIVEN, refused, scope, worth

FITTING = {
    "count": "reports",
    "sum": "reports, pages",
    "any": "reports, complete",
    "all": "reports, complete",
    "min": "tasks.done, 1",
    "max": "tasks.done, 1",
    "abs": "balance",
    "clamp": "balance, 0, 1",
    "days_between": "plan.date, plan.date",
    "known": "plan",
    "date": '"2022-01-01"',
}
MOST = {"count": 2, "sum": 3, "any": 2, "all": 2, "abs": 1, "clamp": 3, "days_between": 2, "known": 1, "date": 1}


def test_the_functions_are_a_closed_list():
    assert set(FUNCTIONS) == set(FITTING)


@pytest.mark.parametrize("name", sorted(FITTING))
def test_a_function_without_arguments_lacks_one(name):
    assert refused(f"{name}() == {name}()") == "function.arguments"


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_function_takes_no_more_than_its_arguments(name):
    more = ", ".join([FITTING[name], *["true"] * MOST[name]])
    assert refused(f"{name}({more}) == 1") == "function.arguments"


def test_least_and_greatest_of_numbers_take_any_number():
    numbers = ", ".join(str(n) for n in range(20, 40))
    assert worth(f"min({numbers})") == 20
    assert worth(f"max({numbers}, tasks.done)") == 39


def test_a_list_of_one_fact_is_told_from_a_list_of_numbers():
    assert worth("min(reports, pages)") == 0
    assert refused("min(reports) > 1") == "function.arguments"
    assert refused("min(plan, 1) > 0") == "expression.not-allowed"


def test_the_helpers_read_the_facts_they_say():
    assert set(GIVEN) == set(FACTS)
    assert scope().facts is FACTS
