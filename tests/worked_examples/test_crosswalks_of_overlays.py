"""An overlay has the crosswalks of its base, whichever side it stands on."""

import pytest

from engine.discovery.catalogue import Catalogue, open_catalogue
from engine.domain.criteria_set import CriteriaSet
from engine.domain.crosswalk import Change, Side
from engine.services.difference_service import DifferenceService
from tests.worked_examples.conftest import EXAMPLES


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The bundled sets and those of the examples."""
    return open_catalogue([EXAMPLES])


def the(catalogue: Catalogue, set_id: str, edition: str) -> CriteriaSet:
    """A set by id and edition."""
    return catalogue.get(set_id, edition).checked()


def test_the_newer_side_may_be_an_overlay(catalogue: Catalogue) -> None:
    older, base = the(catalogue, "vn.par.department", "2021"), the(catalogue, "vn.par.department", "2022")
    overlay = the(catalogue, "vd.par.department", "2022")
    service = DifferenceService(catalogue)
    found, own = service.crosswalk(older, overlay), service.crosswalk(older, base)
    assert found is not None
    assert own is not None
    assert found.rows == own.rows
    assert (found.before, found.after) == (Side(older.id, "2021"), Side("vd.par.department", "2022"))
    assert {"1.VD1", "1.VD2"} & set(found.rows_by_node()) == set(), "what the overlay adds has no past"


def test_the_older_side_may_be_an_overlay_of_the_same_base(catalogue: Catalogue) -> None:
    before, after = the(catalogue, "vn.par.department.special", "2022"), the(catalogue, "vd.par.department", "2022")
    found = DifferenceService(catalogue).joining(before, after)
    assert found is not None
    assert (found.before.id, found.after.id) == ("vn.par.department.special", "vd.par.department")
    assert {row.change for row in found.rows} == {Change.SAME}


def test_a_base_and_its_overlay_are_joined_by_their_ids(catalogue: Catalogue) -> None:
    base, overlay = the(catalogue, "vn.par.department", "2022"), the(catalogue, "vd.par.department", "2022")
    for before, after in ((base, overlay), (overlay, base)):
        found = DifferenceService(catalogue).joining(before, after)
        assert found is not None
        assert dict(found.pairs()) == {node.id: node.id for node in base.walk()}
        assert DifferenceService(catalogue).crosswalk(before, after) is None, "nobody wrote one"


def test_sets_that_nothing_joins_stay_apart(catalogue: Catalogue) -> None:
    service = DifferenceService(catalogue)
    assert service.joining(the(catalogue, "vn.sipas", "2017"), the(catalogue, "vd.par.department", "2022")) is None
