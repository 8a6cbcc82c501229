"""Values made once: by one thread, kept, bounded, and tried again after a failure."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.discovery.once import Once, OnceByKey


def test_threads_that_ask_together_get_one_object() -> None:
    started, calls = threading.Barrier(8), []

    def make() -> object:
        calls.append(threading.get_ident())
        threading.Event().wait(0.05)
        return object()

    once = Once(make)

    def ask(_: int) -> object:
        started.wait()
        return once.value()

    with ThreadPoolExecutor(8) as pool:
        values = set(pool.map(ask, range(8)))
    assert (len(values), len(calls)) == (1, 1)


def test_none_is_a_value_like_any_other() -> None:
    calls: list[int] = []
    once = Once(lambda: calls.append(1))
    assert [once.value(), once.value(), len(calls)] == [None, None, 1]


def test_after_a_failure_the_next_to_ask_tries_again() -> None:
    answers = iter([ValueError("not yet"), "made"])

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    once = Once(make)
    with pytest.raises(ValueError, match="not yet"):
        once.value()
    assert once.value() == "made"


def test_what_was_asked_for_last_is_kept() -> None:
    kept: OnceByKey[str, object] = OnceByKey(2)
    first, second = kept.value("a", object), kept.value("b", object)
    assert kept.value("a", object) is first
    kept.value("c", object)
    assert len(kept) == 2
    assert kept.value("a", object) is first
    assert kept.value("b", object) is not second


def test_making_one_value_does_not_hold_up_another() -> None:
    kept: OnceByKey[str, str] = OnceByKey(4)
    other_made = threading.Event()

    def slow() -> str:
        assert other_made.wait(60)
        return "slow"

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(kept.value, "slow", slow)
        assert kept.value("quick", lambda: "quick") == "quick"
        other_made.set()
        assert waiting.result(60) == "slow"
