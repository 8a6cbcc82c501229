"""`parindex set sheet`, `set form`: what a set asks for, to be printed and to be filled in."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.failures import say
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.value_types import OneOf, Whole
from engine.domain.text import Text
from engine.results.whole_file import write_whole

if TYPE_CHECKING:
    from engine.services.sheets.sheet_service import Sheet

SHEET_FORMATS = ("text", "csv", "html", "xlsx")
WRITTEN = Text("Đã ghi '{}'.", "'{}' is written.")
EDITION = Text("Bản của bộ tiêu chí; mặc định bản mới nhất.", "The edition; by default the newest.")
PROFILE = Text("Nhóm đơn vị; mặc định nhóm đầu.", "The profile; by default the first.")
YEAR = Text("Năm đánh giá; mặc định năm đầu của bộ.", "The year assessed; by default the set's first.")
OUT = Text("Ghi ra tệp này thay vì in ra.", "Write this file instead of printing.")


@spoken(
    "sheet",
    Text(
        "In phiếu chấm điểm của bộ ID hoặc thư mục FOLDER: điểm tối đa, cách chấm, số liệu, tài liệu, cột để chấm.",
        "Print the scoring sheet of the set ID or FOLDER: maximum, rule in words, facts, evidence, columns to fill in.",
    ),
    "parindex set sheet vn.par.department",
    "parindex set sheet vn.par.department --profile new_in_year --format html --out phieu.html",
)
@click.argument("set_name", metavar="ID|FOLDER")
@option("--edition", told=EDITION, default="")
@option("--profile", told=PROFILE, default="")
@option("--year", told=YEAR, type=Whole(1900, 2200))
@option(
    "--format",
    "form",
    told=Text("Dạng; mặc định text. html in được trên A4.", "The form; by default text. html prints on A4."),
    type=OneOf(*SHEET_FORMATS),
    default="text",
)
@option("--out", told=OUT, type=Path)
def sheet(
    invocation: Invocation,
    *,
    set_name: str,
    edition: str,
    profile: str,
    year: int | None,
    form: str,
    out: Path | None,
) -> None:
    """`set sheet`."""
    from engine.services.sheets.rendering import rendered_sheet, sheet_document

    made = _sheet(invocation, set_name, edition, profile, year)
    if invocation.as_json:
        _give(invocation, _json(sheet_document(made)), out)
    else:
        _give(invocation, rendered_sheet(made, form, invocation.language), out)


@spoken(
    "form",
    Text(
        "In phiếu trống của bộ ID hoặc thư mục FOLDER: mọi số liệu kèm tên, để đơn vị điền rồi đưa cho parindex score.",
        "Print a blank submission for the set ID or FOLDER: every fact with its title, to be filled in and scored.",
    ),
    "parindex set form vn.par.department --unit so-a --out so-a.yaml",
)
@click.argument("set_name", metavar="ID|FOLDER")
@option("--unit", told=Text("Mã đơn vị.", "The id of the unit."), required=True)
@option("--name-vi", told=Text("Tên đơn vị; mặc định là mã.", "Its Vietnamese name; by default the id."), default="")
@option("--name-en", told=Text("Tên tiếng Anh.", "Its English name."), default="")
@option("--edition", told=EDITION, default="")
@option("--profile", told=PROFILE, default="")
@option("--year", told=YEAR, type=Whole(1900, 2200))
@option("--stage", told=Text("Vòng; mặc định self.", "The stage; by default self."), default="self")
@option("--out", told=OUT, type=Path)
def form(
    invocation: Invocation,
    *,
    set_name: str,
    unit: str,
    name_vi: str,
    name_en: str,
    edition: str,
    profile: str,
    year: int | None,
    stage: str,
    out: Path | None,
) -> None:
    """`set form`."""
    from engine.services.sheets.form import FormUnit, form_document, form_text, refuse_bad_unit

    made = _sheet(invocation, set_name, edition, profile, year)
    name = Text(name_vi or name_en or unit, name_en or name_vi or unit)
    who = FormUnit(unit, name, profile=profile, stage=stage)
    refuse_bad_unit(made, who)
    data = _json(form_document(made, who)) if invocation.as_json else form_text(made, who, invocation.language).encode()
    _give(invocation, data, out)


def _sheet(invocation: Invocation, set_name: str, edition: str, profile: str, year: int | None) -> Sheet:
    """The sheet of a folder that need not be served, or of the set of that name."""
    sheets, folder = invocation.engine.sheets, Path(set_name)
    if folder.is_dir():
        return sheets.of_folder(folder, profile, year)
    return sheets.of_set(set_name, edition, profile, year)


def _json(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _give(invocation: Invocation, data: bytes, out: Path | None) -> None:
    if out is not None:
        write_whole(out, data)
        say(invocation.say(WRITTEN).format(out))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
