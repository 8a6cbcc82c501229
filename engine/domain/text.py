"""Text that people read, in Vietnamese and English, always NFC."""

import unicodedata
from dataclasses import dataclass

LANGUAGES = ("vi", "en")
UNTRANSLATED = "[vi] "
"""What the English of a text begins with while it is the Vietnamese, waiting for somebody to translate it."""


def nfc(text: str) -> str:
    """`text` in Unicode normal form C, the only form that is compared, stored or hashed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in both languages."""

    vi: str
    en: str

    def said(self, language: str) -> str:
        """The text in `vi` or `en`."""
        return self.vi if language == "vi" else self.en

    def as_mapping(self) -> dict[str, str]:
        """`{"vi": …, "en": …}`, as documents carry it."""
        return {"vi": self.vi, "en": self.en}


NOTHING = Text("", "")
