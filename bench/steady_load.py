"""A steady load on a server from several threads: every answer is noted with its time, generation and body."""

import hashlib
import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
PATIENCE = 30.0
REQUESTS_A_CONNECTION = 20
"""Connections are made anew so often, so that every process of the server gets its share."""


@dataclass(frozen=True)
class Question:
    """One request that is sent again and again."""

    method: str
    place: str
    body: bytes | None = None
    media: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back: when it was asked, how long it took, the status (0 where nothing came), generation and body."""

    question: Question
    started: float
    seconds: float
    status: int
    generation: int
    body_hash: str


@dataclass
class Load:
    """Asks the questions in turn from `threads` threads, each once in `pause` seconds, until it is stopped."""

    port: int
    questions: Sequence[Question]
    threads: int = 4
    pause: float = 0.02
    answers: list[Answer] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator["Load"]:
        """The load, for as long as the block lasts."""
        crowd = [threading.Thread(target=self._ask_on, args=(at,)) for at in range(self.threads)]
        for one in crowd:
            one.start()
        try:
            yield self
        finally:
            self._stopped.set()
            for one in crowd:
                one.join()

    def between(self, start: float, end: float) -> list[Answer]:
        """The answers to what was asked in a span of `time.perf_counter`."""
        return [answer for answer in self.answers if start <= answer.started < end]

    def _ask_on(self, number: int) -> None:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE)
        # The askers take turns: all at once they would mostly wait for each other.
        due = time.perf_counter() + number * self.pause / self.threads
        time.sleep(number * self.pause / self.threads)
        at = number
        while not self._stopped.is_set():
            if at % REQUESTS_A_CONNECTION == 0:
                connection.close()
            self.answers.append(self._asked(connection, self.questions[at % len(self.questions)], due))
            at += 1
            # What the server delays counts for the requests that had to wait for it, too.
            due += self.pause
            time.sleep(max(0.0, due - time.perf_counter()))
        connection.close()

    def _asked(self, connection: http.client.HTTPConnection, question: Question, due: float) -> Answer:
        headers = {"Content-Type": question.media} if question.media else {}
        try:
            connection.request(question.method, question.place, question.body, headers)
            response = connection.getresponse()
            body = response.read()
        except OSError:
            connection.close()
            return Answer(question, due, time.perf_counter() - due, 0, 0, "")
        generation = int(response.headers.get("Catalogue-Generation", "0"))
        seconds = time.perf_counter() - due
        return Answer(question, due, seconds, response.status, generation, hashlib.sha256(body).hexdigest())


def percentile(answers: Sequence[Answer], share: float) -> float:
    """The time in seconds within which that share of the answers came."""
    times = sorted(answer.seconds for answer in answers)
    return times[min(len(times) - 1, int(share * len(times)))]
