"""`score --importer`, `render`, and extensions in `plugins` and `doctor`, as an operator meets them."""

import json
from pathlib import Path

import pytest

from tests.support.command_line import ROOT, CommandLine
from tests.support.small_round import write_round, write_set
from tests.unit.discovery.example_extensions import importing, rendering, write_extension

READS_JSON = "import json; return json.loads(data)"
SAYS = "return f\"{document['unit']['id']} {document['total']['points']['exact']} {language}\".encode(), 'text/plain'"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """A command line beside the small set and its submissions, with an importer and a renderer that are on."""
    write_set(tmp_path / "sets")
    write_round(tmp_path)
    site = tmp_path / "site"
    write_extension(site, "reads", importing(READS_JSON))
    write_extension(site, "says", rendering(SAYS))
    write_extension(site, "binary", rendering("return bytes(range(256)), 'application/x-all'"))
    settings = {
        "PARINDEX_SETS": str(tmp_path / "sets"),
        "PARINDEX_EXTENSIONS": "reads,says,binary",
        "PYTHONPATH": f"{ROOT}:{site}",
    }
    return CommandLine(tmp_path, settings)


def as_json(line: CommandLine) -> list[dict[str, object]]:
    """The submission of the first body of the small round, as an importer gives it."""
    from engine.loading.submission_file import read_submissions
    from engine.results.canonical import portable

    (submission,) = read_submissions(next(iter(sorted((line.folder / "phieu").iterdir())))).submissions
    document = portable(submission.document)
    assert isinstance(document, dict)
    return [document]


def test_a_foreign_file_is_scored_like_a_file_of_ours(line: CommandLine) -> None:
    first = next(iter(sorted((line.folder / "phieu").iterdir())))
    (line.folder / "phieu.hsm").write_text(json.dumps(as_json(line)), "utf-8")
    foreign = line.process("score", "phieu.hsm", "--importer", "reads", "--json")
    assert foreign.code == 0, foreign.err
    assert foreign.document["results"] == line.process("score", first, "--json").document["results"]


def test_findings_of_a_foreign_file_keep_anything_from_being_scored(line: CommandLine) -> None:
    (broken,) = as_json(line)
    (line.folder / "phieu.hsm").write_text(json.dumps([broken, {**broken, "year": 20.5}]), "utf-8")
    ran = line.process("score", "phieu.hsm", "--importer", "reads", "--keep", "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "phieu.hsm[2] /year  error  json.not-exact" in ran.err
    assert not (line.folder / "test.sqlite3").exists()


def test_an_importer_that_fails_is_told_with_its_reason_and_the_exit_code_1(line: CommandLine) -> None:
    (line.folder / "phieu.hsm").write_text("no json", "utf-8")
    ran = line.process("score", "phieu.hsm", "--importer", "reads", "--json", "--lang", "en")
    assert (ran.code, ran.problem["code"]) == (1, "extension.failed")
    assert ran.problem["message"] == "The extension 'reads' failed."
    assert ran.problem["hint"].startswith("It raised: json.decoder.JSONDecodeError")
    assert "Traceback" not in ran.err


def test_a_folder_is_no_foreign_file(line: CommandLine) -> None:
    ran = line.process("score", "phieu", "--importer", "reads", "--lang", "en")
    assert (ran.code, "reads files; 'phieu' is a folder" in ran.err) == (2, True)


def test_a_submission_is_rendered_in_the_language_of_the_call(line: CommandLine) -> None:
    first = next(iter(sorted((line.folder / "phieu").iterdir())))
    for language in ("vi", "en"):
        ran = line.process("render", first, "--renderer", "says", "--lang", language)
        assert ran.code == 0, ran.err
        assert ran.out.split()[2] == language


def test_bytes_are_written_as_they_are_and_never_to_a_terminal_or_into_json(line: CommandLine) -> None:
    first = next(iter(sorted((line.folder / "phieu").iterdir())))
    rendered = ("render", first, "--renderer", "binary")
    assert line.process(*rendered, "--out", "all.bin").code == 0
    assert (line.folder / "all.bin").read_bytes() == bytes(range(256))
    refused = line.process(*rendered, "--json", "--lang", "en")
    assert (refused.code, refused.problem["hint"]) == (2, "Add --out FILE.")
    assert "--out" in line.terminal(*rendered)


def test_an_extension_that_is_not_there_is_told_before_anything_is_written(line: CommandLine) -> None:
    first = next(iter(sorted((line.folder / "phieu").iterdir())))
    ran = line.process("render", first, "--renderer", "say", "--out", "page.html", "--lang", "en")
    assert (ran.code, "Did you mean 'says'?" in ran.err) == (1, True)
    assert not (line.folder / "page.html").exists()


def test_plugins_and_the_doctor_list_what_is_on_off_and_broken(line: CommandLine) -> None:
    write_extension(line.folder / "site", "quiet", "raise RuntimeError('never imported')")
    write_extension(line.folder / "site", "loud", "raise RuntimeError('no luck')")
    names = {"PARINDEX_EXTENSIONS": "reads,loud,gone"}
    listed = line.process("plugins", "--lang", "en", **names)
    rows = {row.split()[0]: row for row in listed.out.splitlines() if row.strip()}
    assert rows["reads"].split(maxsplit=3)[3] == "on           imports submissions"
    assert rows["quiet"].split()[3] == "off"
    assert "RuntimeError: no luck" in listed.out
    assert "never imported" not in listed.out
    assert "no distribution brings it" in listed.out
    doctor = line.process("doctor", "--lang", "en", **names)
    assert doctor.code == 1
    assert "quiet: extension, off" in doctor.out
    assert "loud: extension, quarantined" in doctor.out
