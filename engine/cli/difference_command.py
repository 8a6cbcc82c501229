"""`parindex set diff`: what changed from one criteria set to another, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.invocation import Invocation
from engine.cli.options import spoken
from engine.cli.paper import print_json
from engine.domain.text import Text

if TYPE_CHECKING:
    from engine.loading.criteria_folder import LoadedSet


@spoken(
    "diff",
    Text(
        "Nói bằng lời bộ NEW khác bộ OLD ở đâu. Mỗi bộ là một thư mục, hoặc id@bản, id@bản.lần-sửa. "
        "Các mục được nối theo bảng đối chiếu của bộ mới, không có thì theo mã.",
        "Tell in words how the set NEW differs from OLD. Each is a folder, or id@edition, id@edition.revision. "
        "Rows are joined by the crosswalk of the newer set, by their ids where there is none.",
    ),
    "parindex set diff vn.par.department@2021 vn.par.department@2022",
    "parindex set diff bo_tieu_chi/ bo_tieu_chi_moi/ --json",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def diff_sets(invocation: Invocation, old: str, new: str) -> None:
    """`set diff`."""
    from engine.results.difference_document import difference_document

    before, after = (set_at(name, invocation) for name in (old, new))
    folder = Path(new) if Path(new).is_dir() else None
    difference = invocation.engine.differences.difference(before.checked(), after.checked(), folder)
    document = difference_document(difference)
    if invocation.as_json:
        print_json(document)
        return
    from engine.cli.difference_views import print_difference

    print_difference(document, invocation.paper, invocation.language)


def set_at(name: str, invocation: Invocation) -> LoadedSet:
    """The set in a folder, or the one of the catalogue that has this name; raises UnknownCriteriaSet."""
    if Path(name).is_dir():
        return invocation.engine.differences.in_folder(Path(name))
    return invocation.engine.differences.named(name)
