"""Laws that hold of every overlay that keeps to what was left open: it adds up, and its base does not notice it."""

import tempfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.submission import Submission, Unit
from engine.domain.text import Text
from engine.loading.criteria_folder import LoadedSet
from engine.loading.overlays.proof import proofs
from engine.results.documents import hashed
from tests.support.engine_comparison import Engine
from tests.support.generated_overlays import Meant, Row, random_base, random_overlay

law = settings(max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 10**9).map(Random)

YEAR = 2022


def chain(rng: Random, folder: Path) -> Iterator[tuple[LoadedSet, Meant]]:
    """A base, an overlay on it, and sometimes another on that; none of them with a finding."""
    loaded, meant = random_base(rng, folder)
    assert loaded.findings == ()
    yield loaded, meant
    for name, tier in (("province", "province"), ("commune", "commune"))[: rng.randint(1, 2)]:
        loaded, meant = random_overlay(rng, folder / name, loaded, meant, tier)
        assert [finding.told("en") for finding in loaded.findings] == []
        yield loaded, meant


def submission(rng: Random, loaded: LoadedSet, profile: str, known: float = 1) -> Submission:
    """Counts for the facts of a set, or for a share of them."""
    rules = loaded.checked()
    facts = {name: rng.randint(0, 12) for name in rules.facts if rng.random() <= known}
    unit = Unit("u", Text("u", "u"), "department", profile)
    return Submission(rules.id, rules.edition, unit, YEAR, "final", facts=facts)


@law
@given(seeds)
def test_no_overlay_moves_the_total_of_its_base(rng: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = chain(rng, Path(folder))
        base, _ = next(made)
        submissions = [submission(rng, base, profile.id, 0.9) for profile in base.checked().profiles for _ in range(3)]
        before = [digest_of(base, each) for each in submissions]
        parts = deepcopy((base.checked().components, dict(base.checked().facts), base.checked().profiles))
        for overlay, _ in made:
            assert overlay.root is base
            assert [digest_of(base, each) for each in submissions] == before
            assert (base.checked().components, base.checked().facts, base.checked().profiles) == parts
            assert overlay.content_hash != base.content_hash


def digest_of(loaded: LoadedSet, content: Submission) -> str:
    """The hash of the scorecard under a set, compiled anew."""
    return hashed(Engine(loaded.checked()).score(content))[0].hash


@law
@given(seeds)
def test_every_proof_holds_and_reaches_the_base_alone(rng: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (_, first), *overlays = chain(rng, Path(folder))
        for overlay, meant in overlays:
            found = proofs(overlay)
            assert {proof.profile for proof in found} == set(meant.out)
            for proof in found:
                assert proof.holds
                assert proof.statements == {0: len(first.rows)}
                assert len(proof.facts) == len(first.leaves())


@law
@given(seeds)
def test_won_and_lost_add_up_and_points_are_what_the_layers_say(rng: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for loaded, meant in chain(rng, Path(folder)):
            engine = Engine(loaded.checked())
            for profile in meant.out:
                content = submission(rng, loaded, profile)
                card = engine.score(content)
                for node in (card.total, *card.nodes):
                    assert node.won + node.lost == node.maximum
                assert card.total.maximum == meant.maximum(profile)
                assert card.total.won == expected(meant, profile, content)


def expected(meant: Meant, profile: str, content: Submission) -> Fraction:
    """The points of all rows that apply, worked out from what was meant."""
    won = Fraction(0)
    for row in meant.leaves():
        if meant.applies(row, profile):
            count = content.facts["n_" + "".join(letter if letter.isalnum() else "_" for letter in row.id.lower())]
            assert isinstance(count, int)
            assert row.points is not None
            won += min(row.maximum, count * row.points)
    return won


@law
@given(seeds)
def test_the_maximum_is_that_of_the_base_with_what_was_added_and_without_what_was_disabled(rng: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (base, first), *overlays = chain(rng, Path(folder))
        for overlay, meant in overlays:
            engine = Engine(overlay.checked())
            for profile in first.out:
                under_base = first.maximum(profile)
                assert Engine(base.checked()).score(submission(rng, base, profile)).total.maximum == under_base
                local = [row for row in meant.leaves() if row.id not in first.rows and meant.applies(row, profile)]
                off = [row for row in first.leaves() if first.applies(row, profile) and not meant.applies(row, profile)]
                maximum = engine.score(submission(rng, overlay, profile)).total.maximum
                assert maximum == under_base + worth(local) - worth(off)


def worth(rows: Sequence[Row]) -> Fraction:
    """What rows are worth together."""
    return sum((row.maximum for row in rows), Fraction(0))
