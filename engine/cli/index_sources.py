"""`--index-from`: submissions of another set are scored first, and their indices go into facts that ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.failures import say
from engine.cli.invocation import Invocation
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.domain.submission import Submission
    from engine.services.scoring_service import Choose, Scored

TOLD = Text(
    "Phiếu của bộ khác, chấm trước: chỉ số in ra trở thành số liệu có `from_index` mà phiếu chưa nêu. Lặp lại được.",
    "Submissions of another set, scored first: the printed index becomes the fact with `from_index` that is not given. "
    "May be repeated.",
)
FED = Text("Lấy chỉ số của {} kết quả cho {} trên {} phiếu.", "Indices of {} results went into {} of {} submissions.")


def with_indices(
    submissions: Sequence[Submission], paths: Sequence[Path], choose: Choose, invocation: Invocation
) -> tuple[tuple[Submission, ...], list[Scored]]:
    """The submissions with their indices, and the results that these were taken from.

    Raises InvalidDocument for submissions of either kind that cannot be used.
    """
    from engine.cli.submission_reading import read_all
    from engine.services.index_feeding import feed, just_made

    if not paths:
        return tuple(submissions), []
    sources = invocation.engine.scoring.score_all(read_all(paths, invocation))
    return tuple(feed(submissions, just_made(sources), choose)), sources


def tell(before: Sequence[Submission], after: Sequence[Submission], sources: int, invocation: Invocation) -> None:
    """Say on stderr how many submissions took an index, once nothing can go wrong with them any more."""
    changed = sum(fed is not given for given, fed in zip(before, after, strict=True))
    say(invocation.say(FED).format(sources, changed, len(after)))
