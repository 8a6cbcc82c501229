"""Texts whose English is still the Vietnamese, as an import marks them: told once for each file."""

from collections.abc import Iterator, Mapping

from engine.domain.finding import Finding, warning
from engine.domain.text import UNTRANSLATED
from engine.loading.document import Document, step


def untranslated_findings(document: Document) -> Iterator[Finding]:
    """A warning where a document holds such texts, at the first of them, with their number."""
    found = list(_waiting(document.value, ""))
    if found:
        yield _finding(document, found[0], len(found))


def _waiting(value: object, pointer: str) -> Iterator[str]:
    """The pointers to the English texts that are marked."""
    if isinstance(value, Mapping):
        english = value.get("en")
        if "vi" in value and isinstance(english, str) and english.startswith(UNTRANSLATED):
            yield f"{pointer}/en"
        for key, item in value.items():
            yield from _waiting(item, pointer + step(str(key)))
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _waiting(item, f"{pointer}/{at}")


def _finding(document: Document, pointer: str, count: int) -> Finding:
    mark = UNTRANSLATED.strip()
    return warning(
        "text.untranslated",
        document.place(pointer),
        f"Tệp này còn {count} chỗ chưa dịch sang tiếng Anh; đây là chỗ đầu tiên.",
        f"Texts of this file that are not translated yet: {count}; this is the first.",
        f"Dịch `en` rồi bỏ dấu {mark} ở đầu.",
        f"Translate `en` and take away the mark {mark} before it.",
    )
