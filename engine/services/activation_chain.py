"""The chain of acts verified: nothing in the history was changed, taken out or put in afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.domain.activation import CHAIN_START, Activation, SetRevision
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.storage.activation_store import ActivationStore
from engine.storage.revision_store import RevisionStore


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many acts there are, the hash of the last (it stands for all of them), and everything that is wrong."""

    length: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether the history is what it was when it was recorded."""
        return not self.findings


class ActivationChain:
    """Verifies the acts against their hashes, the generations that they made, and the revisions that they published.

    Whoever rewrites the whole database, hashes included, is found out only by who noted the head before.
    """

    def __init__(self, activations: ActivationStore, revisions: RevisionStore) -> None:
        self._activations, self._revisions = activations, revisions

    def report(self) -> ChainReport:
        """The verdict on all acts; raises StorageProblem, also where a row cannot even be read."""
        acts, named = self._activations.chain()
        published = {_name(one.revision): one.revision.hash for one in self._revisions.published()}
        findings = [
            *_links(acts),
            *(finding for act in acts for finding in self._own(act, published)),
            *_lost(acts, named),
        ]
        return ChainReport(len(acts), acts[-1].hash if acts else CHAIN_START, tuple(findings))

    def _own(self, activation: Activation, published: Mapping[tuple[str, str, int], str]) -> Iterator[Finding]:
        rules = activation.act.criteria_set
        if self._activations.seal(activation) != activation.hash:
            yield error(
                "chain.changed",
                _place(activation),
                f"Quyết định thứ {activation.sequence} không khớp mã băm: nội dung đã bị sửa sau khi ghi.",
                f"Act {activation.sequence} does not fit its hash: it was changed after it was recorded.",
                *_RESTORE,
            )
        if published.get(_name(rules)) != rules.hash:
            yield error(
                "chain.revision",
                _place(activation),
                f"{rules} đã công bố với mã băm khác mã trong quyết định thứ {activation.sequence}.",
                f"{rules} is published with another hash than act {activation.sequence} names.",
                *_RESTORE,
            )


def _links(acts: Sequence[Activation]) -> Iterator[Finding]:
    if acts and (acts[0].sequence, acts[0].previous) != (1, CHAIN_START):
        yield _broken(acts[0])
    for before, after in pairwise(acts):
        if (after.sequence, after.previous) != (before.sequence + 1, before.hash):
            yield _broken(after)


def _lost(acts: Sequence[Activation], named: frozenset[str]) -> Iterator[Finding]:
    for one in sorted(named - {act.hash for act in acts}):
        yield error(
            "chain.lost",
            Place("activations"),
            f"Mất quyết định có mã băm {one}: một thế hệ bộ tiêu chí đã được nạp vì nó.",
            f"The act with the hash {one} is gone: a generation of the catalogue was made for it.",
            *_RESTORE,
        )


def _broken(activation: Activation) -> Finding:
    return error(
        "chain.broken",
        _place(activation),
        f"Quyết định thứ {activation.sequence} không nối với quyết định đứng trước: có dòng bị bớt hoặc chèn.",
        f"Act {activation.sequence} does not follow from the one before it: rows were taken out or put in.",
        *_RESTORE,
    )


_RESTORE = (
    "Khôi phục cơ sở dữ liệu từ bản sao lưu; giữ lại tệp này để điều tra.",
    "Restore the database from a backup; keep this file for whoever looks into it.",
)


def _place(activation: Activation) -> Place:
    return Place("activations", activation.sequence)


def _name(revision: SetRevision) -> tuple[str, str, int]:
    return revision.id, revision.edition, revision.revision
