"""The proof of an overlay: for all profiles and years, nothing local reaches the total by the base alone."""

from collections.abc import Iterator

from engine.domain.finding import Finding, error
from engine.loading.criteria_folder import LoadedSet
from engine.loading.set_periods import periods
from engine.methods.national_proof import Proof, national_proof
from engine.program.compiled import CompiledSet


def proofs(loaded: LoadedSet) -> tuple[Proof, ...]:
    """A proof for each profile of a resolved set and each stretch of years; raises InvalidDocument where it has errors.

    None for a set that is no overlay: its total is the national one.
    """
    rules = loaded.checked()
    if rules.layers is None:
        return ()
    years = [period.first for period in periods(loaded.root.checked())]
    views = (loaded.compiled_for(profile.id, year) for profile in rules.profiles for year in years)
    return tuple(_proof(loaded, view) for view in views)


def _proof(loaded: LoadedSet, view: CompiledSet) -> Proof:
    return national_proof(view, loaded.root.compiled_for(view.profile.in_base or view.profile.id, view.year))


def proof_findings(loaded: LoadedSet) -> Iterator[Finding]:
    """An error wherever something local reaches the national total, given a resolved set that has no other errors.

    Proved for what the check compiled: every profile and stretch of years that sees the set differently.
    """
    rules = loaded.checked()
    for proof in (_proof(loaded, view) for view in loaded.compiled):
        if not proof.holds:
            names = ", ".join((*proof.local, *proof.altered)) or proof.in_base
            yield error(
                "overlay.reaches-base",
                rules.place,
                f"Điểm theo bộ gốc của nhóm '{proof.profile}' phụ thuộc vào quy định bổ sung: {names}.",
                f"The total by the base alone, for the profile '{proof.profile}', depends on something local: {names}.",
                "Đây là lỗi của chương trình, không phải của văn bản: báo lại kèm hai thư mục.",
                "This is a fault of the program and not of the documents: report it with both folders.",
            )
