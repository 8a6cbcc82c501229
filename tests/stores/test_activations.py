"""Acts, published revisions and generations: only added, chained, all or nothing; tampering with the file is found."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest

from engine.domain.activation import Act, SetRevision
from engine.errors import ActivationOvertaken, RevisionChanged, StorageProblem
from engine.results.canonical import digest
from engine.services.activation_chain import ActivationChain
from engine.storage.activation_store import ActivationStore, Served
from engine.storage.generation_store import CatalogueOvertaken, GenerationStore
from engine.storage.revision_store import RevisionStore
from engine.storage.scorecard_store import ResultFilter, ScorecardStore
from tests.stores.example_rows import NOON, pair, sha256

RULES = SetRevision("vd.set", "2022", 1, sha256("vd.set 2022"))
ACT = Act(
    year=2022,
    unit_kind="department",
    criteria_set=RULES,
    decision="12/QĐ-VD",
    decided_on=date(2022, 3, 1),
    in_force_from=date(2022, 1, 1),
    by="Hoa",
    override_reason="chạy thử",
)
SERVED = Served(sha256("catalogue"), 0)


def nothing(_) -> None:
    """Finds nothing wrong."""


@pytest.fixture
def store(database) -> ActivationStore:
    """A store of acts."""
    return ActivationStore(database, digest)


def record(store: ActivationStore, count: int = 1, **changes) -> None:
    """Record acts, a second apart."""
    for at in range(count):
        known = GenerationStore(store._database).newest_number()
        moment = NOON + timedelta(seconds=known + at)
        act = replace(ACT, decision=f"{known + 1}/QĐ-VD", **changes)
        store.record(act, replace(SERVED, known_generation=known), at=moment, after=None, look_over=nothing)


def report(database):
    """What the chain says."""
    return ActivationChain(ActivationStore(database, digest), RevisionStore(database)).report()


def tamper(database, *statements: str) -> None:
    """Change the file behind the program's back, as somebody with the file can: the triggers are taken away first."""
    database.close()
    with closing(sqlite3.connect(database.path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def test_an_act_comes_back_as_it_was_recorded(store):
    activation, generation = store.record(ACT, SERVED, at=NOON, after=0, look_over=nothing)
    assert (activation.act, activation.recorded_at, activation.sequence) == (ACT, NOON, 1)
    assert store.activations() == [activation]
    assert store.activations(2022, "department") == [activation]
    assert store.activations(2022, "commune") == []
    assert generation.cause == f"activation {activation.hash}"


def test_the_chain_of_what_was_recorded_is_sound(database, store):
    assert report(database).sound
    record(store, 3)
    assert (report(database).sound, report(database).length) == (True, 3)
    first, second, _ = store.activations()
    assert second.previous == first.hash == digest(first.sealed)


@pytest.mark.parametrize(
    ("statements", "codes"),
    [
        (["UPDATE activations SET decision = '99/QĐ' WHERE sequence = 2"], {"chain.changed"}),
        (["UPDATE activations SET override_reason = '' WHERE sequence = 1"], {"chain.changed"}),
        (["UPDATE activations SET recorded_at = '2020-01-01T00:00:00.000000Z' WHERE sequence = 3"], {"chain.changed"}),
        (["DELETE FROM activations WHERE sequence = 2"], {"chain.broken", "chain.lost"}),
        (["DELETE FROM activations WHERE sequence = 3"], {"chain.lost"}),
        (["DELETE FROM activations WHERE sequence = 1"], {"chain.broken", "chain.lost"}),
        (["UPDATE activations SET sequence = 9 WHERE sequence = 3"], {"chain.broken", "chain.changed"}),
        (["UPDATE published_revisions SET hash = '" + "0" * 64 + "'"], {"chain.revision"}),
        (
            [
                "INSERT INTO activations SELECT 4, year, unit_kind, set_id, edition, revision, set_hash, 'x',"
                " decided_on, in_force_from, by, override_reason, recorded_at, hash, '" + "a" * 64 + "'"
                " FROM activations WHERE sequence = 3"
            ],
            {"chain.changed"},
        ),
    ],
)
def test_tampering_with_the_file_is_found(database, store, statements, codes):
    record(store, 3)
    tamper(database, *statements)
    found = report(database)
    assert not found.sound
    assert {finding.code for finding in found.findings} == codes


@pytest.mark.parametrize(
    ("table", "column"), [("activations", "decision"), ("published_revisions", "hash"), ("generations", "digest")]
)
def test_the_database_itself_refuses_to_change_what_is_kept(database, store, table, column):
    record(store)
    for statement in (
        f"UPDATE {table} SET {column} = 'x'",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(StorageProblem, match="only grow"), database.writing() as connection:
            connection.exec_driver_sql(statement)
    assert report(database).sound


def test_a_row_that_cannot_be_read_is_told_plainly(database, store):
    record(store)
    tamper(database, "UPDATE activations SET decided_on = 'yesterday'")
    with pytest.raises(StorageProblem, match="damaged"):
        store.activations()


def test_who_saw_another_act_records_nothing(store):
    record(store)
    with pytest.raises(ActivationOvertaken):
        store.record(ACT, replace(SERVED, known_generation=1), at=NOON, after=0, look_over=nothing)
    assert len(store.activations()) == 1
    store.record(ACT, replace(SERVED, known_generation=1), at=NOON, after=1, look_over=nothing)


def test_who_opened_an_older_catalogue_records_nothing(database, store):
    record(store)
    with pytest.raises(CatalogueOvertaken):
        store.record(ACT, SERVED, at=NOON, after=None, look_over=nothing)
    assert len(store.activations()) == GenerationStore(database).newest_number() == 1


def test_an_objection_leaves_nothing_half_done(database, store):
    def object_to(acts) -> None:
        assert [one.act for one in acts] == [ACT]
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # ours
        store.record(ACT, SERVED, at=NOON, after=None, look_over=object_to)
    assert store.activations() == []
    assert RevisionStore(database).published() == ()
    assert GenerationStore(database).newest() is None


def test_a_clock_that_goes_back_does_not_put_an_act_before_the_last(store):
    record(store)
    known = replace(SERVED, known_generation=1)
    later, _ = store.record(ACT, known, at=NOON - timedelta(days=1), after=None, look_over=nothing)
    assert later.recorded_at == NOON


def test_of_two_who_decide_at_once_one_is_told(database, store):
    start, refused = Barrier(2), []

    def decide() -> None:
        start.wait()
        try:
            store.record(ACT, SERVED, at=NOON, after=0, look_over=nothing)
        except (ActivationOvertaken, CatalogueOvertaken) as problem:
            refused.append(problem)

    threads = [Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), len(store.activations()), report(database).sound) == (1, 1, True)


def test_changed_content_under_a_published_revision_is_refused(database, store):
    record(store)
    changed = replace(ACT, criteria_set=replace(RULES, hash=sha256("other")))
    with pytest.raises(RevisionChanged) as refused:
        store.record(changed, replace(SERVED, known_generation=1), at=NOON, after=None, look_over=nothing)
    assert "`revision`" in refused.value.hint_en
    assert len(store.activations()) == 1
    raised = replace(ACT, criteria_set=replace(RULES, revision=2, hash=sha256("other")))
    store.record(raised, replace(SERVED, known_generation=1), at=NOON, after=None, look_over=nothing)


def test_keeping_a_result_publishes_its_revision(database):
    scorecards = ScorecardStore(database)
    scorecards.keep(*pair())
    (published,) = RevisionStore(database).published()
    assert (published.revision, published.published_at) == (RULES, NOON)
    with pytest.raises(RevisionChanged):
        scorecards.keep_all([pair("vd-so-y-te"), pair("vd-so-tu-phap", set_hash=sha256("other"))])
    assert [item.unit_id for item in scorecards.results(ResultFilter()).items] == ["vd-so-noi-vu"]


def test_an_act_fixes_the_revision_for_results_too(database, store):
    record(store)
    with pytest.raises(RevisionChanged):
        ScorecardStore(database).keep(*pair(set_hash=sha256("other")))
    ScorecardStore(database).keep(*pair())


def test_pages_go_from_the_newest_to_the_first(store):
    record(store, 5)
    page = store.page(2022, None, limit=2)
    assert [one.sequence for one in page.items] == [5, 4]
    record(store)
    page = store.page(2022, None, before=page.next_before, limit=2)
    assert [one.sequence for one in page.items] == [3, 2]
    page = store.page(2022, None, before=page.next_before, limit=2)
    assert ([one.sequence for one in page.items], page.next_before) == ([1], None)


def test_a_start_with_the_same_sets_makes_no_generation(database):
    generations, at = GenerationStore(database), datetime(2026, 1, 1, tzinfo=UTC)
    made = generations.follow("a" * 64, "start", at=at, known=0, look_over=nothing, only_if_other=True)
    again = generations.follow("a" * 64, "start", at=at, known=0, look_over=nothing, only_if_other=True)
    assert made == again == generations.newest()
    other = generations.follow("b" * 64, "start", at=at, known=1, look_over=nothing, only_if_other=True)
    reloaded = generations.follow("b" * 64, "reload", at=at, known=2, look_over=nothing)
    assert [other.number, reloaded.number, generations.newest_number()] == [2, 3, 3]
