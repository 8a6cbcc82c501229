"""Ids made of words: `Ban hành kế hoạch` becomes `ban_hanh_ke_hoach`, the same every time."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from engine.loading.annex.headings import folded

_NOT_IN_A_WORD = re.compile(r"[^a-z0-9]+")


def slug(text: str, most: int = 40) -> str:
    """`text` as an id of lower-case letters, digits and `_`, cut between words; `x` where nothing is left."""
    words = [word for word in _NOT_IN_A_WORD.split(folded(text)) if word]
    made = ""
    for word in words:
        if made and len(made) + 1 + len(word) > most:
            break
        made = f"{made}_{word}" if made else word[:most]
    made = made or "x"
    return made if made[0].isalpha() else f"x_{made}"


def distinct(titles: Mapping[str, str], most: int = 40) -> dict[str, str]:
    """An id for every row of `titles`, row code → title. Rows that would share one have their code in it."""
    made = {code: slug(title, most) for code, title in titles.items()}
    while len(set(made.values())) < len(made):
        count = Counter(made.values())
        made = {code: f"{name}_{slug_of_code(code)}" if count[name] > 1 else name for code, name in made.items()}
    return made


def numbered(texts: Iterable[str], most: int = 30) -> list[str]:
    """An id for every text of a list; what would be the same twice is counted: `khong`, `khong_2`."""
    made: list[str] = []
    for text in texts:
        name = own = slug(text, most)
        count = 1
        while name in made:
            count += 1
            name = f"{own}_{count}"
        made.append(name)
    return made


def slug_of_code(code: str) -> str:
    """A row's code as part of an id: `1.1.2` → `1_1_2`."""
    return _NOT_IN_A_WORD.sub("_", code.lower()).strip("_")
