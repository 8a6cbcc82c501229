"""Both servers over real sockets: they answer alike, refuse bodies that are too long, and end cleanly when told to."""

import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.assembly import assemble
from engine.settings import Settings
from tests.servers.running_server import LONGEST_WAIT, ROOT, RunningServer, running_server

BODY = (ROOT / "plugins/sample_data/vi_du_2022/vd-so-noi-vu.yaml").read_bytes()
YAML = {"Content-Type": "application/yaml"}
SERVERS = ("granian", "waitress")
LISTENING = "0A"
LOOPBACK_IN_HEX = "0100007F"


@pytest.fixture(scope="module", params=SERVERS)
def server(request, tmp_path_factory) -> Iterator[RunningServer]:
    """Each server, running."""
    with running_server(tmp_path_factory.mktemp(request.param) / "parindex.sqlite3", request.param) as running:
        yield running


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_is_ready_scores_keeps_and_ends_cleanly(tmp_path: Path, name: str) -> None:
    database = tmp_path / "parindex.sqlite3"
    secret = made_key(database)
    with running_server(database, name) as server:
        status, _, body = server.ask("GET", "/readyz")
        assert (status, json.loads(body)["status"]) == (200, "ready")
        headers = YAML | {"Authorization": f"Bearer {secret}"}
        status, told, card = server.ask("POST", "/v1/evaluations?store=true", BODY, headers)
        assert status == 201, card
        assert told["result-hash"] == hashlib.sha256(card).hexdigest()
        assert server.ask("GET", told["location"])[2] == card
        assert server.stop() == 0
        assert "Traceback" not in server.log
        assert "pix_" not in server.log
    with running_server(database, name) as again:
        assert again.ask("GET", told["location"])[2] == card


def made_key(database: Path) -> str:
    """A key that may keep results, made as an operator makes one."""
    engine = assemble(Settings(database=str(database)))
    made = engine.keys.create("a test", ["evaluate:store"], at=engine.clock())
    engine.database.close()
    return made.secret


def test_anybody_may_score(server) -> None:
    status, headers, card = server.ask("POST", "/v1/evaluations", BODY, YAML)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert headers["result-hash"] == hashlib.sha256(card).hexdigest()
    assert "location" not in headers


def test_an_answer_that_is_there_already_is_not_sent_again(server) -> None:
    _, headers, body = server.ask("GET", "/v1/criteria-sets")
    status, again, nothing = server.ask("GET", "/v1/criteria-sets", headers={"If-None-Match": headers["etag"]})
    assert (status, again["etag"], nothing) == (304, headers["etag"], b"")
    status, head, nothing = server.ask("HEAD", "/v1/criteria-sets")
    assert (status, head["content-length"], nothing) == (200, str(len(body)), b"")


@pytest.mark.parametrize(
    ("place", "status"),
    [("/nothing", 404), ("/v1/schemas/..%2f..%2fetc%2fpasswd", 404), ("/v1/results/%00", 404), ("/version?x=1", 400)],
)
def test_a_refusal_is_a_problem(server, place, status) -> None:
    got, headers, body = server.ask("GET", place)
    assert (got, headers["content-type"]) == (status, "application/problem+json")
    assert json.loads(body)["status"] == status


def head(*lines: str) -> bytes:
    """The head of a POST, sent as it stands."""
    fixed = ("POST /v1/evaluations HTTP/1.1", "Host: x", "Content-Type: application/json", "Connection: close")
    return "\r\n".join((*fixed, *lines, "", "")).encode()


def test_a_body_that_is_too_long_is_refused(server) -> None:
    answer = server.say(head("Content-Length: 1048577"), then=b" " * 1_048_577)
    told, _, body = answer.partition(b"\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in told
    assert json.loads(body)["code"] == "http.body-too-large"


def test_a_body_that_is_far_too_long_is_refused_before_it_is_sent(server) -> None:
    answer = server.say(head("Content-Length: 10000000000"))
    assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
    assert b"<html" not in answer


def test_a_body_in_chunks_is_refused_or_read_within_the_limit(server) -> None:
    answer = server.say(head("Transfer-Encoding: chunked") + b"2\r\n{}\r\n0\r\n\r\n")
    assert answer.split(b" ")[1] in (b"411", b"422")
    endless = b"".join(b"10000\r\n" + b" " * 65_536 + b"\r\n" for _ in range(40)) + b"0\r\n\r\n"
    answer = server.say(head("Transfer-Encoding: chunked"), then=endless)
    assert answer.split(b" ")[1] in (b"411", b"413")


def test_a_compressed_body_is_refused(server) -> None:
    answer = server.say(head("Content-Encoding: gzip", "Content-Length: 2") + b"{}")
    assert answer.startswith(b"HTTP/1.1 415 ")


def test_a_reader_that_goes_away_harms_nobody(server) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", server.port), timeout=LONGEST_WAIT) as connection:
            connection.sendall(head("Content-Length: 1000") + b"{")
    assert server.ask("GET", "/healthz")[0] == 200


def test_nothing_but_loopback_is_listened_on_unless_asked(server) -> None:
    sockets = Path("/proc/net/tcp")
    if not sockets.exists():
        pytest.skip("this system has no list of sockets that can be read")
    rows = [line.split() for line in sockets.read_text().splitlines()[1:]]
    places = [place.partition(":") for _, place, _, state, *_ in rows if state == LISTENING]
    assert [address for address, _, port in places if int(port, 16) == server.port] == [LOOPBACK_IN_HEX]
