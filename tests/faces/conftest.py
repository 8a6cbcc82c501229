"""The HTTP face over the bundled sets, with a fresh database for each test; keys are made as an operator makes them."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import app_of
from engine.assembly import Engine
from engine.discovery.catalogue import Catalogue, open_catalogue
from engine.domain.activation import Act, SetRevision
from engine.live_engine import LiveEngine
from engine.loading.submission_file import read_submission_text, read_submissions
from engine.results.canonical import canonical_bytes, digest
from engine.settings import Settings
from engine.storage.activation_store import ActivationStore, Served
from engine.storage.database import open_database
from engine.storage.upgrading import upgrade

SAMPLE_DATA = Path(__file__).resolve().parents[2] / "plugins" / "sample_data"
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
        app = app_of(LiveEngine(engine))
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


@pytest.fixture
def activator(engine: Engine) -> dict[str, str]:
    """The header of a key that may put sets in force."""
    made = engine.keys.create("home affairs", ["activate"], at=engine.clock())
    return {"Authorization": f"Bearer {made.secret}"}


@pytest.fixture
def decided(engine: Engine) -> Act:
    """The bundled set of departments in force for its year, in the history without a server having been asked."""
    rules = engine.criteria.get("vn.par.department", "2022")
    act = Act(
        year=2022,
        unit_kind="department",
        criteria_set=SetRevision(rules.id, rules.edition, rules.revision, rules.content_hash),
        decision="12/QĐ-VD",
        decided_on=date(2022, 3, 1),
        in_force_from=date(2022, 1, 1),
        by="a test",
        override_reason="an example",
    )
    served = Served(engine.catalogue.digest, engine.generations.newest_number())
    store = ActivationStore(engine.database, digest)
    store.record(act, served, at=engine.clock(), after=None, look_over=lambda _: None)
    return act


def sample(unit: str) -> dict[str, Any]:
    """A submission of the bundled sample data as a JSON document that may be changed."""
    batch = read_submission_text((SAMPLE_DATA / "vi_du_2022" / f"{unit}.yaml").read_bytes(), f"{unit}.yaml")
    return json.loads(canonical_bytes(batch.submissions[0].document))


@pytest.fixture
def submission() -> dict[str, Any]:
    """The department of home affairs of the fictional province."""
    return sample("vd-so-noi-vu")


@pytest.fixture
def kept_earlier(engine: Engine) -> None:
    """The same department, kept for the year before."""
    batch = read_submissions(SAMPLE_DATA / "vi_du_2021" / "vd-so-noi-vu.yaml")
    engine.keeping.keep(engine.scoring.score_all(batch.submissions))


@pytest.fixture
def kept(client: FlaskClient, key: dict[str, str], submission: dict[str, Any]) -> SimpleNamespace:
    """A result that is kept: its hash, address, and the key by which it was."""
    answer = client.post("/v1/evaluations?store=true", json=submission, headers=key)
    assert answer.status_code == 201, answer.text
    return SimpleNamespace(hash=answer.headers["Result-Hash"], address=answer.headers["Location"], key=key)
