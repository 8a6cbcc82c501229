"""Settings: what the environment says, what it may not say, and everything that is wrong at once."""

import os
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from engine.errors import InvalidSetting
from engine.settings import VARIABLES, Limits, Settings, default_cache, default_database

HOME = {"HOME": "/home/chi"}


def refused(environ: dict[str, str]) -> InvalidSetting:
    """The error that the environment leads to."""
    with pytest.raises(InvalidSetting) as problem:
        Settings.from_environment(HOME | environ)
    return problem.value


def test_an_empty_environment_gives_the_defaults():
    settings = Settings.from_environment(HOME, platform="linux")
    assert settings == Settings(
        database="/home/chi/.local/share/parindex/parindex.sqlite3",
        makes_database_folder=True,
        sets=(),
        cache=Path("/home/chi/.cache/parindex"),
        host="127.0.0.1",
        port=8000,
        language="vi",
        limits=Limits(body_bytes=1_048_576, facts=5_000, list_items=10_000, page_items=500),
    )


def test_an_empty_variable_is_an_unset_one():
    assert Settings.from_environment(HOME | dict.fromkeys(VARIABLES, " ")) == Settings.from_environment(HOME)


def test_every_variable_is_heeded(tmp_path):
    (tmp_path / "a b").mkdir()
    settings = Settings.from_environment(
        {
            "PARINDEX_DATABASE": " sqlite:////srv/par.sqlite3 ",
            "PARINDEX_SETS": os.pathsep.join([str(tmp_path), "", str(tmp_path / "a b")]),
            "PARINDEX_LOCK": str(tmp_path / "parindex.lock"),
            "PARINDEX_EXTENSIONS": "acme, tinh.mau,acme",
            "PARINDEX_CACHE": str(tmp_path / "kept"),
            "PARINDEX_HOST": "0.0.0.0",
            "PARINDEX_PORT": "8081",
            "PARINDEX_LANG": "en",
            "PARINDEX_MAX_BODY_BYTES": "2048",
            "PARINDEX_MAX_FACTS": "1",
            "PARINDEX_MAX_LIST_ITEMS": "2",
            "PARINDEX_MAX_PAGE_ITEMS": "3",
        }
    )
    assert settings == Settings(
        database="sqlite:////srv/par.sqlite3",
        makes_database_folder=False,
        sets=(tmp_path, tmp_path / "a b"),
        lock=tmp_path / "parindex.lock",
        extensions=("acme", "tinh.mau"),
        cache=tmp_path / "kept",
        host="0.0.0.0",
        port=8081,
        language="en",
        limits=Limits(body_bytes=2048, facts=1, list_items=2, page_items=3),
    )


def test_settings_do_not_change():
    settings = Settings.from_environment(HOME)
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"HOME": "/h"}, "linux", "/h/.local/share/parindex/parindex.sqlite3"),
        ({"HOME": "/h", "XDG_DATA_HOME": "/data"}, "linux", "/data/parindex/parindex.sqlite3"),
        ({"HOME": "/h", "XDG_DATA_HOME": "data"}, "linux", "/h/.local/share/parindex/parindex.sqlite3"),
        ({"HOME": "/h", "XDG_DATA_HOME": ""}, "darwin", "/h/.local/share/parindex/parindex.sqlite3"),
        (
            {"HOME": "/h", "LOCALAPPDATA": "/local", "XDG_DATA_HOME": "/data"},
            "win32",
            "/local/parindex/parindex.sqlite3",
        ),
        ({"HOME": "/h"}, "win32", "/h/AppData/Local/parindex/parindex.sqlite3"),
    ],
)
def test_the_default_database_is_the_users_own(environ, platform, expected):
    assert default_database(environ, platform) == Path(expected)


def test_a_relative_folder_of_sets_is_made_absolute(tmp_path, monkeypatch):
    (tmp_path / "sets").mkdir()
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({"PARINDEX_SETS": "sets"}).sets == (tmp_path / "sets",)


