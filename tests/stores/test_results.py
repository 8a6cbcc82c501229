"""Results: kept once, never overwritten, found by hash, and listed as the current ones."""

from dataclasses import replace
from datetime import timedelta, timezone
from fractions import Fraction

import pytest

from engine.errors import StorageProblem, UnknownResult, UnknownThing
from engine.storage.scorecard_store import ResultFilter, ScorecardStore
from engine.storage.submission_store import SubmissionStore
from tests.stores.example_rows import NOON, pair, sha256


@pytest.fixture
def store(database):
    return ScorecardStore(database)


def units(page):
    return [item.unit_id for item in page.items]


def test_what_is_kept_is_found_again_as_it_was(database, store):
    submission, result = pair(index=None, total=Fraction(200, 3), profile="đặc thù")
    assert store.keep(submission, result) == result
    assert store.result(result.hash) == result
    assert SubmissionStore(database).submission(submission.hash) == submission


@pytest.mark.parametrize("number", ["0", "-4", "1/3", "92.181818", "123456789012345678901234567890/7"])
def test_numbers_come_back_exactly(store, number):
    submission, result = pair(total=Fraction(number), index=Fraction(number))
    store.keep(submission, result)
    kept = store.result(result.hash)
    assert (kept.total, kept.index) == (Fraction(number), Fraction(number))


def test_moments_come_back_in_utc(store):
    submission, result = pair(created_at=NOON.astimezone(timezone(timedelta(hours=7))))
    store.keep(submission, result)
    kept = store.result(result.hash)
    assert kept.created_at == NOON
    assert kept.created_at.utcoffset() == timedelta(0)


def test_keeping_again_gives_what_was_kept_first(database, store):
    submission, result = pair()
    store.keep(submission, result)
    later = NOON + timedelta(days=1)
    again = store.keep(replace(submission, received_at=later), replace(result, created_at=later))
    assert again == result
    assert SubmissionStore(database).submission(submission.hash).received_at == NOON
    assert store.results(ResultFilter()).as_of == 1


def test_another_document_under_the_same_hash_is_refused(store):
    submission, result = pair()
    store.keep(submission, result)
    for forged in ((submission, replace(result, document="{}")), (replace(submission, document="{}"), result)):
        with pytest.raises(StorageProblem, match="is not that of this document; nothing was written"):
            store.keep(*forged)
    assert store.result(result.hash) == result


def test_one_bad_pair_keeps_the_whole_batch_out(database, store):
    submission, result = pair()
    store.keep(submission, result)
    fresh = pair(unit="vd-so-tai-chinh")
    with pytest.raises(StorageProblem):
        store.keep_all([fresh, (submission, replace(result, document="{}"))])
    assert store.documents([fresh[1].hash]) == {}
    with pytest.raises(UnknownThing):
        SubmissionStore(database).submission(fresh[0].hash)


def test_a_result_of_another_submission_is_refused(store):
    with pytest.raises(StorageProblem, match="is not that of the submission"):
        store.keep(pair()[0], pair(points="60")[1])
    assert store.results(ResultFilter()).items == ()


def test_a_hash_that_is_no_hash_cannot_be_kept(store):
    submission, result = pair()
    with pytest.raises(StorageProblem):
        store.keep(submission, replace(result, hash="abc"))
    with pytest.raises(StorageProblem):
        store.keep(submission, replace(result, hash="Z" * 64))
    assert store.results(ResultFilter()).items == ()


@pytest.mark.parametrize("asked", ["", "x", "'; --", "%", "\udcff", "Z" * 64, "0" * 64])
def test_an_unknown_hash_is_told_whatever_it_is(database, store, asked):
    store.keep(*pair())
    with pytest.raises(UnknownResult):
        store.result(asked)
    with pytest.raises(UnknownThing):
        SubmissionStore(database).submission(asked)


