"""Scoring sheets over HTTP: every form, the reader's language, every profile, and nothing that a browser could run."""

import builtins
import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from engine.results.canonical import canonical_bytes

PLACE = "/v1/criteria-sets/vn.par.department/editions/2022/sheet"
EXAMPLE = "Ví dụ: không phải văn bản của quyết định nào."


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("html", "text/html"),
        ("csv", "text/csv"),
        ("text", "text/plain"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_sheet_comes_in_the_form_that_was_asked_for(client, form, media) -> None:
    named = client.get(f"{PLACE}?format={form}&lang=vi")
    accepted = client.get(f"{PLACE}?lang=vi", headers={"Accept": media})
    assert (named.status_code, named.mimetype, accepted.mimetype) == (200, media, media)
    assert named.data == accepted.data
    assert named.headers["ETag"] == accepted.headers["ETag"]
    assert named.headers["Criteria-Set"] == "vn.par.department 2022.1"
    if form != "xlsx":
        assert EXAMPLE in named.text


def test_a_workbook_holds_the_same_as_the_csv(client) -> None:
    book = load_workbook(io.BytesIO(client.get(f"{PLACE}?format=xlsx&lang=vi").data))
    cells = [[cell or "" for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    text = client.get(f"{PLACE}?format=csv&lang=vi").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    assert [[cell.replace("\r\n", "\n") for cell in row] for row in padded] == cells


def test_a_sheet_speaks_the_readers_language(client) -> None:
    answer = client.get(f"{PLACE}?format=text", headers={"Accept-Language": "en"})
    assert answer.text.startswith("SCORING SHEET\n")
    assert "Example: not the text of any decision." in answer.text
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_profile_has_its_own_maximum_and_what_does_not_apply_is_told(client) -> None:
    document = client.get(f"{PLACE}?format=json&profile=no_capital_no_subunits").json
    assert (document["format"], document["maximum"], document["profile"]) == (
        "parindex/sheet/1",
        "97",
        "no_capital_no_subunits",
    )
    assert {"1.3.1", "6.1"}.isdisjoint(row["id"] for row in document["rows"])
    assert [text["vi"].partition(":")[0] for text in document["left_out"]] == ["1.3.1", "6.1"]
    assert canonical_bytes(document)


def test_a_page_may_do_nothing_but_show_itself(client) -> None:
    answer = client.get(PLACE)
    assert "default-src 'none'; style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    for word in ("<script", "http:", "https:", "src=", "href=", "url(", "@import", 'style="background'):
        assert word not in answer.text.lower()


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("format=pdf", 400, "request.parameters"),
        ("profile=nobody", 404, "catalogue.unknown-profile"),
        ("revision=9", 404, "catalogue.unknown-set"),
        ("year=20222", 400, "request.parameters"),
        ("year=1900", 404, "catalogue.unknown-year"),
        ("sheet=1", 400, "request.parameters"),
    ],
)
def test_what_is_not_there_is_a_problem(client, query, status, code) -> None:
    answer = client.get(f"{PLACE}?{query}")
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_without_the_extra_a_workbook_is_refused_with_the_next_step(client, monkeypatch) -> None:
    real = builtins.__import__

    def without(name: str, *others: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "openpyxl":
            raise ImportError(name)
        return real(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    answer = client.get(f"{PLACE}?format=xlsx&lang=en")
    assert (answer.status_code, answer.json["code"]) == (501, "annex.no-excel")
    assert answer.json["hint"] == "Ask for csv or html."
