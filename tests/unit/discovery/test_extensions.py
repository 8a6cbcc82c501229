"""Which extensions are there and which are on: told from metadata alone; clashing and missing ones with a reason."""

import sys
from pathlib import Path

import pytest

from engine.discovery.extension_call import ExtensionFailed
from engine.discovery.extension_record import ExtensionRecord, ExtensionState
from engine.discovery.extensions import ExtensionNotOn, Extensions, UnknownExtension
from engine.discovery.plugin_host import find_plugins
from tests.unit.discovery.example_extensions import HEAD, importing, rendering, write_extension
from tests.unit.discovery.example_plugins import write_distribution, write_plugin


def record_of(name: str, *enabled: str) -> ExtensionRecord:
    """The one record of a name."""
    (record,) = [record for record in Extensions(enabled).records if record.name == name]
    return record


def test_an_extension_is_off_and_not_a_line_of_it_is_run(site: Path) -> None:
    write_extension(site, "acme", f"open({str(site / 'was_run')!r}, 'w').close()")
    assert record_of("acme") == ExtensionRecord("acme", "acme", "1.0", "acme_module")
    assert record_of("acme").state is ExtensionState.OFF
    assert not (site / "was_run").exists()


def test_one_that_is_off_is_not_asked_and_the_way_to_switch_it_on_is_told(site: Path) -> None:
    write_extension(site, "acme", importing("return []"))
    with pytest.raises(ExtensionNotOn) as problem:
        Extensions(["other"]).imported("acme", b"", "x.txt")
    assert "PARINDEX_EXTENSIONS=other,acme" in problem.value.hint_en


def test_one_that_is_on_tells_its_hooks_and_never_enters_this_process(site: Path) -> None:
    write_extension(site, "acme", importing("return []") + rendering("return Rendered(b'', 'text/plain')"))
    record = record_of("acme", "acme")
    assert (record.state, record.hooks) == (ExtensionState.ON, ("import_submissions", "render_result"))
    assert "acme_module" not in sys.modules


def test_an_extension_nobody_brings_is_told_where_it_is_switched_on_and_where_it_is_asked(site: Path) -> None:
    write_extension(site, "acme", importing("return []"))
    assert record_of("acmee", "acmee").state is ExtensionState.QUARANTINED
    assert "no distribution brings it" in record_of("acmee", "acmee").problem.en
    with pytest.raises(UnknownExtension) as problem:
        Extensions(["acmee"]).imported("acmee", b"", "x.txt")
    assert problem.value.hint_en == "Did you mean 'acme'?"


def test_of_two_of_one_name_neither_is_used_and_both_are_named(site: Path) -> None:
    for owner in ("first", "second"):
        write_extension(site, "acme", importing("return []"), owner=owner)
    extensions = Extensions(["acme"])
    assert [record.state for record in extensions.records] == [ExtensionState.QUARANTINED] * 2
    for record in extensions.records:
        assert "first 1.0 (first_module); second 1.0 (second_module)" in record.problem.en
    with pytest.raises(ExtensionNotOn, match="quarantined"):
        extensions.rendered("acme", {}, "vi")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise ValueError('no luck')", "It raised: ValueError: no luck [{module}:1]"),
        ("raise SystemExit(3)", "It raised: SystemExit: 3"),
        ("raise KeyboardInterrupt", "It raised: KeyboardInterrupt"),
        ("import os; os._exit(7)", "It exited with code 7"),
        ("import os; os.abort()", "ended by SIGABRT"),
        ("import no_such_module_anywhere", "ModuleNotFoundError"),
        ("x = 1", "The plugin has no hook import_submissions or render_result."),
        (
            importing("return []").replace("import_submissions", "import_submission"),
            "There is no hook called import_submission. Did you mean import_submissions?",
        ),
        (
            HEAD + "@hookimpl\ndef zzz(): pass\n",
            "There is no hook called zzz. There are import_submissions, render_result.",
        ),
        (importing("return []").replace("(data, name)", "(year)"), "PluginValidationError"),
    ],
)
def test_one_that_cannot_be_loaded_is_quarantined_with_its_reason(site: Path, code: str, reason: str) -> None:
    write_extension(site, "bad", code)
    write_extension(site, "good", importing("return []"))
    records = {record.name: record for record in Extensions(["bad", "good"]).records}
    assert records["bad"].state is ExtensionState.QUARANTINED
    assert reason.format(module=site / "bad_module.py") in records["bad"].problem.en
    assert records["bad"].problem.vi != records["bad"].problem.en
    assert records["good"].state is ExtensionState.ON


