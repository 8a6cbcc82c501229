"""A distribution of somebody else, built and installed beside our wheel: its set, importer and renderer work.

Hostile distributions beside it harm themselves alone.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.loading.criteria_folder import read_set
from tests.support.installation import Installation
from tests.support.written_wheels import write_wheel

SOURCE = Path(__file__).resolve().parents[1] / "second_distribution"
SLIPS = "MA;vd-a\nTEN;Sở <A>\nNAM;2026\nBC_PHAI_GUI;8\nBC_MUON;2\n\nMA;vd-b\nTEN;Sở B\nNAM;2026\nBC_PHAI_GUI;9\n"
SUBMISSION = """
format: parindex/submission/1
criteria_set: {id: example.vidu.reporting, edition: "2026"}
unit: {id: vd-a, name: {vi: "Sở <A>", en: "Sở <A>"}, kind: department}
year: 2026
stage: final
facts: {reports.due: 8, reports.late: 2}
"""
NO_HASH = "0" * 64
BOTH = {"PARINDEX_EXTENSIONS": "vidu_phieu,vidu_trang"}


@pytest.fixture(scope="module")
def second_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the other distribution, built from a copy by its own build backend.

    Its overlay names the bundled set as it is now: another hash would be a finding.
    """
    folder = tmp_path_factory.mktemp("second")
    shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    overlay = folder / "source" / "vidu_par" / "late_reports" / "overlay.yaml"
    now = read_set(SOURCE.parents[1] / "plugins" / "department_2022").content_hash
    overlay.write_text(overlay.read_text("utf-8").replace(NO_HASH, now), "utf-8")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    built = subprocess.run([*command, str(folder / "source")], check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (archive,) = folder.glob("vidu_par-*.whl")
    return archive


@pytest.fixture(scope="module")
def both(wheel: Path, second_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Our wheel and the other, installed once for this file; nobody changes it."""
    made = Installation(tmp_path_factory.mktemp("environment"))
    made.install(wheel, second_wheel)
    return made


@pytest.fixture
def own(wheel: Path, tmp_path: Path) -> Installation:
    """Our wheel in an environment that a test may spoil."""
    made = Installation(tmp_path / "environment")
    made.install(wheel)
    return made


def listed(installation: Installation, folder: Path, **settings: str) -> dict[str, Any]:
    """What `parindex plugins` lists: plugins and extensions by name."""
    ran = installation.parindex(folder, "plugins", "--json", **settings)
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    return {each["name"]: each for each in [*document["plugins"], *document["extensions"]]}


def test_its_set_is_served_and_its_extensions_are_listed_off(both: Installation, tmp_path: Path) -> None:
    found = listed(both, tmp_path)
    assert (found["vidu"]["origin"], found["vidu"]["distribution"], found["vidu"]["version"]) == (
        "installed",
        "vidu-par",
        "2.1.0",
    )
    assert {each["id"]: each["state"] for each in found["vidu"]["sets"]} == {
        "example.vidu.reporting": "served",
        "example.vidu.department": "served",
    }
    assert {name: found[name]["state"] for name in ("vidu_phieu", "vidu_trang")} == {
        "vidu_phieu": "off",
        "vidu_trang": "off",
    }


def test_its_overlay_lies_on_the_bundled_set(both: Installation, tmp_path: Path) -> None:
    ran = both.parindex(tmp_path, "set", "resolve", "example.vidu.department", "--json")
    assert ran.returncode == 0, ran.stderr
    assert '"late_report"' in ran.stdout
    assert "late_reports/overlay.yaml" in ran.stdout


def test_its_extensions_tell_what_they_do_once_they_are_on(both: Installation, tmp_path: Path) -> None:
    found = listed(both, tmp_path, **BOTH)
    assert found["vidu_phieu"]["hooks"] == ["import_submissions"]
    assert found["vidu_trang"]["hooks"] == ["render_result"]
    assert found["vidu_trang"]["location"] == "vidu_par.renderer"


def test_the_doctor_finds_nothing_wrong_with_it(both: Installation, tmp_path: Path) -> None:
    ran = both.parindex(tmp_path, "doctor", **BOTH)
    assert ran.returncode == 0, ran.stdout
    assert "vidu (installed): served" in ran.stdout
    assert "vidu_phieu: extension, on" in ran.stdout


def test_a_slip_that_its_importer_reads_scores_as_the_same_submission_in_yaml(
    both: Installation, tmp_path: Path
) -> None:
    (tmp_path / "slips.hsm").write_text(SLIPS, "utf-8")
    (tmp_path / "slip.yaml").write_text(SUBMISSION, "utf-8")
    by_importer = both.parindex(tmp_path, "score", "slips.hsm", "--importer", "vidu_phieu", "--json", **BOTH)
    by_hand = both.parindex(tmp_path, "score", "slip.yaml", "--json")
    assert (by_importer.returncode, by_hand.returncode) == (0, 0), by_importer.stderr + by_hand.stderr
    first, second = json.loads(by_importer.stdout)["results"]
    assert first == json.loads(by_hand.stdout)["results"][0]
    assert first["scorecard"]["total"]["points"]["exact"] == "6"
    assert second["scorecard"]["complete"] is False


def test_what_its_importer_gives_is_checked_like_a_file(both: Installation, tmp_path: Path) -> None:
    (tmp_path / "slips.hsm").write_text(SLIPS.replace("vd-b", "vd a").replace(";9", ";99"), "utf-8")
    ran = both.parindex(tmp_path, "score", "slips.hsm", "--importer", "vidu_phieu", **BOTH)
    assert ran.returncode == 1
    assert "slips.hsm[2] /unit/id  error  schema.wrong-form" in ran.stderr
    (tmp_path / "slips.hsm").write_text("MA;vd-a\nNAM", "utf-8")
    ran = both.parindex(tmp_path, "score", "slips.hsm", "--importer", "vidu_phieu", **BOTH)
    assert (ran.returncode, "ValueError: line 2: a semicolon is missing" in ran.stderr) == (1, True)


def test_an_extension_that_is_off_reads_nothing(both: Installation, tmp_path: Path) -> None:
    (tmp_path / "slips.hsm").write_text(SLIPS, "utf-8")
    ran = both.parindex(tmp_path, "score", "slips.hsm", "--importer", "vidu_phieu")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "The extension 'vidu_phieu' is off." in ran.stderr
    assert "PARINDEX_EXTENSIONS=vidu_phieu" in ran.stderr


def test_its_renderer_gives_a_page_of_a_submission_and_of_a_kept_result(both: Installation, tmp_path: Path) -> None:
    (tmp_path / "slip.yaml").write_text(SUBMISSION, "utf-8")
    of_file = both.parindex(tmp_path, "render", "slip.yaml", "--renderer", "vidu_trang", **BOTH)
    assert of_file.returncode == 0, of_file.stderr
    assert "<h1>Sở &lt;A&gt;</h1>" in of_file.stdout
    assert "<tr><td>Reporting<td>6.00<td>10" in of_file.stdout
    kept = json.loads(both.parindex(tmp_path, "score", "slip.yaml", "--keep", "--json").stdout)
    result = kept["results"][0]["result"]
    rendered = ("render", result, "--renderer", "vidu_trang", "--out", "page.html")
    ran = both.parindex(tmp_path, *rendered, "--json", **BOTH)
    assert json.loads(ran.stdout) == {
        "format": "parindex/rendered/1",
        "file": "page.html",
        "media_type": "text/html; charset=utf-8",
        "bytes": len(of_file.stdout.encode()),
    }
    assert (tmp_path / "page.html").read_text("utf-8") == of_file.stdout


def test_its_set_is_quarantined_when_it_breaks_and_all_else_stays(
    own: Installation, second_wheel: Path, tmp_path: Path
) -> None:
    own.install(second_wheel)
    component = own.packages / "vidu_par/reporting/components/01_reports.yaml"
    component.write_text(component.read_text("utf-8").replace("method: deductions", "method: python"), "utf-8")
    found = listed(own, tmp_path, **BOTH)
    assert {each["id"]: each["state"] for each in found["vidu"]["sets"]} == {
        "example.vidu.reporting": "quarantined",
        "example.vidu.department": "served",
    }
    assert "01_reports.yaml:12:13" in found["vidu"]["problem"]["en"]
    assert found["provincial_2022"]["state"] == "served"
    assert found["vidu_phieu"]["state"] == "on"
    assert "vidu (installed): served in part" in own.parindex(tmp_path, "doctor").stdout
    assert own.parindex(tmp_path, "set", "show", "vn.par.department").returncode == 0


def test_a_distribution_that_claims_our_import_name_is_named(own: Installation, tmp_path: Path) -> None:
    own.install(write_wheel(tmp_path, "hostile", {"engine/rival.py": "", "engine/__init__.py": '"""Mine now."""\n'}))
    ran = own.parindex(tmp_path, "doctor")
    assert ran.returncode == 1
    assert "The import name 'engine' is also claimed by hostile." in ran.stdout
    assert "Install parindex in an environment of its own." in ran.stdout


def test_an_entry_point_that_raises_stops_nobody(own: Installation, second_wheel: Path, tmp_path: Path) -> None:
    raising = {"raises.py": "raise SystemExit('no')\n", "aborts.py": "import os\nos.abort()\n"}
    own.install(
        second_wheel, write_wheel(tmp_path, "raising", raising, sets="bad_set = raises", extensions="bad_x = aborts")
    )
    found = listed(own, tmp_path, PARINDEX_EXTENSIONS="bad_x,vidu_phieu")
    assert "SystemExit: no" in found["bad_set"]["problem"]["en"]
    assert "ended by SIGABRT" in found["bad_x"]["problem"]["en"]
    assert (found["bad_set"]["state"], found["bad_x"]["state"]) == ("quarantined", "quarantined")
    assert (found["vidu"]["state"], found["vidu_phieu"]["state"]) == ("served", "on")


def test_a_second_distribution_with_the_same_names_takes_none_of_them(
    own: Installation, second_wheel: Path, tmp_path: Path
) -> None:
    thief = write_wheel(tmp_path, "thief", {"thief.py": ""}, sets="vidu = thief", extensions="vidu_phieu = thief")
    own.install(second_wheel, thief)
    ran = own.parindex(tmp_path, "plugins", "--json", **BOTH)
    document = json.loads(ran.stdout)
    for found in (
        [each for each in document["plugins"] if each["name"] == "vidu"],
        [each for each in document["extensions"] if each["name"] == "vidu_phieu"],
    ):
        assert [each["state"] for each in found] == ["quarantined"] * 2
        assert all("thief 1.0" in each["problem"]["en"] and "vidu-par 2.1.0" in each["problem"]["en"] for each in found)
