"""`parindex set resolve`: an overlay and all that it lies on as one document, or the proof that its base is safe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.failures import warn
from engine.cli.invocation import Invocation
from engine.cli.options import option, revision_option, spoken
from engine.cli.paper import print_json
from engine.cli.value_types import There
from engine.cli.wrong_usage import WrongUsage
from engine.domain.finding import is_open
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.loading.criteria_folder import LoadedSet

base_option = option(
    "--base",
    "bases",
    told=Text(
        "Thư mục bộ gốc chưa được phục vụ; dùng được nhiều lần, thứ tự nào cũng được.",
        "The folder of a base that is not served; may be repeated, in any order.",
    ),
    metavar="FOLDER",
    multiple=True,
    type=There(folder=True),
)
"""Bases of overlays that are checked or resolved from folders."""


@spoken(
    "resolve",
    Text(
        "In quy định bổ sung cùng mọi văn bản dưới nó thành một văn bản YAML: mỗi mục ghi lớp, tệp và dòng. "
        "Với --proof in chứng minh rằng điểm theo bộ gốc không phụ thuộc quy định bổ sung.",
        "Print an overlay and all that it lies on as one YAML document; each row tells its layer, file and line. "
        "With --proof, print the proof that the total by the base alone depends on nothing local.",
    ),
    "parindex set resolve quy_dinh/",
    "parindex set resolve quy_dinh/ --base bo_goc/ --proof",
)
@click.argument("name", metavar="FOLDER|ID")
@option(
    "--edition",
    told=Text("Bản của bộ ID; mặc định bản mới nhất.", "The edition of the set ID; by default the newest."),
    default="",
)
@revision_option(Text("Lần sửa đổi của bản; mặc định lần mới nhất.", "Its revision; by default the newest."))
@base_option
@option("--proof", told=Text("In chứng minh thay cho văn bản.", "Print the proof instead."), is_flag=True)
def resolve_set(
    invocation: Invocation, name: str, edition: str, revision: int | None, bases: tuple[Path, ...], proof: bool
) -> None:
    """`set resolve`."""
    from engine.services.resolved_document import proof_document, resolved_document
    from engine.services.scaffolds.yaml_text import yaml_text

    loaded = loaded_set(invocation, name, edition, revision, bases)
    if proof:
        _print_proof(invocation, proof_document(loaded, invocation.engine.overlays.proofs(loaded)))
        return
    document = resolved_document(loaded)
    if invocation.as_json:
        print_json(document)
    else:
        sys.stdout.write(yaml_text(document))


def loaded_set(
    invocation: Invocation, name: str, edition: str, revision: int | None, bases: tuple[Path, ...]
) -> LoadedSet:
    """The set in a folder, or of the catalogue; raises InvalidDocument, UnknownCriteriaSet, WrongUsage."""
    overlays = invocation.engine.overlays
    if not Path(name).is_dir():
        if bases:
            raise WrongUsage(
                Text("--base chỉ dùng với một thư mục.", "--base goes with a folder only."),
                Text("Bộ đang được phục vụ đã có bộ gốc của nó.", "A set that is served has its base already."),
            )
        return overlays.served(name, edition, revision)
    if edition or revision is not None:
        raise WrongUsage(
            Text("--edition và --revision chỉ dùng với mã bộ.", "--edition and --revision go with an id only."),
            Text("Bỏ chúng: thư mục chỉ có một bản.", "Leave them out: a folder holds one edition."),
        )
    loaded = overlays.in_folder(Path(name), bases)
    loaded.checked()
    warn(
        [finding for finding in loaded.findings if is_open(finding) or finding.code == "overlay.base-order"], invocation
    )
    return loaded


def _print_proof(invocation: Invocation, document: dict[str, object]) -> None:
    if invocation.as_json:
        print_json(document)
        return
    from engine.cli.proof_views import print_proof

    print_proof(document, invocation.paper, invocation.language)
