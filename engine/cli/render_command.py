"""`parindex render`: a result as a renderer of somebody else gives it, such as a page or a letter."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from engine.cli.failures import say
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken
from engine.cli.paper import print_json
from engine.cli.value_types import There, is_result_hash
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text
from engine.results.whole_file import write_whole

FORMAT = "parindex/rendered/1"
WRITTEN = Text("Đã ghi {} byte ({}) vào '{}'.", "Wrote {} bytes ({}) to '{}'.")
TO_A_FILE = Text(
    "Kết quả có thể không phải văn bản nên không in ra màn hình hay trong JSON.",
    "What comes may be no text, so it is not written to a terminal or into JSON.",
)
NAME_A_FILE = Text("Thêm --out TỆP.", "Add --out FILE.")


@spoken(
    "render",
    Text(
        "Chuyển một kết quả sang dạng khác bằng phần mở rộng. Từ mã kết quả đã lưu, hoặc từ phiếu; "
        "phần mở rộng phải bật bằng PARINDEX_EXTENSIONS.",
        "Give a result in another form by an extension. From the hash of a kept result, or from a submission; "
        "PARINDEX_EXTENSIONS must switch the extension on.",
    ),
    "parindex render phieu.yaml --renderer acme --out phieu.html",
    "parindex render 5d41… --renderer acme > phieu.html",
)
@click.argument("target", metavar="FILE|RESULT")
@option(
    "--renderer",
    metavar="NAME",
    required=True,
    told=Text("Tên phần mở rộng, như `parindex plugins` liệt kê.", "The extension, as `parindex plugins` lists it."),
)
@option("--out", metavar="FILE", told=Text("Ghi vào tệp này thay vì in ra.", "Write to this file, not to stdout."))
@option("--unit", metavar="ID", told=Text("Đơn vị, khi có nhiều phiếu.", "The unit, where there are several."))
def render(invocation: Invocation, *, target: str, renderer: str, out: str | None, unit: str | None) -> None:
    """`render`."""
    if out is None and (invocation.as_json or sys.stdout.isatty()):
        raise WrongUsage(TO_A_FILE, NAME_A_FILE)
    document = _document(target, unit, invocation)
    rendered = invocation.engine.extensions.rendered(renderer, document, invocation.language)
    if out is None:
        sys.stdout.buffer.write(rendered.content)
        return
    write_whole(Path(out), rendered.content)
    if invocation.as_json:
        size = len(rendered.content)
        print_json({"format": FORMAT, "file": out, "media_type": rendered.media_type, "bytes": size})
    else:
        say(invocation.say(WRITTEN).format(len(rendered.content), rendered.media_type, out))


def _document(target: str, unit: str | None, invocation: Invocation) -> Mapping[str, Any]:
    """The scorecard of a kept result, or of a submission that is scored for this."""
    from engine.cli import submission_reading
    from engine.services.results_service import document_of

    if is_result_hash(target) and not Path(target).exists():
        return document_of(invocation.engine.results.result(target))
    path = There().convert(target, None, click.get_current_context())
    submission = submission_reading.of_unit(submission_reading.read_all([path], invocation), unit)
    (scored,) = invocation.engine.scoring.score_all([submission])
    parsed: Mapping[str, Any] = json.loads(scored.canonical)
    return parsed
