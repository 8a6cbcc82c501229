"""Generations: the catalogue is opened anew, and every process follows; what is in force stays served."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from engine.discovery.catalogue import Catalogue
from engine.domain.activation import Activation, Order, standing
from engine.domain.finding import Finding, error
from engine.domain.source_place import Place
from engine.errors import EngineError, StorageProblem, UnknownCriteriaSet
from engine.services.activation_service import ActivationService, log_override
from engine.storage.activation_store import ActivationStore, Served
from engine.storage.generation_store import CatalogueOvertaken, Generation, GenerationStore

START, RELOAD = "start", "reload"
ATTEMPTS = 5


class InForceNotServed(EngineError):
    """The sets at hand lack one that is in force: they do not take the place of those that are served."""

    code = "generation.in-force-missing"


@dataclass(frozen=True, slots=True)
class Renewed:
    """A catalogue that was opened anew, and the generation that stands for it."""

    catalogue: Catalogue
    generation: Generation


class GenerationService:
    """Makes generations. `open_anew` reads the sets as they lie there now; `clock` gives the moment."""

    def __init__(
        self,
        generations: GenerationStore,
        activations: ActivationStore,
        open_anew: Callable[[], Catalogue],
        clock: Callable[[], datetime],
    ) -> None:
        self._generations, self._activations = generations, activations
        self._open_anew, self._clock = open_anew, clock

    def newest(self) -> Generation | None:
        """The newest generation, None before the first; raises StorageProblem."""
        return self._generations.newest()

    def newest_number(self) -> int:
        """Its number, 0 before the first; a cheap read. Raises StorageProblem."""
        return self._generations.newest_number()

    def open_anew(self) -> Catalogue:
        """The sets as they lie there now."""
        return self._open_anew()

    def renewed(self, cause: str) -> Renewed:
        """Open the sets anew and let every process follow. A START where nothing has changed makes no generation.

        Raises InForceNotServed, which changes nothing, and StorageProblem.
        """
        for _ in range(ATTEMPTS):
            known, catalogue = self.newest_number(), self._open_anew()
            look_over = partial(see_that_all_are_served, catalogue)
            digest, starts = catalogue.digest, cause == START
            try:
                found = self._generations.follow(
                    digest, cause, at=self._clock(), known=known, look_over=look_over, only_if_other=starts
                )
            except CatalogueOvertaken:
                continue
            return Renewed(catalogue, found)
        raise _always_overtaken()

    def activated(
        self, order: Order, acts: ActivationService, *, after: int | None = None
    ) -> tuple[Activation, Renewed]:
        """Open the sets anew, record the act of an order, and let every process follow.

        `after` is the sequence of the last act for the year and kind that the caller knows; see ActivationStore.
        Raises ActivationRefused, ActivationOvertaken, RevisionChanged, InForceNotServed, StorageProblem; nothing is
        recorded then.
        """
        for _ in range(ATTEMPTS):
            known, catalogue = self.newest_number(), self._open_anew()
            act = acts.examined(order, catalogue)
            look_over = partial(see_that_all_are_served, catalogue)
            served = Served(catalogue.digest, known)
            try:
                done = self._activations.record(act, served, at=self._clock(), after=after, look_over=look_over)
            except CatalogueOvertaken:
                continue
            log_override(done[0])
            return done[0], Renewed(catalogue, done[1])
        raise _always_overtaken()


def see_that_all_are_served(catalogue: Catalogue, activations: Sequence[Activation]) -> None:
    """Raise InForceNotServed unless the catalogue serves every set that is in force on some day or other."""
    findings = list(missing_in_force(catalogue, activations))
    if findings:
        raise InForceNotServed(
            "Thiếu bộ tiêu chí đang có hiệu lực; các bộ đang phục vụ giữ nguyên.",
            "A criteria set that is in force is missing; the sets that are served stay as they are.",
            hint_vi="Đặt lại bộ còn thiếu đúng như khi đã quyết định áp dụng, rồi làm lại.",
            hint_en="Put the missing set back as it was when it was put in force, then try again.",
            findings=findings,
        )


def missing_in_force(catalogue: Catalogue, activations: Sequence[Activation]) -> Sequence[Finding]:
    """A finding for each act whose set the catalogue does not serve with that very hash."""
    return [_missing(one) for one in standing(activations) if not _serves(catalogue, one)]


def _serves(catalogue: Catalogue, activation: Activation) -> bool:
    wanted = activation.act.criteria_set
    try:
        catalogue.by_hash(wanted.hash, wanted.id)
    except UnknownCriteriaSet:
        return False
    return True


def _missing(activation: Activation) -> Finding:
    act, place = activation.act, Place(activation.act.decision)
    return error(
        "generation.missing-set",
        place,
        f"Năm {act.year}, loại '{act.unit_kind}': không còn {act.criteria_set} có mã băm {act.criteria_set.hash}.",
        f"Year {act.year}, kind '{act.unit_kind}': {act.criteria_set} with the hash {act.criteria_set.hash} is gone.",
        "Bộ đã áp dụng thì giữ nguyên tệp; sửa thì tăng `revision`, để cạnh bản cũ.",
        "Files of a set in force stay as they are; a change takes a new `revision` beside the old one.",
    )


def _always_overtaken() -> StorageProblem:
    return StorageProblem(
        "Các bộ tiêu chí cứ đổi trong lúc đọc.",
        "The criteria sets kept changing while they were read.",
        hint_vi="Đợi người khác nạp xong rồi làm lại.",
        hint_en="Wait until others are done, then try again.",
    )
