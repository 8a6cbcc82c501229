"""What a criteria set is called: id, edition and revision; and which of several is the newest."""

import re
from typing import NamedTuple


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
    def order(self) -> tuple[str, tuple[tuple[int, int, str], ...], int]:
        """Sorts by id, then editions as people count (2 before 10, "2022" before "2022.1" before "2024"), revision."""
        pieces = re.findall(r"[0-9]+|[^0-9]+", self.edition)
        edition = tuple((1, int(piece), "") if piece.isdecimal() else (0, 0, piece) for piece in pieces)
        return self.id, edition, self.revision


NAMELESS = SetName("", "", 0)
"""The name of a folder that says nothing that can be understood."""
