"""A page in a real browser without a window: what it became, what the console said, and what was asked of whom."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
LONGEST_WAIT = 120.0
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Nothing can leave this machine, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--enable-logging=stderr",
)
_CONSOLE = re.compile(r":CONSOLE[:(]\d+\)?\] (.*)")


@dataclass(frozen=True)
class SeenPage:
    """What came of opening a page. `requests` holds every address that was asked for, by the page or for it."""

    dom: str
    console: list[str]
    requests: set[str]


def browser() -> str | None:
    """The path of an installed browser; None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def see(program: str, address: str, folder: Path) -> SeenPage:
    """Open a page in a browser that knows nothing yet; `folder` is for its files."""
    net_log = folder / "net.json"
    options = [f"--user-data-dir={folder / 'profile'}", f"--log-net-log={net_log}", "--dump-dom", address]
    done = subprocess.run([program, *QUIET, *options], check=True, capture_output=True, text=True, timeout=LONGEST_WAIT)
    return SeenPage(done.stdout, _CONSOLE.findall(done.stderr), _requests(json.loads(net_log.read_text("utf-8"))))


def _requests(log: dict) -> set[str]:
    """The addresses of requests that pages made; those that the browser makes for itself have no initiator."""
    return {
        event["params"]["url"]
        for event in log["events"]
        if "url" in event.get("params", {}) and event["params"].get("initiator", "not an origin") != "not an origin"
    }
