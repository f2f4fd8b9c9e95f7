"""``pnc graph``: the same graph as SVG, PNG, page and JSON; JSON follows its schema."""

import json
import subprocess
import sys
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from workbench import api
from workbench.cli.main import main

SCHEMA = json.loads(files("workbench.schemas").joinpath("graph.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def graphed(tmp_path, capsys):
    """Writes a graph as JSON; gives the exit status and the document."""

    def run(*arguments):
        out = tmp_path / "graph.json"
        status = main(["graph", *map(str, arguments), "-o", str(out)])
        said = capsys.readouterr()
        assert said.out == ""
        assert "Written to" in said.err
        document = json.loads(out.read_text("utf-8"))
        Draft202012Validator(SCHEMA).validate(document)
        return status, document

    return run


def sample(name):
    return api.samples(f"iso15118-2/{name}")


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_samples_are_all_valid(graphed):
    status, document = graphed(api.samples("iso15118-2"))
    assert status == 0
    assert {node["status"] for node in document["nodes"]} == {"valid"}
    assert document["anchors_assumed"]
    assert document["difference"] is None
    anchors = {node["anchor_type"]: node["serves"] for node in document["nodes"] if node["anchor"]}
    assert anchors.keys() == {"V2GRootCertificate", "MORootCertificate", "OEMRootCertificate"}
    assert "SECC, for the vehicle" in anchors["V2GRootCertificate"]
    kinds = [edge["kind"] for edge in document["edges"]]
    assert kinds.count("self-signature") == 3
    assert len(kinds) == len(document["nodes"])


def test_anchors_and_time_are_given(graphed):
    anchor = f"V2GRootCertificate={sample('v2g-root.der')}"
    _, document = graphed(sample("secc-chain.pem"), "--anchor", anchor, "--at", "2026-06-01")
    assert not document["anchors_assumed"]
    assert document["at"] == "2026-06-01T00:00:00Z"
    assert [node["status"] for node in document["nodes"]] == ["valid"] * 4
    _, later = graphed(sample("secc-chain.pem"), "--anchor", sample("v2g-root.der"), "--at", "2070-01-01")
    assert {node["status"] for node in later["nodes"]} == {"expired"}


def test_what_if_and_against(graphed):
    _, document = graphed(api.samples("iso15118-2"), "--without", "cpo-sub-ca1.pem")
    assert document["difference"]["broken"]
    assert document["missing"][0]["name"].startswith("CN=Sample CPO Sub-CA 1")
    root = next(node for node in document["nodes"] if node["kind"] == "v2g-root")["certificate"]
    _, document = graphed(api.samples("iso15118-2"), "--distrust", root[:12])
    assert {node["certificate"] for node in document["nodes"] if node["status"] == "distrusted"} == {root}
    _, document = graphed(sample("secc-chain.pem"), "--against", sample("secc.pem"))
    assert [change["change"] for change in document["difference"]["changes"]] == ["added", "added"]


def test_near_misses_and_missing_issuers_are_in_it(graphed):
    _, document = graphed(sample("secc.pem"))
    [missing] = document["missing"]
    assert missing["wanted_by"] == [document["nodes"][0]["certificate"]]
    assert document["nodes"][0]["why"] == "issuer missing"
    assert document["edges"] == []


@pytest.mark.parametrize(("ending", "head"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("html", b"<!DOCTYPE"), ("SVG", b"<svg")])
def test_pictures_are_written_by_their_ending(tmp_path, capsys, ending, head):
    out = tmp_path / f"graph.{ending}"
    assert main(["graph", str(sample("secc-chain.pem")), "-o", str(out)]) == 0
    assert out.read_bytes().startswith(head)
    assert str(out) in capsys.readouterr().err


@pytest.mark.parametrize("name", ["graph.gif", "graph", "graph.json.gz"])
def test_an_unknown_ending_is_refused(tmp_path, capsys, name):
    assert main(["graph", str(sample("secc.pem")), "-o", str(tmp_path / name)]) == 2
    assert ".svg, .png, .html, .json" in capsys.readouterr().err
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["secc.csr.pem"], "There is no certificate in these files"),
        (["secc.pem", "--without", "ffffffff"], "No certificate of the pile"),
        (["secc.pem", "--anchor", "V2GRootCertificate=no-such-file.pem"], "There is no file or folder"),
    ],
)
def test_what_cannot_be_used_is_status_2(tmp_path, capsys, arguments, words):
    assert main(["graph", str(sample(arguments[0])), *arguments[1:], "-o", str(tmp_path / "x.svg")]) == 2
    assert words in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_status_2(tmp_path):
    command = [sys.executable, "-m", "workbench.cli.main", "graph", str(sample("secc.pem")), "-o", str(tmp_path / "no" / "x.svg")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr
