"""Text is UTF-8 in normal form, the project speaks of itself alone, and the links between its pages lead somewhere."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.house.source_tree import ROOT, project_files

# Files that are broken on purpose keep the bytes that make them so.
BROKEN_ON_PURPOSE = "tests/broken_"

# One letter of each stands in brackets, so that this list does not find itself.
FOREIGN_WORDS = re.compile(
    r"/wor[k]/|/roo[t]\b|/tm[p]\b|\bfar[m]-|\.librar[y]|\bsub-?agen[t]s?\b|(?<!user-)(?<!user_)\bagen[t]s?\b"
    r"|\bdeveloper[s]\.md\b|\bissue #?[0-9]|\bsee[d]s/|\bchatgp[t]\b|\bclaud[e]\b|\banthropi[c]\b|\bopena[i]\b"
    r"|pypi\.or[g]|pythonhoste[d]|npmjs\.or[g]|\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b|NotImplementedErro[r]",
    re.IGNORECASE,
)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]+)(?:#[^)\s]*)?\)")
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def slips_of_text(content: bytes) -> list[str]:
    """What is wrong with the bytes of a text file."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ["is not UTF-8"]
    checks = {
        "is not in normal form (NFC)": not unicodedata.is_normalized("NFC", text),
        "has a byte order mark": text.startswith("\ufeff"),
        "has carriage returns": "\r" in text,
        "has no newline at its end": bool(text) and not text.endswith("\n"),
    }
    return [slip for slip, found in checks.items() if found]


def foreign_words(text: str) -> list[str]:
    """Words of how the project was made, or of work left undone, with their lines."""
    lines = enumerate(text.splitlines(), 1)
    return [f"{number}: {found.group()}" for number, line in lines for found in FOREIGN_WORDS.finditer(line)]


def dead_links(page: Path, text: str) -> list[str]:
    """The relative links of a page that lead nowhere."""
    return [target for target in LINK.findall(CODE.sub("", text)) if not (page.parent / target).exists()]


def text_files() -> dict[str, bytes]:
    """The content of every text file; a zero byte makes a file binary, as git has it."""
    contents = {path: (ROOT / path).read_bytes() for path in project_files()}
    return {path: content for path, content in contents.items() if b"\0" not in content}


def test_text_is_utf8_in_normal_form() -> None:
    slips = {
        path: slips_of_text(content) for path, content in text_files().items() if not path.startswith(BROKEN_ON_PURPOSE)
    }
    assert {path: found for path, found in slips.items() if found} == {}


def test_the_project_speaks_of_itself_alone() -> None:
    found = {path: foreign_words(content.decode("utf-8", "replace")) for path, content in text_files().items()}
    assert {path: words for path, words in found.items() if words} == {}


def test_no_link_between_pages_is_dead() -> None:
    pages = [ROOT / path for path in project_files() if path.endswith(".md")]
    found = {str(page): dead_links(page, page.read_text("utf-8")) for page in pages}
    assert {page: links for page, links in found.items() if links} == {}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\n", ["is not UTF-8"]),
        ("e\u0302\n".encode(), ["is not in normal form (NFC)"]),
        (b"a\r\nb\r\n", ["has carriage returns"]),
        (b"a", ["has no newline at its end"]),
        ("Bộ Nội vụ\n".encode(), []),
    ],
)
def test_a_slip_of_text_is_reported(content: bytes, expected: list[str]) -> None:
    assert slips_of_text(content) == expected


@pytest.mark.parametrize("word", ["TO" + "DO", "Age" + "nt", "/wor" + "k/main", "pypi" + ".org", "iss" + "ue #7"])
def test_a_foreign_word_is_reported(word: str) -> None:
    assert foreign_words(f"fine\nsee {word} here") == [f"2: {'/wor' + 'k/' if word[0] == '/' else word}"]


@pytest.mark.parametrize("word", ["User-Agent", "agency", "the tissue 7", "todos_los"])
def test_a_word_of_our_own_is_not(word: str) -> None:
    assert foreign_words(word) == []


def test_a_dead_link_is_reported(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    text = "[a](there.md#part) [b](gone.md) `[c](code.md)` [d](https://example.org/x)\n"
    assert dead_links(tmp_path / "page.md", text) == ["gone.md"]
