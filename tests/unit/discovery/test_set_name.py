"""Which name of a set is newer, and which could be one at all."""

from pathlib import Path

import pytest

from engine.discovery.catalogue import open_catalogue
from engine.discovery.set_name import SetName
from engine.errors import UnknownCriteriaSet
from tests.unit.discovery.example_plugins import write_set


def test_editions_are_sorted_as_people_count() -> None:
    editions = ["2", "10", "2022", "2022.1", "2022.10", "2024", "2024a"]
    names = [SetName("a.b", edition, 1) for edition in editions]
    shuffled = [*names[3:], *names[:3]]
    assert sorted(shuffled, key=lambda name: name.order) == names


def test_an_edition_of_any_length_can_be_sorted() -> None:
    huge = SetName("a.b", "9" * 5000, 1)
    assert max(huge, SetName("a.b", "2022", 1), key=lambda name: name.order) == huge


def test_leading_zeros_make_no_other_number() -> None:
    assert SetName("a.b", "007", 1).order == SetName("a.b", "7", 1).order


@pytest.mark.parametrize(
    ("set_id", "edition", "fits"),
    [
        ("vn.par.x", "2022", True),
        ("vn.par.x", "2022.1-a_b", True),
        ("../x", "2022", False),
        ("", "2022", False),
        ("vn.par.x", "", False),
        ("vn.par.x", "../1", False),
        ("x" * 81, "2022", False),
        ("x", "1" * 41, False),
        ("x\n", "2022", False),
    ],
)
def test_what_a_set_may_be_called(set_id: str, edition: str, fits: bool) -> None:
    assert SetName(set_id, edition, 1).is_well_formed is fits


def test_a_folder_that_claims_an_impossible_name_harms_only_itself(tmp_path: Path) -> None:
    for name, edition in (("a_hostile", "9" * 5000), ("b_good", "2022")):
        write_set(tmp_path / name, "vd.x", edition)
    catalogue = open_catalogue((tmp_path,))
    assert catalogue.get("vd.x").checked().edition == "2022"
    hostile = next(record for record in catalogue.sets if record.plugin == "a_hostile")
    assert not hostile.is_served
    assert "`edition`" in hostile.problem.en
    with pytest.raises(UnknownCriteriaSet) as problem:
        catalogue.get("nothing.like.it")
    assert "9999" not in problem.value.hint_en
