"""Every criteria set that can be used, by id, edition and revision: one unchanging snapshot, read where needed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.discovery.claim import Claim
from engine.discovery.kept_sets import KeptSets
from engine.discovery.lock import Comparison, Lock, LockDoesNotHold, LockState, Pin, pin_of
from engine.discovery.once import OnceByKey
from engine.discovery.overlapping_years import Overlap, overlaps_among
from engine.discovery.overlay_reading import Bases, OverlayReading
from engine.discovery.plugin_host import BUNDLED, find_plugins
from engine.discovery.record import PluginRecord
from engine.discovery.set_name import SetName
from engine.discovery.set_record import SetRecord
from engine.domain.text import Text
from engine.errors import EngineError, UnknownCriteriaSet, UnknownThing

if TYPE_CHECKING:  # reading and compiling load much; who only looks up a name does without
    from engine.domain.criteria_set import CriteriaSet
    from engine.evaluation.one_unit import OneUnit
    from engine.loading.criteria_folder import LoadedSet

MOST_SCORERS = 128
"""Compiled sets that are kept; a year is part of what is asked for, so their number has no other bound."""


class QuarantinedCriteriaSet(UnknownCriteriaSet):
    """The set that was asked for is there and cannot be used; `findings` hold what its check said."""

    code = "catalogue.quarantined"

    def __init__(self, record: SetRecord) -> None:
        EngineError.__init__(
            self,
            f"Bộ tiêu chí {record.name} bị tách riêng, không dùng được.",
            f"The criteria set {record.name} is quarantined and cannot be used.",
            hint_vi=record.problem.vi,
            hint_en=record.problem.en,
            findings=record.findings,
        )


class UnknownProfile(UnknownThing):
    """A profile was asked for that the criteria set does not have."""

    code = "catalogue.unknown-profile"


class Catalogue:
    """The sets of all plugins, as they were when the catalogue was opened. Safe to share between threads.

    Each set is read when it is first asked for, and never again: what was handed out stays what it is. New files are
    seen by opening another catalogue. Editions of one id and revisions of one edition lie side by side.
    """

    def __init__(self, plugins: Sequence[PluginRecord], lock: Lock | None = None, kept: KeptSets | None = None) -> None:
        self._plugins, self.lock = tuple(plugins), lock
        overlays = self._overlays = OverlayReading(Bases(self._revisions, self._record))
        of = partial(Claim.of, overlays=overlays, kept=kept or KeptSets())
        self._claims = tuple(of(plugin, folder) for plugin in self._plugins for folder in plugin.folders)
        self._by_name: dict[SetName, list[Claim]] = {}
        for claim in self._claims:
            self._by_name.setdefault(claim.name, []).append(claim)
        self._names = sorted(self._by_name, key=lambda name: name.order)
        self._scorers: OnceByKey[tuple[str, str, int], OneUnit] = OnceByKey(MOST_SCORERS)

    def get(self, set_id: str, edition: str = "", revision: int | None = None) -> "LoadedSet":
        """A set by name; without an edition the newest, without a revision the newest of those, that is served.

        Its findings hold no error. Raises UnknownCriteriaSet, or QuarantinedCriteriaSet where it is there and cannot
        be used.
        """
        wanted = [
            name
            for name in self._names_of(set_id)
            if edition in ("", name.edition) and revision in (None, name.revision)
        ]
        if not wanted:
            raise self._unknown(set_id, edition, revision)
        newest_first = wanted[::-1]
        for record in map(self._record, newest_first):
            if record.is_served and record.loaded:
                return record.loaded
        raise QuarantinedCriteriaSet(self._record(newest_first[0]))

    def by_hash(self, content_hash: str, set_id: str = "") -> "LoadedSet":
        """The one set of that hash; `set_id`, where it is known, saves reading the sets of other ids.

        Raises UnknownCriteriaSet, or QuarantinedCriteriaSet where it is there and cannot be used.
        """
        records = [self._record(name) for name in (self._names_of(set_id) if set_id else self._names)]
        for record in records:
            if record.loaded and record.loaded.content_hash == content_hash:
                if record.is_served:
                    return record.loaded
                raise QuarantinedCriteriaSet(record)
        hashes = [record.loaded.content_hash for record in records if record.is_served and record.loaded]
        raise UnknownCriteriaSet("bộ tiêu chí có mã băm", "criteria set of the hash", content_hash, hashes)

    def base(self, set_id: str, edition: str, content_hash: str) -> "LoadedSet | None":
        """What an overlay from elsewhere lies on: the base of that hash, else the newest revision of that edition.

        None where there is none; raises BaseNotServed.
        """
        return self._overlays.base(set_id, edition, content_hash)

    def all(self) -> "tuple[LoadedSet, ...]":
        """Every set that is served, by id, then from the oldest edition and revision to the newest. Reads them all."""
        records = map(self._record, self._names)
        return tuple(record.loaded for record in records if record.is_served and record.loaded)

    def take_over_scorers(self, before: "Catalogue") -> None:
        """Go on with what the catalogue before has compiled: it is known by the hash of its set, so it stays right."""
        self._scorers = before._scorers  # noqa: SLF001  # one of its own kind

    @property
    def digest(self) -> str:
        """The sha256 over id, edition, revision and hash of every set that is served. Reads them all."""
        from engine.results.canonical import digest

        served = [loaded.checked() for loaded in self.all()]
        return digest([[one.id, one.edition, one.revision, one.content_hash] for one in served])

    @property
    def sets(self) -> tuple[SetRecord, ...]:
        """Every set folder that was found, served or not, in the order of the plugins. Reads them all."""
        return tuple(self._locked(claim.among(self._by_name[claim.name])) for claim in self._claims)

    @property
    def overlaps(self) -> tuple[Overlap, ...]:
        """Editions of one id that hold for the same units in the same years. Reads all sets."""
        return tuple(overlaps_among(loaded.checked() for loaded in self.all()))

    def lock_state(self, record: SetRecord) -> LockState:
        """How one of the set folders stands to the lock."""
        return self.lock.state(record) if self.lock else LockState.NO_LOCK

    def against_the_lock(self) -> tuple[Comparison, ...]:
        """Every pin and every set, compared; nothing without a lock. Reads all sets."""
        found = [claim.among(self._by_name[claim.name]) for claim in self._claims]
        return self.lock.compared(found) if self.lock else ()

    def see_that_the_lock_holds(self) -> None:
        """Raise LockDoesNotHold where something that is pinned is missing or differs; not without a lock."""
        findings = self.lock.findings(self.against_the_lock()) if self.lock else ()
        if self.lock and findings:
            raise LockDoesNotHold(self.lock.file, findings)

    def pins(self) -> tuple[Pin, ...]:
        """A pin for every set that is served. Reads all sets."""
        plugins = {plugin.name: plugin for plugin in self._plugins if plugin.folders}
        served = [record for record in self.sets if record.is_served]
        return tuple(pin_of(record, plugins[record.plugin]) for record in served)

    @property
    def records(self) -> tuple[PluginRecord, ...]:
        """Every plugin that was found. Reads all sets.

        One of whose sets none can be used is quarantined; one that brings others besides keeps being served, and its
        problem says what is left out.
        """
        by_plugin: dict[str, list[SetRecord]] = {}
        for record in self.sets:
            by_plugin.setdefault(record.plugin, []).append(record)
        return tuple(_summed(plugin, by_plugin.get(plugin.name, [])) for plugin in self._plugins)

    def scorer(self, loaded: "LoadedSet", profile_id: str, year: int) -> "OneUnit":
        """What scores the units of one profile in one year under a set of this catalogue; compiled once for everybody.

        Raises UnknownProfile.
        """
        from engine.evaluation.one_unit import OneUnit

        profiles = [profile.id for profile in loaded.checked().profiles]
        if profile_id not in profiles:
            raise UnknownProfile("nhóm đơn vị", "profile", profile_id, profiles)
        key = (loaded.content_hash, profile_id, year)
        return self._scorers.value(key, lambda: OneUnit(loaded.compiled_for(profile_id, year)))

    def folder_of(self, rules: "CriteriaSet") -> Traversable | None:
        """The folder that a set of this catalogue was read from; None for a set from elsewhere."""
        name = SetName(rules.id, rules.edition, rules.revision)
        if name not in self._by_name:
            return None
        record = self._record(name)
        if record.loaded is None or record.loaded.content_hash != rules.content_hash:
            return None
        folders = (folder for plugin in self._plugins for folder in plugin.folders)
        return next((folder for folder in folders if str(folder) == record.location), None)

    def _names_of(self, set_id: str) -> list[SetName]:
        """The names of one id, oldest first; none for the empty id, which is that of folders without a name."""
        return [name for name in self._names if set_id and name.id == set_id]

    def _revisions(self, set_id: str, edition: str) -> list[SetName]:
        """The names of all revisions of an edition, newest first."""
        return [name for name in self._names_of(set_id)[::-1] if name.edition == edition and name.is_whole]

    def _record(self, name: SetName) -> SetRecord:
        claims = self._by_name[name]
        return self._locked(claims[0].among(claims))

    def _locked(self, record: SetRecord) -> SetRecord:
        return self.lock.applied(record) if self.lock else record

    def _unknown(self, set_id: str, edition: str, revision: int | None) -> UnknownCriteriaSet:
        names = self._names_of(set_id)
        if not names:
            ids = sorted({name.id for name in self._by_name} - {""})
            return UnknownCriteriaSet("bộ tiêu chí", "criteria set", set_id, ids)
        if revision is None:
            editions = list(dict.fromkeys(f"{name.id} {name.edition}" for name in names))
            return UnknownCriteriaSet("bộ tiêu chí", "criteria set", f"{set_id} {edition}", editions)
        said = f"{set_id} {edition or names[-1].edition}.{revision}"
        return UnknownCriteriaSet("bộ tiêu chí", "criteria set", said, [str(name) for name in names])


def open_catalogue(
    drop_ins: Sequence[Path] = (), bundled: str = BUNDLED, *, lock: Path | None = None, cache: Path | None = None
) -> Catalogue:
    """Find all plugins and open a catalogue of their sets.

    `drop_ins` are the folders of the settings; `bundled` is the package that holds the bundled sets; with `lock`, the
    file that pins sets, nothing else is served; `cache` is the folder of sets that were read before. Raises
    LockUnusable.
    """
    kept = KeptSets.below(cache)
    if lock is None:
        return Catalogue(find_plugins(drop_ins, bundled), kept=kept)
    from engine.discovery.lock_file import read_lock

    return Catalogue(find_plugins(drop_ins, bundled), read_lock(lock), kept)


def _summed(plugin: PluginRecord, sets: Sequence[SetRecord]) -> PluginRecord:
    left_out = [record.problem for record in sets if not record.is_served]
    problem = Text(" ".join(text.vi for text in left_out), " ".join(text.en for text in left_out))
    if not left_out:
        return plugin
    if len(left_out) == len(sets):
        return plugin.quarantined(problem)
    return replace(plugin, problem=problem)
