"""A command line that cannot be understood, told in both languages; click's own complaints are turned into it."""

from __future__ import annotations

import click

from engine.domain.text import NOTHING, Text


class WrongUsage(click.UsageError):
    """What was typed cannot be run; ends with exit code 2."""

    def __init__(self, told: Text, hint: Text = NOTHING, *, context: click.Context | None = None) -> None:
        super().__init__(told.en, ctx=context)
        self.told, self.hint = told, hint


def as_wrong_usage(problem: click.ClickException) -> WrongUsage:
    """A complaint of click in both languages."""
    if isinstance(problem, WrongUsage):
        return problem
    context = getattr(problem, "ctx", None)
    said, hint = _said(problem)
    return WrongUsage(said, hint, context=context)


def _said(problem: click.ClickException) -> tuple[Text, Text]:
    match problem:
        case click.NoSuchOption(option_name=name):
            near = [option for option in problem.possibilities or () if option]
            hint = Text(f"Ý bạn là {' / '.join(near)}?", f"Did you mean {' / '.join(near)}?") if near else NOTHING
            return Text(f"Không có tuỳ chọn {name}.", f"There is no option {name}."), hint
        case click.MissingParameter(param=param) if param is not None:
            name = _name(param)
            return Text(f"Còn thiếu {name}.", f"{name} is missing."), NOTHING
        case click.BadOptionUsage(option_name=name) if "requires an argument" in problem.message:
            return Text(f"Tuỳ chọn {name} cần một giá trị.", f"The option {name} needs a value."), NOTHING
        case click.BadOptionUsage(option_name=name):
            return Text(f"Tuỳ chọn {name} không nhận giá trị.", f"The option {name} takes no value."), NOTHING
    return Text(f"Không hiểu được lệnh: {problem.message}", problem.message), NOTHING


def _name(param: click.Parameter) -> str:
    """A parameter as it is typed: `--year`, or `FILE` for an argument."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.metavar or param.name or "").rstrip(".")
