"""The command `parindex`: its groups, and how every call ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from engine.cli.activation_commands import activate, activations, reload
from engine.cli.compare_command import compare
from engine.cli.demo_command import demo
from engine.cli.failures import tell, write_in_utf8
from engine.cli.field_command import field
from engine.cli.health_commands import doctor, plugins
from engine.cli.invocation import Invocation, foreseen
from engine.cli.key_commands import KEYS
from engine.cli.lock_command import lock
from engine.cli.options import option, shared_options
from engine.cli.ranking_commands import rank
from engine.cli.render_command import render
from engine.cli.scoring_commands import explain, score
from engine.cli.serve_command import serve
from engine.cli.set_commands import SETS
from engine.cli.spoken_commands import SpokenGroup
from engine.cli.survey_commands import SURVEYS
from engine.domain.text import Text

TOLD = Text(
    "Chấm điểm chỉ số cải cách hành chính (PAR INDEX): chính xác, giải trình được từng điểm.",
    "Scores indices of public administration reform (PAR INDEX): exactly, and explaining every point.",
)
EXAMPLES = ("parindex demo", "parindex set list", "parindex score phieu.yaml", "parindex explain phieu.yaml")
VERSION = Text("In số phiên bản rồi thôi.", "Print the version and leave.")


class RootGroup(SpokenGroup):
    """The root command. Whatever happens below it ends in an exit code and never in a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # click's signature
        **extra: object,
    ) -> NoReturn:
        """Run the arguments, those of the process where none are given, and exit.

        0: done. 1: findings, or refused. 2: the command line cannot be understood. 3: a fault of the program.
        """
        arguments = list(sys.argv[1:] if args is None else args)
        invocation = foreseen(arguments, os.environ)
        for stream in (sys.stdout, sys.stderr):
            write_in_utf8(stream)
        try:
            code = super().main(
                arguments, prog_name or "parindex", complete_var, standalone_mode=False, **{"obj": invocation, **extra}
            )
            sys.stdout.flush()
        except SystemExit:
            raise
        except BaseException as problem:  # noqa: BLE001  # the one place where every call ends
            code = tell(problem, invocation)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a reader that has gone is told apart here, before click takes it for an error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as problem:
            ctx.exit(tell(problem, ctx.ensure_object(Invocation)))


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # click calls it
    if value and not ctx.resilient_parsing:
        from engine.results.versions import engine_version

        click.echo(f"parindex {engine_version()}")
        ctx.exit()


@click.group("parindex", cls=RootGroup, told=TOLD, examples=EXAMPLES, context_settings={"max_content_width": 100})
@shared_options
@option("--version", told=VERSION, is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
def parindex() -> None:
    """The root; its pages of help are spoken."""


for command in (
    demo,
    SETS,
    score,
    explain,
    render,
    rank,
    field,
    compare,
    SURVEYS,
    activate,
    activations,
    reload,
    serve,
    KEYS,
    plugins,
    lock,
    doctor,
):
    parindex.add_command(command)


def main() -> NoReturn:
    """Run the command line of this process; always ends in SystemExit."""
    parindex.main()
