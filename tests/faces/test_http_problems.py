"""Problems: one shape for every refusal, in the reader's language, and never a word from inside."""

import logging
import re
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import BadGateway, ImATeapot, RequestHeaderFieldsTooLarge

from api.problem_kinds import BY_CLASS, BY_STATUS, all_kinds, kind_of
from api.problems import answer_engine_error, answer_http_error
from engine import errors
from engine.domain.finding import error
from engine.domain.source_place import Place
from engine.domain.text import LANGUAGES
from engine.errors import EngineError, InvalidDocument, StorageProblem
from engine.storage.database import Database

VIETNAMESE = re.compile("[ăâđêôơưạảấầậắằặẹẻếềệịỉọốồộớờợụủứừựỳýỷáàãéèíìóòõúù]", re.IGNORECASE)


@pytest.mark.parametrize(
    ("accept", "query", "language"),
    [
        (None, "", "en"),
        ("vi", "", "vi"),
        ("en-US,en;q=0.5", "", "en"),
        ("vi-VN, en;q=0.8", "", "vi"),
        ("fr, en;q=0.3, vi;q=0.9", "", "vi"),
        ("fr", "", "en"),
        ("", "", "en"),
        ("%%%", "", "en"),
        ("en", "?lang=vi", "vi"),
        ("vi", "?lang=en", "en"),
    ],
)
def test_a_problem_speaks_the_readers_language(client, accept, query, language) -> None:
    answer = client.get(f"/nothing{query}", headers={} if accept is None else {"Accept-Language": accept})
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    assert bool(VIETNAMESE.search(answer.json["title"])) == (language == "vi")


def test_the_settings_say_what_is_spoken_where_nobody_asks(make_client) -> None:
    assert make_client(language="vi").get("/nothing").json["title"] == "Không có địa chỉ này"


def test_findings_and_parameters_are_told_in_both_languages(client) -> None:
    for language in LANGUAGES:
        for answer in (
            client.get(f"/v1/rankings?year=x&lang={language}"),
            client.post(f"/v1/evaluations?lang={language}", json={"format": "x"}),
        ):
            for found in answer.json["errors"]:
                assert bool(VIETNAMESE.search(found["message"] + found["hint"])) == (language == "vi")


def family(parent: type[EngineError] = EngineError) -> Iterator[type[EngineError]]:
    """Every error that the engine and the API can raise."""
    yield parent
    for child in parent.__subclasses__():
        yield from family(child)


@pytest.mark.parametrize("kind", sorted(set(family()), key=lambda kind: kind.code), ids=lambda kind: kind.__name__)
def test_every_error_of_the_family_has_a_status_of_its_own_choosing(kind) -> None:
    nearest = next(parent for parent in kind.__mro__ if parent in BY_CLASS)
    internal = {EngineError, errors.LedgerDoesNotAddUp, errors.InvalidSetting}
    if kind not in internal and kind.__module__.startswith(("engine.errors", "api.")):
        assert nearest is not EngineError


def test_the_kinds_have_codes_of_their_own_and_speak_both_languages() -> None:
    kinds = all_kinds()
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert kind.title.vi != kind.title.en
        assert VIETNAMESE.search(kind.title.vi)
        assert 400 <= kind.status < 600


@pytest.mark.parametrize("code", ["json.syntax", "yaml.tag", "file.not-utf8", "text.unseen-character"])
def test_a_document_that_cannot_be_read_is_malformed(code) -> None:
    finding = error(code, Place("x"), "x", "x")
    assert kind_of(InvalidDocument("x", "x", findings=[finding])).status == 400


def test_a_document_that_says_something_wrong_is_invalid() -> None:
    finding = error("schema.unknown-key", Place("x"), "x", "x")
    assert kind_of(InvalidDocument("x", "x", findings=[finding])).status == 422


def test_where_a_problem_leads_is_on_the_page(client) -> None:
    page = client.get("/docs").text
    for kind in all_kinds():
        assert f'id="{kind.code}"' in page


