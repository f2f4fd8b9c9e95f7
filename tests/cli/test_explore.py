"""``pnc explore``: what strands a station and the plan that does not, as text, JSON by its schema, and pictures."""

import json
import subprocess
import sys
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from workbench.cli.main import main

SCHEMA = json.loads(files("workbench.schemas").joinpath("explore.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def explored(capsys):
    """Runs the verb with JSON; gives the exit status and the document."""

    def run(*arguments):
        status = main(["explore", *arguments, "--format", "json"])
        document = json.loads(capsys.readouterr().out)
        Draft202012Validator(SCHEMA).validate(document)
        return status, document

    return run


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_without_arguments_it_is_the_rotation_and_the_shortest_stranding(explored):
    status, document = explored()
    assert status == 0, "that orders strand a station is what was asked for"
    assert (document["scenario"], document["root_check"], document["complete"]) == ("csms-root-rotation", True, True)
    shortest = document["strandings"][0]
    assert [step["move"] for step in shortest["steps"]] == ["server to root B", "reconnect"]
    assert [step["by"] for step in shortest["steps"]] == ["csms", "world"]
    assert shortest["ways_back"] == ["server back to root A"]
    assert document["plan"] is None


def test_a_plan_is_found_and_proved_for_every_personality(explored):
    status, document = explored("--plan")
    plan = document["plan"]
    assert status == 0
    assert plan["ok"]
    assert [step["step"] for step in plan["with_evidence"] if not step["waits"]] == ["install root B", "server to root B"]
    assert len(plan["proofs"]) == len(plan["stations"]) > 5
    assert all(proof["safe"] for proof in plan["proofs"])
    assert plan["holds_until"] == "2026-08-01T00:00:00Z"
    assert all(mistake["stranding"] for mistake in plan["mistakes"])


def test_no_safe_plan_is_exit_status_1(explored):
    status, document = explored("--scenario", "unsigned-root", "--plan")
    assert status == 1
    assert document["plan"]["shortest"] == []
    assert document["plan"]["with_evidence"] is None


def test_a_personality_is_explored_and_planned_for_alone(explored):
    status, document = explored("--personality", "no-root-under-check", "--plan")
    assert status == 1
    assert document["personality"] == "no-root-under-check"
    assert document["plan"]["stations"] == ["no-root-under-check"]
    assert explored("--personality", "strict", "--plan")[0] == 0


def test_check_expiry_migration_and_moves(explored):
    _, without = explored("--check", "off")
    assert not without["root_check"]
    assert [root["name"] for root in without["roots"]] == ["root A", "root C"]
    _, more = explored("--expiry", "--migration")
    assert more["worlds"] > 100
    moves = {step["move"] for one in more["strandings"] for step in one["steps"]}
    assert {"root A expires", "migrate to the second CSMS"} <= moves
    _, fewer = explored("--moves", "install, server to")
    assert {step["move"] for one in fewer["strandings"] for step in one["steps"]} == {"server to root B", "reconnect"}


def test_text_tells_a_newcomer(capsys):
    assert main(["explore", "--plan"]) == 0
    said = capsys.readouterr().out
    for words in (
        "AdditionalRootCertificateCheck is on",
        "that is every order of them",
        "Stranded, way 1. Back with one move: server back to root A.",
        "M05.FR.12",
        "  2. wait until M03 shows root B",
        "It must be over by 2026-08-01T00:00:00Z",
        "no-root-under-check waits for ever",
        "Plans that look right:",
    ):
        assert words in said
    assert "\x1b" not in said


@pytest.mark.parametrize("more", [[], ["--migration"], ["--check", "off"]])
def test_expiry_leaves_a_plan_and_says_by_when_it_must_be_over(more, capsys):
    assert main(["explore", "--expiry", "--plan", *more]) == 0
    said = capsys.readouterr().out
    assert "The safe plan" in said
    assert "It must be over by 2026-08-01" in said


def test_a_plan_has_the_chosen_moves_alone(capsys):
    assert main(["explore", "--moves", "install", "--plan"]) == 1
    said = capsys.readouterr().out
    assert "There is no safe plan" in said
    assert "server to root B" not in said


def test_text_says_that_there_is_no_plan(capsys):
    assert main(["explore", "--scenario", "unsigned-root", "--plan"]) == 1
    assert "There is no safe plan" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_pictures_are_written_by_their_ending(ending, tmp_path, capsys):
    out = tmp_path / f"rotation.{ending}"
    assert main(["explore", "-o", str(out)]) == 0
    assert "Written to" in capsys.readouterr().err
    assert out.read_bytes()[:4] in {b"<svg", b"\x89PNG", b"<!DO"}


def test_one_stranding_is_drawn_as_a_strip(tmp_path, capsys):
    out = tmp_path / "strip.svg"
    assert main(["explore", "--stranding", "2", "-o", str(out)]) == 0
    assert "How the station is stranded" in out.read_text("utf-8")
    assert main(["explore", "--stranding", "9", "-o", str(out)]) == 2
    assert "There is no way 9 that strands." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--scenario", "nonsense"], "There is no scenario 'nonsense'."),
        (["--personality", "nobody"], "There is no personality 'nobody'."),
        (["--moves", "fly"], "No move of this scenario begins with 'fly'."),
        (["--scenario", "unsigned-root", "--check", "off"], "--check is for csms-root-rotation alone."),
        (["--stranding", "1"], "--stranding says what to draw, and there is no -o."),
        (["-o", "picture.gif"], "A search cannot be drawn as that."),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_a_hint(arguments, words, capsys):
    assert main(["explore", *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_text_alone_loads_no_matplotlib():
    code = (
        "import sys; from workbench.cli.main import main; main(['explore', '--format', 'json']);"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
