"""What a criteria set is called: id, edition and revision; and which of several is the newest."""

import re
from typing import NamedTuple

_ID = re.compile("[a-z0-9][a-z0-9._-]{0,79}")
_EDITION = re.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,39}")


class SetName(NamedTuple):
    """Id, legal edition, and revision: the correction of that edition, from 1; 0 where a folder does not tell it.

    No two sets that are served share all three.
    """

    id: str
    edition: str
    revision: int

    def __str__(self) -> str:
        """`id edition.revision`, as answers name a set; less where less is known."""
        return f"{self.id} {self.edition}" + (f".{self.revision}" if self.revision else "") if self.id else ""

    @property
    def is_whole(self) -> bool:
        """Whether it names one set and no other."""
        return self.revision > 0

    @property
    def is_well_formed(self) -> bool:
        """Whether a set may be called so: what a broken or hostile folder claims may be anything."""
        return bool(_ID.fullmatch(self.id) and _EDITION.fullmatch(self.edition))

    @property
    def order(self) -> tuple[str, tuple[tuple[int, int, str], ...], int]:
        """Sorts by id, then editions as people count (2 before 10, "2022" before "2022.1" before "2024"), revision."""
        pieces = re.findall(r"[0-9]+|[^0-9]+", self.edition)
        return self.id, tuple(map(_by_count, pieces)), self.revision


NAMELESS = SetName("", "", 0)
"""The name of a folder that says nothing that can be understood."""


def _by_count(piece: str) -> tuple[int, int, str]:
    """Sorts numbers by their value and after words. Somebody may ask for any edition, so no number is made of it."""
    if piece[0] not in "0123456789":
        return 0, 0, piece
    digits = piece.lstrip("0")
    return 1, len(digits), digits
