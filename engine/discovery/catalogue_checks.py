"""What the doctor says of the sets together: overlays without their base, editions that overlap, and the lock."""

from collections.abc import Iterator

from engine.discovery.catalogue import Catalogue
from engine.discovery.doctor import Check, Health
from engine.discovery.lock import Comparison, LockState
from engine.discovery.lock_file import LockUnusable
from engine.domain.text import Text

LOCK = "doctor.lock"


def examine_catalogue(catalogue: Catalogue, problem: LockUnusable | None = None) -> Iterator[Check]:
    """Every check of the sets together, in a stable order. Reads all sets.

    `problem` says that there is a lock that cannot be used; `catalogue` is then what there would be without it.
    """
    for record in catalogue.sets:
        if record.lacks_base:
            message = Text(f"{record.name}: bộ gốc không dùng được", f"{record.name}: its base cannot be used")
            yield Check("doctor.overlay-base", Health.PROBLEM, message, record.problem)
    for overlap in catalogue.overlaps:
        yield Check("doctor.overlap", Health.NOTICE, overlap.message, overlap.hint)
    yield from lock_health(catalogue) if problem is None else [_unusable(problem)]


def lock_health(catalogue: Catalogue) -> Iterator[Check]:
    """Whether the sets are those that are pinned: what is missing or differs is a problem, what is new a notice."""
    if catalogue.lock is None:
        told = Text("PARINDEX_LOCK: không ghim bộ nào", "PARINDEX_LOCK: no set is pinned")
        yield Check(LOCK, Health.GOOD, told)
        return
    compared = catalogue.against_the_lock()
    off = [one for one in compared if one.state is not LockState.PINNED]
    yield from (_not_as_pinned(one) for one in off)
    if not off:
        file, count = catalogue.lock.file, len(compared)
        yield Check(LOCK, Health.GOOD, Text(f"{file}: đúng {count} bộ đã ghim", f"{file}: {count} sets, as pinned"))


def _unusable(problem: LockUnusable) -> Check:
    return Check(LOCK, Health.PROBLEM, Text(problem.vi, problem.en), Text(problem.hint_vi, problem.hint_en))


def _not_as_pinned(one: Comparison) -> Check:
    if one.state is LockState.NOT_PINNED:
        message = Text(f"{one.name}: chưa ghim nên không dùng", f"{one.name}: not pinned, so it is not served")
        hint = Text("Kiểm tra bộ này rồi chạy `parindex lock`.", "Look it over, then run `parindex lock`.")
        return Check(LOCK, Health.NOTICE, message, hint)
    if one.state is LockState.DIFFERS:
        message = Text(f"{one.name}: khác bản đã ghim", f"{one.name}: not the one that is pinned")
        hint = Text(
            "Đặt lại bộ cũ, hoặc nâng `revision` rồi chạy `parindex lock`.",
            "Put the old one back, or raise `revision` and run `parindex lock`.",
        )
        return Check(LOCK, Health.PROBLEM, message, hint)
    message = Text(f"{one.name}: đã ghim mà không dùng được", f"{one.name}: pinned, and it cannot be used")
    return Check(LOCK, Health.PROBLEM, message, one.problem)
