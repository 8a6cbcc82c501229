"""Commands, groups and options that explain themselves in Vietnamese or English, as the call asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from engine.cli.invocation import Invocation
from engine.cli.wrong_usage import WrongUsage
from engine.domain.text import Text
from engine.errors import nearest

USAGE = Text("Cách dùng: ", "Usage: ")
OPTIONS = Text("Tuỳ chọn", "Options")
SHARED_OPTIONS = Text("Tuỳ chọn chung", "Options of every command")
COMMANDS = Text("Lệnh", "Commands")
EXAMPLES = Text("Ví dụ", "Examples")
HELP = Text("In trang này rồi thôi.", "Print this page and leave.")
EXPLAIN_EACH = Text("Giải thích một lệnh: parindex LỆNH --help", "About one command: parindex COMMAND --help")


def language_of(context: click.Context) -> str:
    """The language that a page of help is asked for in."""
    invocation = context.find_object(Invocation)
    return invocation.language if invocation else "vi"


class SpokenOption(click.Option):
    """An option whose explanation has both languages; `shared` ones are listed apart."""

    def __init__(
        self,
        names: Sequence[str],
        *,
        told: Text,
        shared: bool = False,
        **attributes: Any,  # noqa: ANN401  # click's own
    ) -> None:
        super().__init__(names, **attributes)
        self.told, self.shared = told, shared

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The names of the option, and what it does."""
        record = super().get_help_record(ctx)
        return record and (record[0], self.told.said(language_of(ctx)))


class _Spoken(click.Command):
    """What commands and groups have in common: their pages of help."""

    told = Text("", "")
    examples: Sequence[str] = ()

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how the command is typed."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=USAGE.said(language_of(ctx)))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command is for."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.told.said(language_of(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options, then those that every command has."""
        options = [param for param in self.get_params(ctx) if isinstance(param, SpokenOption)]
        own = [param for param in options if not param.shared]
        shared = [param for param in options if param.shared]
        for title, params in ((OPTIONS, own), (SHARED_OPTIONS, shared)):
            records = [record for param in params if (record := param.get_help_record(ctx)) is not None]
            if records:
                with formatter.section(title.said(language_of(ctx))):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, as they are typed."""
        if self.examples:
            with formatter.section(EXAMPLES.said(language_of(ctx))):
                for example in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, listed among what every command has."""
        found = super().get_help_option(ctx)
        if found is None or isinstance(found, SpokenOption):
            return found
        spoken = SpokenOption(
            ["--help"],
            told=HELP,
            shared=True,
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=found.callback,
        )
        self._help_option = spoken
        return spoken


class SpokenCommand(_Spoken):
    """A command that runs."""

    def __init__(
        self,
        name: str | None = None,
        *,
        told: Text,
        examples: Sequence[str] = (),
        **attributes: Any,  # noqa: ANN401  # click's own
    ) -> None:
        super().__init__(name, **attributes)
        self.told, self.examples = told, examples
        self.allow_extra_args = True  # so that what is too much is refused in the right language, below

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; raises WrongUsage for more of them than the command takes."""
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            extra = " ".join(ctx.args)
            raise WrongUsage(Text(f"Thừa tham số: {extra}.", f"Too many arguments: {extra}."), context=ctx)
        return rest


class SpokenGroup(_Spoken, click.Group):
    """A command that leads to others."""

    def __init__(
        self,
        name: str | None = None,
        *,
        told: Text,
        examples: Sequence[str] = (),
        **attributes: Any,  # noqa: ANN401  # click's own
    ) -> None:
        super().__init__(name, **attributes)
        self.told, self.examples = told, examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands with the first sentence of what each is for."""
        language = language_of(ctx)
        super().format_options(ctx, formatter)
        with formatter.section(COMMANDS.said(language)):
            formatter.write_dl([(name, _first_sentence(self.commands[name], language)) for name in self.commands])
        formatter.write_paragraph()
        formatter.write_text(EXPLAIN_EACH.said(language))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; where there are none, what could be typed is told and nothing was done."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were added: what is needed first comes first."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was named; raises WrongUsage, with what was probably meant, where there is none."""
        name = args[0]
        if name in self.commands or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        near = nearest(name, list(self.commands))
        known = ", ".join(self.commands)
        raise WrongUsage(
            Text(f"Không có lệnh '{name}'.", f"There is no command '{name}'."),
            Text(f"Ý bạn là '{near}'?", f"Did you mean '{near}'?")
            if near
            else Text(f"Hiện có: {known}.", f"Known: {known}."),
            context=ctx,
        )


def _first_sentence(command: click.Command, language: str) -> str:
    told = command.told.said(language) if isinstance(command, _Spoken) else ""
    head, stop, _ = told.partition(". ")
    return head.removesuffix(".") if stop else told.removesuffix(".")
