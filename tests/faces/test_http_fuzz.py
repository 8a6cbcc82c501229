"""Whatever is sent, the server never fails: it answers, or refuses with a problem that says why."""

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.routes import OPERATIONS
from tests.faces.conftest import sample
from tests.support.published_schemas import misfits

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
EVALUATE = "/v1/evaluations"

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**40), 10**40),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["2022-02-30", "1/3", "80%", "1e9", "NaN", "on_time", "0", "-0", "9" * 40, "\ud800", "e\u0302"]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)),
    max_leaves=20,
)


def see_that_it_is_an_answer(answer, *allowed: int) -> None:
    """Below 500, and a whole problem where it is refused."""
    assert answer.status_code in allowed, answer.text
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert misfits(answer.json, "answers/1#/$defs/problem") == []


@QUICK
@given(document=ANYTHING)
def test_any_json(client, document) -> None:
    body = json.dumps(document).encode("utf-8", "surrogatepass")
    answer = client.post(EVALUATE, data=body, content_type="application/json")
    see_that_it_is_an_answer(answer, 400, 422)


@QUICK
@given(body=st.binary(max_size=200), media=st.sampled_from(["application/json", "application/yaml"]))
def test_any_bytes(client, body, media) -> None:
    answer = client.post(EVALUATE, data=body + b" ", content_type=media)
    see_that_it_is_an_answer(answer, 400, 422)


@pytest.fixture(scope="module")
def good() -> str:
    """A submission that is fine, as text."""
    return json.dumps(sample("vd-so-noi-vu"))


@QUICK
@given(data=st.data())
def test_a_good_submission_with_something_else_in_one_place(client, good, data) -> None:
    document = json.loads(good)
    part, key = document, data.draw(st.sampled_from(sorted(document)))
    while isinstance(part[key], (dict, list)) and part[key] and data.draw(st.booleans()):
        part = part[key]
        keys = sorted(part) if isinstance(part, dict) else range(len(part))
        key = data.draw(st.sampled_from(list(keys)))
    part[key] = data.draw(ANYTHING)
    body = json.dumps(document).encode("utf-8", "surrogatepass")
    answer = client.post(EVALUATE, data=body, content_type="application/json")
    see_that_it_is_an_answer(answer, 200, 400, 413, 422)
    if answer.status_code == 200:
        assert misfits(answer.json, "scorecard/1") == []


@QUICK
@given(data=st.data())
def test_a_good_submission_with_other_values_of_its_facts(client, good, data) -> None:
    document = json.loads(good)
    facts = document["facts"]
    values = st.one_of(SCALARS, st.sampled_from(list(facts.values())))
    for name in data.draw(st.lists(st.sampled_from(sorted(facts)), min_size=1, max_size=6)):
        facts[name] = data.draw(values)
    document["closed"] = data.draw(st.booleans())
    body = json.dumps(document).encode("utf-8", "surrogatepass")
    answer = client.post(EVALUATE, data=body, content_type="application/json")
    see_that_it_is_an_answer(answer, 200, 400, 422)


@QUICK
@given(
    operation=st.sampled_from([operation for operation in OPERATIONS if operation.is_safe]),
    word=st.text(min_size=1, max_size=30),
    query=st.dictionaries(
        st.one_of(st.text(max_size=8), st.sampled_from(["limit", "cursor", "year", "set", "stage", "lang"])),
        st.one_of(st.text(max_size=20), st.integers().map(str)),
        max_size=4,
    ),
)
def test_any_path_and_query(client, operation, word, query) -> None:
    path = operation.path
    for name in ("set_id", "edition", "node_id", "hash", "name"):
        path = path.replace(f"{{{name}}}", quote(word.encode("utf-8", "replace"), safe=""))
    safe = {name.encode("utf-8", "replace"): value.encode("utf-8", "replace") for name, value in query.items()}
    answer = client.get(f"{path}?{urlencode(safe)}")
    see_that_it_is_an_answer(answer, 200, 400, 404)


@QUICK
@given(
    name=st.sampled_from(
        ["Accept", "Accept-Language", "If-None-Match", "Authorization", "X-Api-Key", "Idempotency-Key", "Range", "Host"]
    ),
    value=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
)
def test_any_header(client, good, name, value) -> None:
    see_that_it_is_an_answer(client.get("/v1/criteria-sets", headers={name: value}), 200, 304, 400, 406)
    answer = client.post(f"{EVALUATE}?store=true", json=json.loads(good), headers={name: value})
    see_that_it_is_an_answer(answer, 400, 401, 406)