def broken(*_: object) -> None:
    """Fails as a program does."""
    raise RuntimeError("secret: /srv/parindex/database.sqlite3 pix_deadbeef")


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_fault_of_ours_says_nothing_and_is_logged_whole(client, monkeypatch, caplog, method) -> None:
    monkeypatch.setattr("engine.services.criteria_service.CriteriaService.sets", broken)
    answer = getattr(client, method)("/v1/criteria-sets")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    (record,) = [record for record in caplog.records if record.name == "parindex.api"]
    assert record.levelno == logging.ERROR
    assert record.exc_info
    if method == "get":
        assert answer.json["incident"] in record.getMessage()
        for word in ("secret", "RuntimeError", "sqlite", "pix_", "Traceback", "criteria_service"):
            assert word not in answer.text


def test_a_path_cannot_forge_a_line_of_the_log(client, monkeypatch, caplog) -> None:
    monkeypatch.setattr("engine.services.results_service.ResultsService.result", broken)
    client.get("/v1/results/abc%20ERROR%20forged%E2%80%A8line")
    message = next(record.getMessage() for record in caplog.records if record.name == "parindex.api")
    assert message.isascii()
    assert len(message.splitlines()) == 1


def test_a_database_that_cannot_be_used_is_503_without_its_path(client, monkeypatch, tmp_path) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StorageProblem(f"'{tmp_path}' bị khóa.", f"'{tmp_path}' is locked.")

    monkeypatch.setattr(Database, "reading", locked)
    answer = client.get("/v1/results")
    assert (answer.status_code, answer.json["code"]) == (503, "storage.problem")
    assert answer.headers["Retry-After"] == "5"
    assert str(tmp_path) not in answer.text


def test_without_a_database_sets_are_read_and_scored_and_the_server_is_not_ready(
    make_client, submission, tmp_path
) -> None:
    client = make_client(database=str(tmp_path / "no" / "such" / "folder.sqlite3"))
    assert client.get("/healthz").status_code == 200
    assert client.get("/v1/criteria-sets").status_code == 200
    assert client.post("/v1/evaluations", json=submission).status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["code"]) == (503, "service.not-ready")
    assert [found["check"] for found in ready.json["errors"]] == ["database"]
    assert client.get("/v1/results").status_code == 503
    assert str(tmp_path) not in ready.text + client.get("/v1/results").text


def test_a_server_that_serves_no_set_is_not_ready(make_client, monkeypatch) -> None:
    client = make_client()
    monkeypatch.setattr("engine.services.criteria_service.CriteriaService.sets", lambda _: [])
    assert [found["check"] for found in client.get("/readyz").json["errors"]] == ["criteria_sets"]


def test_a_status_that_has_no_kind_of_its_own_is_a_problem_too(client) -> None:
    with client.application.test_request_context("/"):
        strange = answer_http_error(RequestHeaderFieldsTooLarge(), "en")
        teapot = answer_http_error(ImATeapot(), "vi")
        fault = answer_http_error(BadGateway("inside"), "en")
    assert (strange.status_code, strange.json["code"]) == (431, "http.431")
    assert (teapot.status_code, teapot.json["title"]) == (418, "I'm a teapot")
    assert (fault.status_code, fault.json["code"]) == (500, "http.internal")
    assert b"inside" not in fault.data


def test_a_ledger_that_does_not_add_up_is_our_fault(client) -> None:
    with client.application.test_request_context("/"):
        answer = answer_engine_error(errors.LedgerDoesNotAddUp("x 1"), "en")
    assert (answer.status_code, answer.json["code"]) == (500, "http.internal")
    assert b"x 1" not in answer.data


def test_plain_http_kinds_are_all_of_their_own_status() -> None:
    assert {status: kind.status for status, kind in BY_STATUS.items()} == {status: status for status in BY_STATUS}
