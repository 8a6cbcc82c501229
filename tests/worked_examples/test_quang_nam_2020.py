"""What an article prints of one body of Quảng Nam for 2020, figure by figure, of example inputs."""

from typing import Any

import pytest

from tests.worked_examples.conftest import Answer

FOLDER = "examples/quang_nam_2020/phieu"
FINANCE, ORGANISATION, STAFF, DOCUMENTS, PROCEDURES, MODERNISATION, DIRECTION = "6", "4", "5", "2", "3", "7", "1"


@pytest.fixture(scope="module")
def unit(answer: Answer) -> Any:
    """The body in both years."""
    return answer("compare", f"{FOLDER}/2019", f"{FOLDER}/2020", "--unit", "vd-ban-dan-toc")["unit"]


@pytest.fixture(scope="module")
def components(unit: Any) -> dict[str, Any]:
    """Its components in 2020."""
    return {each["id"]: each for each in unit["overview"]["components"]}


def appraised(component: Any) -> tuple[str, str]:
    """Appraised points and their maximum."""
    (part,) = [part for part in component["parts"] if part["id"] == "appraisal"]
    return part["points"]["exact"], part["maximum"]


def test_87_26_percent_tenth_of_twenty_up_ten_places(unit: Any) -> None:
    assert unit["after"]["index"]["printed"] == "87.26"
    assert (unit["after"]["rank"], unit["after"]["of"]) == (10, 20)
    assert unit["places_gained"] == 10
    assert unit["moved"] == "rose"


@pytest.mark.parametrize(
    ("component", "percent", "points"),
    [
        (FINANCE, "98.98", ("4", "4")),
        (ORGANISATION, "94.53", ("5", "5")),
        (STAFF, "95.71", ("9", "9")),
        (DOCUMENTS, "92.00", ("7", "7")),
        (PROCEDURES, "94.79", ("12.5", "13")),
    ],
)
def test_a_component_above_ninety_with_its_appraised_points(
    components: dict[str, Any], component: str, percent: str, points: tuple[str, str]
) -> None:
    assert components[component]["share"]["percent"]["printed"] == percent
    assert appraised(components[component]) == points


def test_five_components_reach_ninety_and_four_have_all_appraised_points(components: dict[str, Any]) -> None:
    high = {name for name, each in components.items() if float(each["share"]["percent"]["printed"]) >= 90}
    full = {name for name, each in components.items() if len(set(appraised(each))) == 1}
    assert high == {FINANCE, ORGANISATION, STAFF, DOCUMENTS, PROCEDURES}
    assert full == high - {PROCEDURES}
    assert len(components) == 7


@pytest.mark.parametrize(
    ("component", "percent", "mean"), [(MODERNISATION, "69.45", "77.77"), (DIRECTION, "73.89", "78.56")]
)
def test_a_component_below_the_mean_of_the_units(
    components: dict[str, Any], component: str, percent: str, mean: str
) -> None:
    assert components[component]["share"]["percent"]["printed"] == percent
    assert components[component]["mean"]["printed"] == mean


def test_only_these_two_are_below_the_mean(components: dict[str, Any]) -> None:
    below = {
        name
        for name, each in components.items()
        if float(each["share"]["percent"]["printed"]) < float(each["mean"]["printed"])
    }
    assert below == {MODERNISATION, DIRECTION}