def test_an_entry_point_that_is_no_dotted_name_is_quarantined(site: Path) -> None:
    write_extension(site, "odd", "", value="not a module!")
    assert record_of("odd").state is ExtensionState.OFF
    assert record_of("odd", "odd").state is ExtensionState.QUARANTINED


def test_damaged_metadata_of_another_hides_none(site: Path) -> None:
    damaged = write_distribution(site, "damaged", {})
    (damaged / "entry_points.txt").write_bytes(b"[parindex.extensions]\nx = \xff\n")
    write_extension(site, "acme", importing("return []"))
    assert record_of("acme").distribution == "acme"


def test_a_hook_of_extensions_has_no_business_in_a_plugin_of_sets_and_the_other_way_round(site: Path) -> None:
    code = HEAD + "@hookimpl\ndef criteria_folders(): return []\n"
    write_extension(site, "sets_here", code)
    assert "belongs into the group parindex.criteria_sets" in record_of("sets_here", "sets_here").problem.en
    write_plugin(site / "mixed_package", code=importing("return []"))
    write_distribution(site, "mixed", {"mixed": "mixed_package"})
    (mixed,) = [record for record in find_plugins() if record.name == "mixed"]
    assert "belongs into the group parindex.extensions" in mixed.problem.en


def test_a_plugin_of_sets_is_found_without_importing_the_extensions_of_its_distribution(site: Path) -> None:
    write_plugin(site / "both_package")
    metadata = write_distribution(site, "both", {"both": "both_package"})
    write_extension(site, "both_too", "raise RuntimeError")
    with (metadata / "entry_points.txt").open("a", encoding="utf-8") as file:
        file.write("[parindex.extensions]\nboth_x = both_too_module\n")
    (both,) = [record for record in find_plugins() if record.name == "both"]
    assert both.folders == (site / "both_package",)
    assert "both_too_module" not in sys.modules


@pytest.mark.parametrize("hook", ["scoring_methods", "add_method", "METHODS"])
def test_no_plugin_of_either_group_can_bring_a_scoring_method(site: Path, hook: str) -> None:
    code = HEAD + f"@hookimpl\ndef {hook}(): return {{'mine': lambda facts: 100}}\n"
    write_extension(site, "acme", code)
    assert record_of("acme", "acme").problem.en.startswith(f"There is no hook called {hook}.")
    write_plugin(site / "scorer_package", code=code)
    write_distribution(site, "scorer", {"scorer": "scorer_package"})
    (scorer,) = [record for record in find_plugins() if record.name == "scorer"]
    assert scorer.problem.en == f"There is no hook called {hook}. The only one is criteria_folders."


def test_what_an_extension_does_to_the_methods_of_its_own_process_changes_none_here(site: Path) -> None:
    from engine.methods.catalogue import METHODS

    before = dict(METHODS)
    body = (
        "from engine.methods import catalogue; catalogue.METHODS['mine'] = catalogue.METHODS.pop('formula'); return []"
    )
    write_extension(site, "acme", importing(body))
    assert Extensions(["acme"]).imported("acme", b"", "x.txt") == []
    assert dict(METHODS) == before
    assert "mine" not in METHODS


def test_a_call_to_a_hook_that_the_extension_has_not_is_refused(site: Path) -> None:
    write_extension(site, "acme", importing("return []"))
    with pytest.raises(ExtensionFailed) as problem:
        Extensions(["acme"]).rendered("acme", {}, "vi")
    assert problem.value.reason.en == "The plugin has no hook render_result; it has: import_submissions."
