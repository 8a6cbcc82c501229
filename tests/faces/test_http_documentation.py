"""The documentation page works without the rest of the world; the reference page tells every operation and runs."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.documentation import LINKS
from api.problem_kinds import all_kinds
from api.routes import OPERATIONS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference" / "http-api.md"


class Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, its addresses and its id."""
        self.tags.append(tag)
        if tag not in ("meta", "link"):
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src", "action", "srcset"):
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        """See that tags are closed in order."""
        assert self.open.pop() == tag


@pytest.fixture(params=["vi", "en"])
def page(client, request) -> Reader:
    """The page in each language."""
    answer = client.get(f"/docs?lang={request.param}")
    assert answer.headers["Content-Language"] == request.param
    assert f'<html lang="{request.param}">' in answer.text
    return Reader(answer.text)


def test_the_page_asks_nothing_of_the_rest_of_the_world(page) -> None:
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in page.addresses)
    assert "script" not in page.tags
    assert "iframe" not in page.tags
    assert "style" not in page.attributes
    assert not any(name.startswith("on") for name in page.attributes)


def test_every_link_of_the_page_leads_somewhere(client, page) -> None:
    for address in sorted(set(page.addresses)):
        place, _, anchor = address.partition("#")
        if anchor:
            assert anchor in page.ids
        if place:
            answer = client.get(place)
            needs_words = place in ("/v1/rankings", "/v1/comparisons")
            assert answer.status_code == (400 if needs_words else 200), place


def test_the_page_is_whole_html_with_ids_of_their_own(page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1


def test_every_operation_and_kind_of_problem_is_on_the_page(page) -> None:
    assert {operation.id for operation in OPERATIONS} <= set(page.ids)
    assert {kind.code for kind in all_kinds()} <= set(page.ids)


def test_the_page_may_do_nothing_but_show_itself(client) -> None:
    policy = client.get("/docs").headers["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_the_style_and_the_icon_ask_for_nothing_either(client) -> None:
    for place in ("/docs/documentation.css", "/docs/icon.svg"):
        text = client.get(place).text.replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text
        assert "@import" not in text
        assert "url(" not in text


def test_the_page_speaks_the_browsers_language_and_caches_say_so(client) -> None:
    answer = client.get("/docs", headers={"Accept-Language": "vi-VN,vi;q=0.9"})
    assert "Bộ tiêu chí" in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_index_leads_to_every_place_that_needs_no_words(client) -> None:
    assert client.get("/").json["links"] == LINKS
    paths = {operation.path for operation in OPERATIONS}
    assert set(LINKS.values()) <= paths
    assert {path for path in paths - set(LINKS.values()) if "{" not in path} == {
        "/",
        "/v1/catalogue/generations",
        "/docs/documentation.css",
        "/docs/icon.svg",
    }


def reference() -> str:
    """The text of the reference page."""
    return REFERENCE.read_text("utf-8")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_the_reference_tells_every_operation_with_its_parameters(operation) -> None:
    text = reference()
    heading = f"### {operation.method} {operation.path}\n"
    assert heading in text
    section = re.split(r"\n##", text.partition(heading)[2])[0]
    for parameter in operation.query:
        assert f"`{parameter.name}`" in section


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_the_reference_tells_every_kind_of_problem(kind) -> None:
    assert f"| {kind.status} | `{kind.code}` |" in reference()


def test_the_reference_tells_no_kind_of_problem_that_there_is_not() -> None:
    told = set(re.findall(r"^\| [45]\d\d \| `([^`]+)` \|", reference(), re.MULTILINE))
    assert told == {kind.code for kind in all_kinds()}


def exchanges() -> list[tuple[str, str]]:
    """The requests of the page, each with the answer that stands below it."""
    blocks = re.findall(r"^```http\n(.*?)^```", reference(), re.MULTILINE | re.DOTALL)
    assert len(blocks) % 2 == 0
    return list(zip(blocks[::2], blocks[1::2], strict=True))


def headers_of(text: str) -> dict[str, str]:
    """The headers of a request or an answer."""
    return dict(line.split(": ", 1) for line in text.partition("\n\n")[0].splitlines()[1:])


def part_of(part: object, whole: object) -> bool:
    """Whether a document on the page is the answer, but for members that the page leaves out with "…"."""
    if part == "…":
        return True
    if isinstance(part, dict) and isinstance(whole, dict):
        shown = {key: value for key, value in part.items() if key != "…"}
        same_keys = "…" in part or shown.keys() == whole.keys()
        return same_keys and all(key in whole and part_of(value, whole[key]) for key, value in shown.items())
    if isinstance(part, list) and isinstance(whole, list):
        shown = [item for item in part if item != "…"]
        return (len(shown) < len(part) or len(shown) == len(whole)) and all(map(part_of, shown, whole))
    return part == whole


@pytest.mark.parametrize(("asked", "told"), exchanges(), ids=[asked.splitlines()[0] for asked, _ in exchanges()])
def test_the_examples_of_the_reference_are_what_the_server_says(request, client, kept, asked, told) -> None:
    rules = client.get("/v1/criteria-sets/vn.par.department/editions/2022").headers["Criteria-Hash"]
    asked, told = (text.replace("{hash}", kept.hash).replace("{set_hash}", rules) for text in (asked, told))
    method, place, _ = asked.splitlines()[0].split(" ")
    headers = headers_of(asked)
    if "Authorization" in headers:
        headers |= request.getfixturevalue("key" if place.startswith("/v1/evaluations") else "activator")
    if (method == "GET" and place.startswith("/v1/activations")) or "in_force=true" in place:
        request.getfixturevalue("decided")
    if place.startswith("/v1/comparisons"):
        request.getfixturevalue("kept_earlier")
    acts = client.get("/v1/activations").json["items"]
    told = told.replace("{act_hash}", acts[0]["hash"] if acts else "")
    body = asked.partition("\n\n")[2].strip()
    if body.startswith("@"):
        body = (ROOT / body[1:]).read_text("utf-8")
    answer = client.open(place, method=method, headers=headers, data=body.encode() if body else None)
    assert told.split()[1] == str(answer.status_code), answer.text
    for name, value in headers_of(told).items():
        assert value in (answer.headers[name], "…")
    shown = told.partition("\n\n")[2].strip()
    if shown:
        assert part_of(json.loads(shown), answer.json), answer.text[:3000]
