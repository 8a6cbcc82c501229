"""The compact result: overrides are nothing unless a person decided something."""

from engine.domain.scorecard import Status
from engine.evaluation.outcome import NO_OVERRIDES, STATUSES, Overrides


def test_nothing_decided_is_nothing_to_override():
    assert not NO_OVERRIDES
    assert Overrides({0: 1}, frozenset())
    assert Overrides({}, frozenset({0}))


def test_the_six_statuses_have_numbers():
    assert set(STATUSES) == set(Status)
