"""What the page of provenance says of statuses is what the engine says and does."""

import shutil
from pathlib import Path

from engine.domain.criteria_set import Provenance
from engine.loading.criteria_folder import read_set
from tests.documentation.markdown_blocks import page, sections, told_in_table

PAGE = page("explanation/provenance.md")


def test_every_status_is_told_from_the_strongest_down() -> None:
    assert told_in_table(sections(PAGE)["Four words"]) == [str(status) for status in Provenance]


def test_a_reconstructed_set_cannot_call_itself_official(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "provincial_2022"
    shutil.copytree(repository / "plugins" / "provincial_2022", folder)
    head = folder / "criteria_set.yaml"
    head.write_text(head.read_text("utf-8").replace("\nstatus: reconstructed\n", "\nstatus: official\n"), "utf-8")
    (finding,) = (each for each in read_set(folder).findings if each.code == "status.too-strong")
    assert finding.told("en") in PAGE


def test_the_sets_are_called_what_they_are(repository: Path) -> None:
    statuses = {}
    for folder in ("provincial_2022", "ministerial", "department_2022"):
        rules = read_set(repository / "plugins" / folder).checked()
        statuses[rules.id] = str(rules.status)
    said = " ".join(sections(PAGE)["What we do not have"].split())
    assert "`vn.par.province` and `vn.par.ministry` are **reconstructed**" in said
    assert "`vn.par.department` is an **example**" in said
    assert statuses == {
        "vn.par.province": "reconstructed",
        "vn.par.ministry": "reconstructed",
        "vn.par.department": "example",
    }
