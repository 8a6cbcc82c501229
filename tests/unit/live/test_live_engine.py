"""The engine of the moment: swapped whole, never by what cannot be opened; watched in whichever process runs."""

import os
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest

from engine.assembly import Engine, assemble
from engine.live_engine import FIRST_PAUSE, LiveEngine, Watch
from engine.services.generation_service import RELOAD, InForceNotServed
from engine.settings import Settings
from tests.support.small_round import write_set


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of sets."""
    home = tmp_path / "sets"
    home.mkdir()
    return home


def engine_of(folder: Path) -> Engine:
    """An engine over a folder of sets, with the database beside it."""
    return assemble(Settings(database=str(folder.parent / "parindex.sqlite3"), sets=(folder,)))


@pytest.fixture
def live(folder: Path) -> LiveEngine:
    """A process that serves."""
    begun = LiveEngine(engine_of(folder))
    begun.begin()
    yield begun
    begun.current.database.close()


def ids(live: LiveEngine) -> set[str]:
    """The sets that are served."""
    return {rules.id for rules in live.current.criteria.sets()}


def test_a_start_is_the_first_generation_and_the_next_process_joins_it(live, folder):
    assert (live.current.generation, live.trouble) == (1, None)
    other = LiveEngine(engine_of(folder))
    other.begin()
    assert other.current.generation == 1
    other.current.database.close()


def test_a_start_with_other_sets_makes_a_generation_that_the_others_follow(live, folder):
    write_set(folder)
    other = LiveEngine(engine_of(folder))
    other.begin()
    assert other.current.generation == 2
    live.look()
    assert live.current.generation == 2
    assert "thu.nho" in ids(live)
    other.current.database.close()


def test_who_holds_the_engine_keeps_it_to_the_end(live, folder):
    before = live.current
    write_set(folder)
    live.reload()
    assert before is not live.current
    assert (before.generation, live.current.generation) == (1, 2)
    assert "thu.nho" not in {rules.id for rules in before.criteria.sets()}
    assert before.database is live.current.database


def test_what_was_compiled_is_taken_along(live):
    loaded = live.current.catalogue.get("vn.par.department", "2022")
    compiled = live.current.catalogue.scorer(loaded, "ordinary", 2022)
    live.reload()
    again = live.current.catalogue.get("vn.par.department", "2022")
    assert again is not loaded
    assert live.current.catalogue.scorer(again, "ordinary", 2022) is compiled


def test_sets_that_do_not_fit_the_digest_are_not_served_and_tried_again_later(live, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    write_set(elsewhere)
    other = assemble(Settings(database=live.current.settings.database, sets=(elsewhere,)))
    made = other.generations.renewed(RELOAD).generation
    good = live.current
    live.look()
    assert live.current is good
    assert (live.trouble.number, live.trouble.pause) == (made.number, FIRST_PAUSE)
    shutil.copytree(elsewhere / "bo_thu", folder / "bo_thu")
    live.look()
    assert live.current is good, "it is too soon to read all sets again"
    live._trouble = None
    live.look()
    assert (live.current.generation, live.trouble) == (made.number, None)
    other.database.close()


def test_each_failure_makes_the_pause_longer(live, tmp_path):
    write_set(tmp_path / "elsewhere")
    other = assemble(Settings(database=live.current.settings.database, sets=(tmp_path / "elsewhere",)))
    other.generations.renewed(RELOAD)
    pauses = []
    for _ in range(3):
        live.look()
        pauses.append(live.trouble.pause)
        live._trouble = type(live.trouble)(live.trouble.number, live.trouble.reason, 0.0, live.trouble.pause)
    assert pauses == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    other.database.close()


def test_a_fault_while_sets_are_read_leaves_what_is_served(live, monkeypatch, caplog):
    good, interval = live.current, sys.getswitchinterval()
    good.generations.renewed(RELOAD)

    def fail(_: Engine) -> None:
        raise OSError("/srv/secret/place")

    monkeypatch.setattr(Engine, "open_anew", fail)
    live.look()
    assert live.current is good
    assert "/srv/secret/place" not in live.trouble.reason.en
    assert "/srv/secret/place" in caplog.text
    assert sys.getswitchinterval() == interval


def test_sets_that_changed_again_do_not_keep_what_is_served_from_its_new_number(live, folder):
    number = live.current.generations.renewed(RELOAD).generation.number
    write_set(folder)  # after the generation was made, before this process has looked
    live.look()
    assert (live.current.generation, "thu.nho" in ids(live)) == (number, False)


def test_a_database_that_was_exchanged_for_an_empty_one_is_begun_anew(live):
    database = live.current.database
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER generations_only_grow_delete")
        connection.exec_driver_sql("DELETE FROM generations")
    live.look()
    assert live.trouble is None
    assert live.current.generations.newest().number == live.current.generation


def test_a_start_that_lacks_what_is_in_force_serves_the_rest_and_says_so(live, folder, caplog):
    from datetime import date

    from engine.domain.activation import Order

    home = write_set(folder)
    order = Order(
        year=2024,
        unit_kind="department",
        decision="12/QĐ-VD",
        decided_on=date(2024, 1, 5),
        by="Hoa",
        set_id="thu.nho",
        override_reason="a test",
    )
    live.activate(order, after=0)
    shutil.rmtree(home)
    with pytest.raises(InForceNotServed):
        live.reload()
    assert "thu.nho" in ids(live)
    late = LiveEngine(engine_of(folder))
    late.begin()
    assert (late.current.generation, "missing" in late.trouble.reason.en) == (0, True)
    assert "vn.par.department" in ids(late)
    late.current.database.close()


def test_a_watch_looks_until_it_is_stopped():
    looked, enough = [], threading.Event()

    def look() -> None:
        looked.append(threading.current_thread())
        if len(looked) == 3:
            enough.set()

    watch = Watch(look, seconds=0.01)
    for _ in range(5):
        watch.keep_on()
    assert enough.wait(60)
    watch.stop()
    (one,) = set(looked)
    assert one.name == "parindex-watch"
    one.join(60)
    assert not one.is_alive()
    count = len(looked)
    time.sleep(0.1)
    assert len(looked) == count


def test_a_process_that_was_forked_off_begins_to_watch_for_itself():
    looked = threading.Event()
    watch = Watch(looked.set, seconds=0.01)
    watch._process = os.getpid() + 1  # as if another process had begun to watch
    watch.keep_on()
    assert looked.wait(60)
    watch.stop()
