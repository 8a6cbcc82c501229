"""The proof of an overlay: for all profiles and years, nothing local reaches the total by the base alone."""

from collections.abc import Iterator

from engine.domain.finding import Finding, error
from engine.loading.criteria_folder import LoadedSet
from engine.loading.set_periods import periods
from engine.methods.national_proof import Proof, national_proof


def proofs(loaded: LoadedSet) -> tuple[Proof, ...]:
    """A proof for each profile of a resolved set and each stretch of years; raises InvalidDocument where it has errors.

    None for a set that is no overlay: its total is the national one.
    """
    rules, root = loaded.checked(), loaded.root
    if rules.layers is None:
        return ()
    return tuple(
        national_proof(
            loaded.compiled_for(profile.id, period.first),
            root.compiled_for(profile.in_base or profile.id, period.first),
        )
        for profile in rules.profiles
        for period in periods(root.checked())
    )


def proof_findings(loaded: LoadedSet) -> Iterator[Finding]:
    """An error for every profile under which something local reaches the national total."""
    rules = loaded.checked()
    for proof in proofs(loaded):
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