def test_a_hash_cut_short_is_completed_in_the_hint(store):
    result = store.keep(*pair())
    with pytest.raises(UnknownResult) as problem:
        store.result(result.hash[:12])
    assert result.hash in problem.value.hint_en
    assert result.hash in problem.value.hint_vi


def test_the_latest_result_of_a_unit_year_and_stage_is_current(store):
    store.keep(*pair(points="60"))
    corrected = store.keep(*pair(points="61"))
    own = store.keep(*pair(stage="self"))
    last_year = store.keep(*pair(year=2021))
    page = store.results(ResultFilter(set_id="vd.set"))
    assert [item.hash for item in page.items] == [corrected.hash, own.hash, last_year.hash]
    assert store.results(ResultFilter(year=2022, stage="self")).items[0].hash == own.hash


def test_a_correction_taken_back_makes_the_first_result_current_again(store):
    first, corrected = pair(points="60"), pair(points="61")
    store.keep_all([first, corrected, first])
    assert [item.hash for item in store.results(ResultFilter()).items] == [first[1].hash]
    assert store.results(ResultFilter()).as_of == 3


def test_an_older_edition_keeps_its_own_current_results(store):
    old = store.keep(*pair(edition="2022"))
    new = store.keep(*pair(edition="2024"))
    assert [item.hash for item in store.results(ResultFilter(set_id="vd.set")).items] == [new.hash]
    assert [item.hash for item in store.results(ResultFilter(edition="2022")).items] == [old.hash]
    assert [item.hash for item in store.results(ResultFilter(set_hash=new.set_hash)).items] == [new.hash]


def test_a_unit_that_changed_its_group_is_not_listed_in_the_old_one(store):
    store.keep(*pair(points="60", group="a", profile="p", unit_kind="k"))
    store.keep(*pair(points="61", group="b", profile="q", unit_kind="l", closed=True, complete=False))
    for name, old, new in (
        ("group", "a", "b"),
        ("profile", "p", "q"),
        ("unit_kind", "k", "l"),
        ("closed", False, True),
        ("complete", True, False),
    ):
        assert store.results(ResultFilter(**{name: old})).items == ()
        assert len(store.results(ResultFilter(**{name: new})).items) == 1


def test_pages_follow_each_other_without_gap_or_repeat(store):
    store.keep_all(pair(unit=f"unit-{number}") for number in range(7))
    seen, page = [], store.results(ResultFilter(), limit=3)
    seen += units(page)
    while page.next_after is not None:
        page = store.results(ResultFilter(), after=page.next_after, as_of=page.as_of, limit=3)
        seen += units(page)
    assert seen == [f"unit-{number}" for number in range(7)]


def test_a_last_page_that_is_just_full_has_no_next(store):
    store.keep_all(pair(unit=f"unit-{number}") for number in range(3))
    assert store.results(ResultFilter(), limit=3).next_after is None


def test_what_is_kept_between_two_pages_does_not_disturb_them(store):
    store.keep_all(pair(unit=f"unit-{number}", points="60") for number in range(4))
    first = store.results(ResultFilter(), limit=2)
    store.keep(*pair(unit="unit-3", points="61"))
    store.keep(*pair(unit="unit-9"))
    second = store.results(ResultFilter(), after=first.next_after, as_of=first.as_of, limit=2)
    assert (units(first), units(second)) == (["unit-0", "unit-1"], ["unit-2", "unit-3"])
    assert [item.total for item in second.items] == [60, 60]
    assert second.next_after is None
    now = store.results(ResultFilter())
    assert units(now) == ["unit-0", "unit-1", "unit-2", "unit-3", "unit-9"]
    assert [item.total for item in now.items if item.unit_id == "unit-3"] == [61]


def test_the_documents_of_many_results_are_read_at_once(store):
    pairs = [pair(unit=f"unit-{number}") for number in range(1_100)]
    store.keep_all(pairs)
    hashes = [result.hash for _, result in pairs]
    assert store.documents([*hashes, sha256("nobody")]) == {result.hash: result.document for _, result in pairs}
