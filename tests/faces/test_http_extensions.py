"""Over HTTP importers and renderers are listed and never run for anybody."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from tests.unit.discovery.example_extensions import importing, rendering, write_extension


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages with an importer and a renderer."""
    folder = tmp_path / "site"
    write_extension(folder, "reads", importing("return []"))
    write_extension(folder, "says", rendering("return b'', 'text/plain'"))
    monkeypatch.syspath_prepend(folder)
    return folder


def listed(client: FlaskClient) -> dict[str, dict[str, object]]:
    """The extensions that `/v1/plugins` lists, by name."""
    return {each["name"]: each for each in client.get("/v1/plugins").json["extensions"]}


def test_extensions_are_listed_with_their_state_and_without_places_on_the_disk(
    site: Path, make_client: Callable[..., FlaskClient]
) -> None:
    assert listed(make_client())["reads"] == {
        "name": "reads",
        "distribution": "reads",
        "version": "1.0",
        "state": "off",
        "hooks": [],
    }
    on = listed(make_client(extensions=("says",)))
    assert (on["says"]["state"], on["says"]["hooks"], on["reads"]["state"]) == ("on", ["render_result"], "off")


def test_nobody_has_a_result_rendered_over_http(
    site: Path, make_client: Callable[..., FlaskClient], kept: SimpleNamespace
) -> None:
    answer = make_client(extensions=("says",)).get(f"{kept.address}?format=says")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
