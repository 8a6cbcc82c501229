"""Every criteria set that can be used, by id and edition: one unchanging snapshot, read and compiled where needed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.discovery.once import OnceByKey
from engine.discovery.plugin_host import BUNDLED, find_plugins
from engine.discovery.record import PluginRecord
from engine.discovery.set_record import Claim, SetName, SetRecord
from engine.domain.text import Text
from engine.errors import EngineError, UnknownCriteriaSet, UnknownThing

if TYPE_CHECKING:  # reading and compiling load much; who only looks up a name does without
    from engine.evaluation.one_unit import OneUnit
    from engine.loading.criteria_folder import LoadedSet

MOST_SCORERS = 128
"""Compiled sets that are kept; a year is part of what is asked for, so their number has no other bound."""


class QuarantinedCriteriaSet(UnknownCriteriaSet):
    """The set that was asked for is there and cannot be used; `findings` hold what its check said."""

    code = "catalogue.quarantined"

    def __init__(self, record: SetRecord) -> None:
        name = " ".join(record.name)
        EngineError.__init__(
            self,
            f"Bộ tiêu chí {name} bị tách riêng, không dùng được.",
            f"The criteria set {name} is quarantined and cannot be used.",
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
    seen by opening another catalogue.
    """

    def __init__(self, plugins: Sequence[PluginRecord]) -> None:
        self._plugins = tuple(plugins)
        self._claims = tuple(Claim.of(plugin, folder) for plugin in self._plugins for folder in plugin.folders)
        self._by_name: dict[SetName, list[Claim]] = {}
        for claim in self._claims:
            self._by_name.setdefault(claim.name, []).append(claim)
        self._scorers: OnceByKey[tuple[str, str, int], OneUnit] = OnceByKey(MOST_SCORERS)

    def get(self, set_id: str, edition: str = "") -> "LoadedSet":
        """A set by id and edition; without an edition the newest that is served. Its findings hold no error.

        Raises UnknownCriteriaSet, or QuarantinedCriteriaSet where it is there and cannot be used.
        """
        names = [name for name in self._by_name if name[0] == set_id and edition in ("", name[1])]
        if not set_id or not names:
            raise self._unknown(set_id, edition)
        newest_first = sorted(names, key=_order, reverse=True)
        for name in newest_first:
            record = self._record(name)
            if record.is_served and record.loaded:
                return record.loaded
        raise QuarantinedCriteriaSet(self._record(newest_first[0]))

    def all(self) -> "tuple[LoadedSet, ...]":
        """Every set that is served, by id and then from the oldest edition to the newest. Reads them all."""
        records = [self._record(name) for name in sorted(self._by_name, key=_order)]
        return tuple(record.loaded for record in records if record.is_served and record.loaded)

    @property
    def sets(self) -> tuple[SetRecord, ...]:
        """Every set folder that was found, served or not, in the order of the plugins. Reads them all."""
        return tuple(claim.among(self._by_name[claim.name]) for claim in self._claims)

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

    def scorer(self, set_id: str, edition: str, profile_id: str, year: int) -> "OneUnit":
        """What scores the units of one profile in one year; compiled once for everybody.

        Raises like `get`, and UnknownProfile.
        """
        from engine.evaluation.one_unit import OneUnit

        loaded = self.get(set_id, edition)
        criteria_set = loaded.checked()
        profiles = [profile.id for profile in criteria_set.profiles]
        if profile_id not in profiles:
            raise UnknownProfile("nhóm đơn vị", "profile", profile_id, profiles)
        key = (loaded.content_hash, profile_id, year)
        return self._scorers.value(key, lambda: OneUnit(loaded.compiled_for(profile_id, year)))

    def _record(self, name: SetName) -> SetRecord:
        claims = self._by_name[name]
        return claims[0].among(claims)

    def _unknown(self, set_id: str, edition: str) -> UnknownCriteriaSet:
        ids = sorted({name[0] for name in self._by_name} - {""})
        if set_id not in ids:
            return UnknownCriteriaSet("bộ tiêu chí", "criteria set", set_id, ids)
        editions = [" ".join(name) for name in sorted(self._by_name, key=_order) if name[0] == set_id]
        return UnknownCriteriaSet("bộ tiêu chí", "criteria set", f"{set_id} {edition}", editions)


def open_catalogue(drop_ins: Sequence[Path] = (), bundled: str = BUNDLED) -> Catalogue:
    """Find all plugins and open a catalogue of their sets.

    `drop_ins` are the folders of the settings; `bundled` is the package that holds the bundled sets.
    """
    return Catalogue(find_plugins(drop_ins, bundled))


def _order(name: SetName) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Sorts by id, then editions as people count: 2 before 10, "2022" before "2022.1" before "2024"."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", name[1])
    return name[0], tuple((1, int(piece), "") if piece.isdecimal() else (0, 0, piece) for piece in pieces)


def _summed(plugin: PluginRecord, sets: Sequence[SetRecord]) -> PluginRecord:
    left_out = [record.problem for record in sets if not record.is_served]
    problem = Text(" ".join(text.vi for text in left_out), " ".join(text.en for text in left_out))
    if not left_out:
        return plugin
    if len(left_out) == len(sets):
        return plugin.quarantined(problem)
    return replace(plugin, problem=problem)
