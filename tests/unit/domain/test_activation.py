"""What is in force on a day as it was known at a moment, and how days and moments are written."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.domain.activation import (
    CHAIN_START,
    Act,
    Activation,
    SetRevision,
    day_of,
    day_written,
    end_of_day,
    in_force,
    moment_text,
    moment_written,
    standing,
    usual_day,
)

NOON = datetime(2024, 3, 1, 5, 0, tzinfo=UTC)


def activation(
    sequence: int, start: date, recorded: datetime, *, year: int = 2024, kind: str = "department"
) -> Activation:
    """An act; its set is named by its place in the history."""
    act = Act(
        year=year,
        unit_kind=kind,
        criteria_set=SetRevision("vd.set", "2024", sequence, f"{sequence:064}"),
        decision=f"{sequence}/QĐ-VD",
        decided_on=date(2024, 1, 5),
        in_force_from=start,
        by="Hoa",
    )
    return Activation(sequence=sequence, act=act, recorded_at=recorded, previous=CHAIN_START)


FIRST = activation(1, date(2024, 1, 1), NOON)
JULY = activation(2, date(2024, 7, 1), NOON + timedelta(days=60))
CORRECTION = activation(3, date(2024, 1, 1), NOON + timedelta(days=90))
HISTORY = (FIRST, JULY, CORRECTION)
LATER = NOON + timedelta(days=365)


@pytest.mark.parametrize(
    ("on", "as_of", "expected"),
    [
        (date(2023, 12, 31), LATER, None),
        (date(2024, 1, 1), LATER, CORRECTION),
        (date(2024, 6, 30), LATER, CORRECTION),
        (date(2024, 7, 1), LATER, JULY),
        (date(2024, 12, 31), LATER, JULY),
        (date(2024, 12, 31), NOON, FIRST),
        (date(2024, 6, 30), CORRECTION.recorded_at, CORRECTION),
        (date(2024, 6, 30), CORRECTION.recorded_at - timedelta(microseconds=1), FIRST),
        (date(2024, 6, 30), NOON - timedelta(microseconds=1), None),
    ],
)
def test_two_clocks_tell_what_is_in_force(on, as_of, expected):
    assert in_force(HISTORY, on, as_of) is expected
    assert in_force(reversed(HISTORY), on, as_of) is expected


def test_what_is_recorded_later_changes_nothing_that_was_known_before():
    for as_of in (NOON, JULY.recorded_at):
        for month in range(1, 13):
            day = date(2024, month, 1)
            known = [one for one in HISTORY if one.recorded_at <= as_of]
            assert in_force(HISTORY, day, as_of) is in_force(known, day, LATER)


def test_what_a_later_act_of_the_same_day_replaced_does_not_stand_any_more():
    other_year = activation(4, date(2024, 1, 1), LATER, year=2023)
    other_kind = activation(5, date(2024, 1, 1), LATER, kind="commune")
    assert list(standing([*HISTORY, other_year, other_kind])) == [JULY, CORRECTION, other_year, other_kind]


def test_days_are_those_of_viet_nam():
    assert day_of(datetime(2024, 12, 31, 16, 59, 59, tzinfo=UTC)) == date(2024, 12, 31)
    assert day_of(datetime(2024, 12, 31, 17, tzinfo=UTC)) == date(2025, 1, 1)
    last = end_of_day(date(2024, 12, 31))
    assert day_of(last) == date(2024, 12, 31)
    assert day_of(last + timedelta(microseconds=1)) == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("year", "expected"), [(2023, date(2023, 12, 31)), (2024, date(2024, 3, 1)), (2025, date(2024, 3, 1))]
)
def test_the_usual_day_is_the_last_of_the_year_or_today(year, expected):
    assert usual_day(year, NOON) == expected


@pytest.mark.parametrize(
    "text", ["2024-02-30", "24-01-01", "20240101", "2024-1-1", "", "2024-01-01T00:00", "２０２４-01-01"]
)
def test_what_is_no_day_is_none(text):
    assert day_written(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01T12:00:00+07:00", NOON),
        ("2024-03-01T05:00Z", NOON),
        ("2024-03-01t05:00:00.000000z", NOON),
        ("2024-03-01", datetime(2024, 3, 1, 16, 59, 59, 999999, tzinfo=UTC)),
        ("2024-03-01T12:00:00", None),
        ("2024-03-01T25:00:00Z", None),
        ("2024-03-01 12:00:00+07:00", None),
        ("tomorrow", None),
    ],
)
def test_a_moment_needs_its_offset_and_a_day_means_its_end(text, expected):
    assert moment_written(text) == expected


def test_the_text_of_a_moment_sorts_as_time_does():
    assert moment_text(NOON) == "2024-03-01T05:00:00.000000Z"
    assert moment_text(NOON) < moment_text(NOON + timedelta(microseconds=1))


def test_what_is_sealed_holds_everything_but_the_hash():
    sealed = set(FIRST.sealed)
    assert sealed == {
        "format",
        "sequence",
        "year",
        "unit_kind",
        "criteria_set",
        "decision",
        "in_force_from",
        "by",
        "override_reason",
        "recorded_at",
        "previous",
    }
