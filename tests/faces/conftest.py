"""The HTTP face over the bundled sets, with a fresh database for each test; keys are made as an operator makes them."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import app_of
from engine.assembly import Engine
from engine.discovery.catalogue import Catalogue, open_catalogue
from engine.loading.submission_file import read_submission_text
from engine.results.canonical import canonical_bytes
from engine.settings import Settings
from engine.storage.database import open_database
from engine.storage.upgrading import upgrade

SCOPE = "evaluate:store"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The bundled sets, read once for all tests."""
    return open_catalogue()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest schema with nothing in it, to be copied: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    database = open_database(path)
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def make_client(catalogue: Catalogue, empty_database: Path, tmp_path: Path) -> Iterator[Callable[..., FlaskClient]]:
    """A function that gives a client of an application with other settings than the usual ones."""
    shutil.copy(empty_database, tmp_path / "parindex.sqlite3")
    engines: list[Engine] = []

    def make(served: Catalogue = catalogue, **changes: Any) -> FlaskClient:
        settings = Settings(**{"database": str(tmp_path / "parindex.sqlite3"), "language": "en", **changes})
        engine = Engine(settings)
        engine.catalogue = served
        engines.append(engine)
        app = app_of(engine)
        app.extensions["tested"] = engine
        return app.test_client()

    yield make
    for engine in engines:
        if "database" in vars(engine):
            engine.database.close()


@pytest.fixture
def client(make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """A client of an application with the usual settings, which speaks English."""
    return make_client()


@pytest.fixture
def engine(client: FlaskClient) -> Engine:
    """The engine behind `client`."""
    return client.application.extensions["tested"]


@pytest.fixture
def key(engine: Engine) -> dict[str, str]:
    """The header of a key that may keep results."""
    made = engine.keys.create("a province", [SCOPE], at=engine.clock())
    return {"Authorization": f"Bearer {made.secret}"}


def sample(unit: str) -> dict[str, Any]:
    """A submission of the bundled sample data as a JSON document that may be changed."""
    root = Path(__file__).resolve().parents[2] / "plugins" / "sample_data" / "vi_du_2022"
    batch = read_submission_text((root / f"{unit}.yaml").read_bytes(), f"{unit}.yaml")
    return json.loads(canonical_bytes(batch.submissions[0].document))


@pytest.fixture
def submission() -> dict[str, Any]:
    """The department of home affairs of the fictional province."""
    return sample("vd-so-noi-vu")


@pytest.fixture
def kept(client: FlaskClient, key: dict[str, str], submission: dict[str, Any]) -> SimpleNamespace:
    """A result that is kept: its hash, address, and the key by which it was."""
    answer = client.post("/v1/evaluations?store=true", json=submission, headers=key)
    assert answer.status_code == 201, answer.text
    return SimpleNamespace(hash=answer.headers["Result-Hash"], address=answer.headers["Location"], key=key)
