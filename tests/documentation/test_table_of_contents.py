"""The table of contents leads to every page, and every page has its title."""

import re

from tests.documentation.markdown_blocks import DOCS, blocks, page

LINK = re.compile(r"\]\(([^)#]+\.md)")


def test_every_page_stands_in_the_table_of_contents() -> None:
    linked = {(DOCS / target).resolve() for target in LINK.findall(page("index.md"))}
    pages = {path.resolve() for path in DOCS.rglob("*.md")} - {DOCS / "index.md"}
    assert [str(path.relative_to(DOCS)) for path in sorted(pages - linked)] == []


def test_every_page_has_one_title() -> None:
    for path in DOCS.rglob("*.md"):
        text = path.read_text("utf-8")
        for block in blocks(text):
            text = text.replace(block.text, "")
        assert (path.name, len(re.findall(r"^# ", text, re.MULTILINE))) == (path.name, 1)


def test_links_to_headings_lead_to_one() -> None:
    dead = []
    for path in DOCS.rglob("*.md"):
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", path.read_text("utf-8")):
            aimed = (path.parent / target).resolve() if target else path
            if aimed.suffix == ".md" and aimed.exists() and anchor not in anchors(aimed.read_text("utf-8")):
                dead.append(f"{path.name}: {target}#{anchor}")
    assert dead == []


def anchors(text: str) -> list[str]:
    """The anchors of the headings of a page, as they are made on the way to HTML."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_an_anchor_is_made_of_words_and_hyphens() -> None:
    assert anchors("# A set\n## criteria_set.yaml\n### Ghi `x`, và y\n") == ["a-set", "criteria_setyaml", "ghi-x-và-y"]
