"""What every kind of test may ask for: the repository, the folder of published figures, and a watch on skips."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run: what fails, fails for everybody.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")

ROOT = Path(__file__).resolve().parent.parent
OPEN_DATA_VARIABLE = "PARINDEX_OPEN_DATA"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def open_data() -> Path:
    """The folder of published figures.

    Where it is missing the test is skipped, or fails when PARINDEX_REQUIRE_OPEN_DATA is 1.
    """
    folder = Path(os.environ.get(OPEN_DATA_VARIABLE) or ROOT.parent / "shared" / "data" / "open")
    if folder.is_dir():
        return folder
    reason = f"no published figures: set {OPEN_DATA_VARIABLE} to their folder"
    if os.environ.get("PARINDEX_REQUIRE_OPEN_DATA") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


class SkipWatch:
    """Fails a run in which anything was skipped: where all that the suite needs is there, a skip hides a hole."""

    def __init__(self) -> None:
        self.skipped: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that skipped itself; an expected failure is not a skip."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped[report.nodeid] = str(report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a whole file that skipped itself."""
        if report.skipped:
            self.skipped[report.nodeid] = str(report.longrepr)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a run that would pass into a failed one."""
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what was skipped, since that is what failed the run."""
        for nodeid, reason in self.skipped.items():
            terminalreporter.write_line(f"PARINDEX_NO_SKIPS: {nodeid} was skipped: {reason}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Watch for skips where PARINDEX_NO_SKIPS is 1; with xdist only the controller watches."""
    if os.environ.get("PARINDEX_NO_SKIPS") == "1" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch(), "parindex-skip-watch")
