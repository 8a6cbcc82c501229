"""The page of settings names every variable with its default and its bounds, as the program has them."""

import re
from dataclasses import astuple
from pathlib import Path

import pytest

from engine.discovery import set_folder
from engine.errors import InvalidSetting
from engine.loading.document import MOST_BYTES, MOST_DEPTH, MOST_VALUES
from engine.loading.folder_files import MOST_TABLE_BYTES
from engine.loading.submission_file import MOST_SUBMISSIONS
from engine.settings import VARIABLES, Settings
from tests.documentation.markdown_blocks import blocks, page, sections
from tests.documentation.terminal_session import Session

PAGE = page("reference/settings.md")
SECTIONS = sections(PAGE)
BOUNDED = ("PARINDEX_PORT", *(name for name in VARIABLES if "_MAX_" in name))


def test_every_variable_has_its_heading_and_there_is_no_other() -> None:
    assert [heading for heading in SECTIONS if heading.startswith("PARINDEX_")] == list(VARIABLES)


def test_the_defaults_are_those_of_the_program() -> None:
    settings = Settings.from_environment({"HOME": "/home/hoa"}, platform="linux")
    database = settings.database.replace("/home/hoa", "~")
    limits = [str(number) for number in astuple(settings.limits)]
    cache = str(settings.cache).replace("/home/hoa", "~")
    expected = [database, "none", "none", "none", cache, settings.host, str(settings.port), settings.language, *limits]
    told = [re.findall(r"^Default: (?:`(.+)`|(none))$", SECTIONS[name], re.MULTILINE) for name in VARIABLES]
    assert [found[0][0] or found[0][1] for found in told] == expected


@pytest.mark.parametrize("name", BOUNDED)
def test_the_bounds_of_a_number_are_those_of_the_program(name: str) -> None:
    bounds = re.search(r"(\d+) to (\d+)\.", SECTIONS[name].replace("\n", " "))
    assert bounds is not None
    least, most = (int(number) for number in bounds.groups())
    for inside in (least, most):
        Settings.from_environment({name: str(inside)})
    for outside in (least - 1, most + 1):
        with pytest.raises(InvalidSetting):
            Settings.from_environment({name: str(outside)})


def test_the_page_on_serving_tells_the_same_limits() -> None:
    limits = Settings.from_environment({}).limits
    table = sections(page("how-to/serve.md"))["Limits"]
    assert re.findall(r"\| (\d+) \| 4", table) == [str(number) for number in astuple(limits)]


def test_the_fixed_limits_are_those_of_the_program() -> None:
    fixed = (MOST_BYTES, MOST_DEPTH, MOST_VALUES, MOST_TABLE_BYTES, MOST_SUBMISSIONS, set_folder.MOST_BYTES)
    told = re.findall(r"\d[\d,]*", SECTIONS["Of others"].partition("Fixed limits")[2])
    assert [int(number.replace(",", "")) for number in told] == list(fixed)


def test_the_example_of_a_refusal_is_what_is_said(tmp_path: Path) -> None:
    session = Session(tmp_path)
    for block in blocks(PAGE):
        session.follow(block)
