"""`parindex survey aggregate` and `survey report`: raw answers become counts and facts; what the counts say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.cli.failures import say, warn
from engine.cli.invocation import Invocation
from engine.cli.options import option, spoken, spoken_group
from engine.cli.paper import print_json
from engine.cli.value_types import There, Whole
from engine.domain.finding import Finding
from engine.domain.text import Text

WRITTEN = Text("Đã ghi '{}'.", "'{}' is written.")


@spoken(
    "aggregate",
    Text(
        "Đếm phiếu thô (CSV, XLSX, Parquet, Arrow; mỗi dòng: đơn vị, nhóm đối tượng, câu hỏi, phương án) theo mẫu "
        "khảo sát, ghi số đếm và số liệu cho parindex score. Câu trống, không hợp lệ đều được đếm; có lỗi thì "
        "không ghi gì.",
        "Count raw answers (CSV, XLSX, Parquet, Arrow; a row: unit, group of respondents, question, option) by a form; "
        "write counts, and facts for parindex score. Blank and invalid answers are counted; with errors nothing "
        "is written.",
    ),
    "parindex survey aggregate phieu.csv --form mau.yaml -o dem.parquet --facts so_lieu.csv",
    "parindex survey aggregate nam_2024/*.parquet --form mau.yaml --facts so_lieu.csv --leave-out",
)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=There())
@option(
    "--form",
    "form",
    metavar="FORM",
    required=True,
    type=There(),
    told=Text("Mẫu khảo sát, YAML hoặc JSON.", "The survey form, YAML or JSON."),
)
@option(
    "-o",
    "--out",
    metavar="COUNTS",
    type=Path,
    told=Text("Ghi số đếm: .parquet, hoặc JSON.", "Write the counts: .parquet, or else JSON."),
)
@option(
    "--facts",
    metavar="FILE",
    type=Path,
    told=Text(
        "Ghi số liệu của từng đơn vị: .parquet, hoặc CSV cho parindex score.",
        "Write the facts of every unit: .parquet, or else CSV for parindex score.",
    ),
)
@option(
    "--merge",
    nargs=2,
    metavar="SUBMISSIONS FOLDER",
    type=Path,
    told=Text(
        "Thêm số liệu vào các phiếu có sẵn (tệp hoặc thư mục), ghi phiếu mới vào FOLDER.",
        "Put the facts into submissions that are there (file or folder), and write these into FOLDER.",
    ),
)
@option(
    "--leave-out",
    is_flag=True,
    told=Text(
        "Bỏ qua dòng có lỗi: vẫn báo, vẫn đếm là không hợp lệ hoặc bỏ ra.",
        "Pass over rows with errors: they are still told, and counted as invalid or left out.",
    ),
)
@option(
    "--encoding",
    metavar="NAME",
    default="utf-8",
    told=Text("Bảng mã của CSV; mặc định utf-8.", "The encoding of CSV; by default utf-8."),
)
@option(
    "--threads",
    type=Whole(1, 64),
    told=Text("Số luồng; mặc định theo số nhân, nhiều nhất 4.", "Threads; by default the cores, at most 4."),
)
def aggregate(
    invocation: Invocation,
    *,
    paths: tuple[Path, ...],
    form: Path,
    out: Path | None,
    facts: Path | None,
    merge: tuple[Path, Path] | None,
    leave_out: bool,
    encoding: str,
    threads: int | None,
) -> None:
    """`survey aggregate`."""
    from engine.cli.survey_views import print_aggregation
    from engine.services.survey_service import Targets

    made = invocation.engine.surveys.aggregate(
        paths, form, Targets(out, facts, merge), leave_out=leave_out, threads=threads or 0, encoding=encoding
    )
    if invocation.as_json:
        print_json({**made.document, "findings": [each.as_mapping(invocation.language) for each in made.findings]})
        return
    warn(_worth_telling(made.findings), invocation)
    print_aggregation(made.document, invocation.paper, invocation.language)


def _worth_telling(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code != "survey.extra-column"] if findings else []


@spoken(
    "report",
    Text(
        "Nói về số đếm COUNTS theo đơn vị, câu hỏi, nhóm: câu hợp lệ, trống, không hợp lệ, trung bình, độ lệch chuẩn, "
        "khoảng tin cậy bootstrap. Nhóm dưới mức tối thiểu không in trung bình. Khoảng là thống kê, không tính điểm.",
        "Tell of COUNTS by unit, question and group: valid, blank and invalid answers, mean, standard deviation, "
        "bootstrap interval. No mean is printed of groups under the minimum. Intervals are statistics; no points come "
        "of them.",
    ),
    "parindex survey report dem.parquet --unit vd-so-noi-vu",
    "parindex survey report dem.parquet --out bao_cao.csv",
)
@click.argument("counts", metavar="COUNTS", type=There())
@option("--unit", metavar="ID", default="", told=Text("Chỉ đơn vị này.", "This unit only."))
@option("--question", metavar="ID", default="", told=Text("Chỉ câu hỏi này.", "This question only."))
@option(
    "--draws",
    type=Whole(100, 100_000),
    default=1000,
    told=Text("Số lần rút lại; mặc định 1000.", "How often answers are drawn again; by default 1000."),
)
@option(
    "--seed",
    type=Whole(0, 999_999_999_999),
    default=2017,
    told=Text("Hạt giống của việc rút; mặc định 2017.", "The seed of the draws; by default 2017."),
)
@option(
    "--level",
    type=Whole(50, 99),
    default=95,
    told=Text("Mức tin cậy, phần trăm; mặc định 95.", "The level of the interval in percent; by default 95."),
)
@option("--out", metavar="FILE", type=Path, told=Text("Ghi bảng CSV.", "Write the table as CSV."))
def report(
    invocation: Invocation,
    *,
    counts: Path,
    unit: str,
    question: str,
    out: Path | None,
    **drawn: Any,  # noqa: ANN401  # the options of the drawing
) -> None:
    """`survey report`."""
    document = invocation.engine.surveys.report(counts, drawn, unit, question, out)
    if out is not None:
        from engine.cli.survey_views import report_csv
        from engine.results.whole_file import write_whole

        write_whole(out, report_csv(document, invocation.language))
        say(invocation.say(WRITTEN).format(out))
    if invocation.as_json:
        print_json(document)
    elif out is None:
        from engine.cli.survey_views import print_report

        print_report(document, invocation.paper, invocation.language)


SURVEYS = spoken_group(
    "survey",
    Text("Đếm phiếu khảo sát thô và báo cáo.", "Count raw survey answers and report on them."),
    aggregate,
    report,
)