@pytest.mark.parametrize("host", ["localhost", "::1", "127.0.0.1", "0.0.0.0", "par.example.vn", "a" * 63])
def test_a_host_is_a_name_or_an_address(host):
    assert Settings.from_environment({"PARINDEX_HOST": host}).host == host


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PARINDEX_PORT", "0"),
        ("PARINDEX_PORT", "65536"),
        ("PARINDEX_PORT", "-1"),
        ("PARINDEX_PORT", "80.0"),
        ("PARINDEX_PORT", "8_000"),
        ("PARINDEX_PORT", "٨٠٠٠"),
        ("PARINDEX_PORT", "8²"),
        ("PARINDEX_PORT", "9" * 5_000),
        ("PARINDEX_LANG", "fr"),
        ("PARINDEX_LANG", "VI"),
        ("PARINDEX_HOST", "http://localhost"),
        ("PARINDEX_HOST", "localhost:8000"),
        ("PARINDEX_HOST", "-a"),
        ("PARINDEX_HOST", "a b"),
        ("PARINDEX_HOST", "a" * 64),
        ("PARINDEX_HOST", "a." * 200 + "vn"),
        ("PARINDEX_HOST", "má.vn"),
        ("PARINDEX_SETS", "/no/such/folder"),
        ("PARINDEX_SETS", __file__),
        ("PARINDEX_DATABASE", "postgresql://user:s3cret@host/db"),
        ("PARINDEX_DATABASE", "sqlite://"),
        ("PARINDEX_DATABASE", "sqlite:///"),
        ("PARINDEX_MAX_BODY_BYTES", "1023"),
        ("PARINDEX_MAX_FACTS", "0"),
        ("PARINDEX_MAX_LIST_ITEMS", "1e3"),
        ("PARINDEX_MAX_PAGE_ITEMS", "x\ny"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_is_allowed(variable, value):
    problem = refused({variable: value})
    (finding,) = problem.findings
    for language in ("vi", "en"):
        assert problem.said(language).startswith(f"{variable}: ")
        assert problem.said(language).isprintable()
        assert len(problem.said(language)) < 300
        assert problem.hint(language)
        assert "s3cret" not in problem.said(language) + problem.hint(language)
    assert problem.vi != problem.en
    assert (finding.code, finding.place.file) == ("settings.invalid", variable)


def test_all_that_is_wrong_is_told_at_once():
    problem = refused({"PARINDEX_PORT": "x", "PARINDEX_LANG": "x", "PARINDEX_MAX_FACTS": "x", "PARINDEX_HOST": "?"})
    told = [finding.place.file for finding in problem.findings]
    assert sorted(told) == ["PARINDEX_HOST", "PARINDEX_LANG", "PARINDEX_MAX_FACTS", "PARINDEX_PORT"]
    assert all(variable in problem.vi and variable in problem.en for variable in told)
    assert "Allowed: whole numbers 1 to 65535; default 8000." in problem.hint_en
    assert "Cho phép: số nguyên 1 đến 65535; mặc định 8000." in problem.hint_vi


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("PARINDEX_PORTS", "PARINDEX_PORT"),
        ("PARINDEX_LANGUAGE", "PARINDEX_LANG"),
        ("PARINDEX_DATABSE", "PARINDEX_DATABASE"),
        ("PARINDEX_SET", "PARINDEX_SETS"),
        ("PARINDEX_MAX_FACT", "PARINDEX_MAX_FACTS"),
    ],
)
def test_a_variable_that_is_nearly_ours_is_a_slip(slip, meant):
    problem = refused({slip: "1"})
    assert problem.en == f"{slip}: there is no such variable."
    assert problem.hint_en == f"Did you mean {meant}?"
    assert problem.hint_vi == f"Ý bạn là {meant}?"


def test_variables_of_others_are_left_alone():
    others = (
        "PATH",
        "PORT",
        "PARINDEX_OPEN_DATA",
        "PARINDEX_REQUIRE_OPEN_DATA",
        "PARINDEX_NO_SKIPS",
        "MY_PARINDEX_PORTS",
    )
    assert Settings.from_environment(HOME | dict.fromkeys(others, "1")) == Settings.from_environment(HOME)


def test_sets_are_kept_in_the_users_own_cache_unless_told_otherwise():
    given = HOME | {"XDG_CACHE_HOME": "/var/kept", "LOCALAPPDATA": "/local"}
    assert default_cache(given, "linux") == Path("/var/kept/parindex")
    assert default_cache(given | {"XDG_CACHE_HOME": "relative"}, "linux") == Path("/home/chi/.cache/parindex")
    assert default_cache(given, "win32") == Path("/local/parindex/cache")
    assert Settings.from_environment(HOME | {"PARINDEX_CACHE": "none"}).cache is None


def test_no_extension_is_on_unless_it_is_named():
    for text in ("", " none ", ",", "none,"):
        assert Settings.from_environment(HOME | {"PARINDEX_EXTENSIONS": text}).extensions == ()


@pytest.mark.parametrize("text", ["none,acme", "acme corp", "../acme", "a" * 101, "acme;rm"])
def test_names_of_extensions_that_cannot_be_are_refused(text):
    problem = refused({"PARINDEX_EXTENSIONS": text})
    assert problem.en.startswith("PARINDEX_EXTENSIONS: '")
    assert "commas" in problem.hint_en
