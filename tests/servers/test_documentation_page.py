"""The documentation page in a real browser: it looks as it should, complains of nothing, and asks nobody else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.servers.headless_browser import browser, see
from tests.servers.running_server import RunningServer, running_server

TALKATIVE = b"""<!doctype html><title>x</title><link rel="icon" href="data:,">
<img src="http://outside.invalid/picture.png" alt="">
<script>console.error("something is wrong"); fetch("http://other.invalid/").catch(() => 0)</script>
"""


@pytest.fixture(scope="module")
def program() -> str:
    """An installed browser."""
    found = browser()
    if found is None:
        pytest.skip("no browser: install chromium")
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[RunningServer]:
    """A server over the bundled sets."""
    with running_server(tmp_path_factory.mktemp("served") / "parindex.sqlite3") as running:
        yield running


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ["Bộ tiêu chí và lược đồ", "Các loại lỗi"]), ("en", ["Criteria sets and schemas", "Kinds of problems"])],
)
def test_the_page_shows_itself_and_asks_nobody_else(program, server, tmp_path: Path, language, words) -> None:
    here = f"http://127.0.0.1:{server.port}"
    seen = see(program, f"{here}/docs?lang={language}", tmp_path)
    assert all(word in seen.dom for word in words)
    assert f'<html lang="{language}">' in seen.dom
    assert seen.console == []
    assert f"{here}/docs/documentation.css" in seen.requests
    assert seen.requests <= {f"{here}/docs/documentation.css", f"{here}/docs/icon.svg"}


class _Talkative(BaseHTTPRequestHandler):
    """Serves a page that does all that ours must not."""

    def do_GET(self) -> None:
        """The page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(TALKATIVE)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_page_that_complains_and_asks_others_is_found_out(program, tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Talkative) as talkative:
        threading.Thread(target=talkative.serve_forever, daemon=True).start()
        seen = see(program, f"http://127.0.0.1:{talkative.server_port}/", tmp_path)
        talkative.shutdown()
    assert any("something is wrong" in line for line in seen.console)
    assert {"http://outside.invalid/picture.png", "http://other.invalid/"} <= seen.requests
