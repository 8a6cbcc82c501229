"""How a command is declared: with the options that all have, and its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from engine.cli.invocation import Invocation
from engine.cli.spoken_commands import SpokenCommand, SpokenGroup, SpokenOption
from engine.cli.value_types import OneOf, Whole
from engine.domain.text import LANGUAGES, Text

Values = ParamSpec("Values")
Result = TypeVar("Result")
Function = Callable[..., Any]
"""What becomes a command: click calls it with the values of its options, by name."""


def _noted(attribute: str) -> Callable[[click.Context, click.Parameter, object], None]:
    """A callback that puts a value that was given into the Invocation."""

    def note(ctx: click.Context, _: click.Parameter, value: object) -> None:
        invocation = ctx.find_object(Invocation)
        if value is not None and invocation is not None:
            setattr(invocation, attribute, value)

    return note


def _shared(
    *names: str,
    attribute: str,
    told: Text,
    **attributes: Any,  # noqa: ANN401  # click's own
) -> Callable[[Function], Function]:
    return click.option(
        *names,
        cls=SpokenOption,
        told=told,
        shared=True,
        expose_value=False,
        default=None,
        callback=_noted(attribute),
        **attributes,
    )


_SHARED = (
    _shared(
        "--json",
        attribute="as_json",
        told=Text("Trả lời bằng JSON, số thập phân là chuỗi.", "Answer in JSON, decimals as text."),
        flag_value=True,
        type=bool,
    ),
    _shared(
        "--lang",
        attribute="language",
        told=Text(
            "Ngôn ngữ; mặc định theo PARINDEX_LANG, rồi vi.", "Language; by default that of PARINDEX_LANG, else vi."
        ),
        type=OneOf(*LANGUAGES),
        is_eager=True,
    ),
    _shared(
        "--no-color",
        attribute="colour",
        told=Text("Không dùng màu; biến NO_COLOR cũng vậy.", "No colours; so does the variable NO_COLOR."),
        flag_value=False,
        type=bool,
    ),
    _shared(
        "--database",
        attribute="database",
        told=Text("Tệp SQLite thay cho PARINDEX_DATABASE.", "An SQLite file in place of PARINDEX_DATABASE."),
        metavar="FILE",
    ),
)


def shared_options(function: Function) -> Function:
    """Give a command or a group the options that all have."""
    for decorate in reversed(_SHARED):
        function = decorate(function)
    return function


def with_invocation(function: Callable[Concatenate[Invocation, Values], Result]) -> Callable[Values, Result]:
    """Hand the Invocation to a command as its first argument, once its settings have been found to be sound."""

    @wraps(function)
    def called(*args: Values.args, **values: Values.kwargs) -> Result:
        invocation = click.get_current_context().find_object(Invocation)
        assert invocation is not None, "the root command makes it"
        _ = invocation.settings
        return function(invocation, *args, **values)

    return called


def option(
    *names: str,
    told: Text,
    **attributes: Any,  # noqa: ANN401  # click's own
) -> Callable[[Function], Function]:
    """An option of one command."""
    return click.option(*names, cls=SpokenOption, told=told, **attributes)


def revision_option(told: Text) -> Callable[[Function], Function]:
    """`--revision`: a correction of an edition, from 1."""
    return option("--revision", type=Whole(1, 9_999), told=told)


def spoken(name: str, told: Text, *examples: str) -> Callable[[Function], SpokenCommand]:
    """Make a command of a function that takes the Invocation and its own options, by name."""

    def making(function: Function) -> SpokenCommand:
        return click.command(name, cls=SpokenCommand, told=told, examples=examples)(
            shared_options(with_invocation(function))
        )

    return making


def spoken_group(name: str, told: Text, *commands: click.Command) -> SpokenGroup:
    """A group of commands, with the options that every command has."""

    @click.group(name, cls=SpokenGroup, told=told)
    @shared_options
    def made() -> None:
        """Nothing of its own: its commands do the work."""

    for command in commands:
        made.add_command(command)
    assert isinstance(made, SpokenGroup)
    return made
