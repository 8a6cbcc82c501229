"""What the page of the overlay format says is what happens: its example loads, its keys are those of the schema."""

from pathlib import Path

import pytest

from engine.discovery.catalogue import open_catalogue
from engine.loading.criteria_folder import LoadedSet
from engine.loading.overlays.problems import MOST_LAYERS
from engine.loading.schema_store import schemas
from engine.services.overlay_service import OverlayService
from tests.documentation.markdown_blocks import blocks, page, sections

PAGE = page("reference/overlay-format.md")
NO_HASH = "0" * 64


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> LoadedSet:
    """The example of the page, with the hash of the bundled set in the place of the zeros."""
    catalogue = open_catalogue()
    (block,) = (block for block in blocks(PAGE) if block.language == "yaml")
    assert block.text.count(NO_HASH) == 1
    path: Path = tmp_path_factory.mktemp("page") / block.file
    path.parent.mkdir()
    path.write_text(block.text.replace(NO_HASH, catalogue.get("vn.par.department", "2022").content_hash), "utf-8")
    return OverlayService(catalogue).in_folder(path.parent)


def test_the_keys_that_an_overlay_needs_are_told() -> None:
    needed = schemas()["overlay/1"]["required"]
    assert f"Needed: {', '.join(f'`{key}`' for key in needed)}." in sections(PAGE)["overlay.yaml"]


def test_the_example_uses_every_key_and_nothing_is_wrong_with_it(example: LoadedSet) -> None:
    (block,) = (block for block in blocks(PAGE) if block.language == "yaml")
    keys = {line.partition(":")[0] for line in block.text.splitlines() if line[:1].isalpha()}
    assert set(schemas()["overlay/1"]["properties"]) - keys == {"summary"}
    assert example.findings == ()


def test_the_example_makes_what_the_page_says(example: LoadedSet) -> None:
    rules = example.checked()
    assert (rules.total.maximum, rules.components[0].maximum) == (102, 16)
    assert {part.id: part.points for part in rules.parts} == {"appraisal": 72, "survey": 30}
    assert all(("7.3.1",) in [item.nodes for item in profile.excludes] for profile in rules.profiles)
    assert rules.profile("special").in_base == "ordinary"


def test_the_length_of_chains_is_told() -> None:
    assert f"at most {MOST_LAYERS} layers" in PAGE
