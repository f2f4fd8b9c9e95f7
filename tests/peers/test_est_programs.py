"""Programs that are none of ours enrol at our EST server: strongSwan's ``pki --est`` and ``--estca``, and curl with openssl."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import workbench as wb
from tests.conftest import ON_CI, program
from tests.net.est.made import SECC_ID
from tests.net.est.own_ca import ROOT, SUB_CA, own_ca
from workbench.csms.certificates import pem_of
from workbench.net.est import EstFault, Gate, RunningEstServer
from workbench.net.machines.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGES = "strongswan-pki libstrongswan-standard-plugins libstrongswan-extra-plugins"


@pytest.fixture(scope="module")
def pki() -> Path:
    """strongSwan's ``pki``, with EST (since 5.9.8), curl for the network and ECDSA from openssl."""
    found = program("pki", package=PACKAGES)
    done = subprocess.run([found, "--help"], capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    plugins = next((line.split() for line in told.splitlines() if line.startswith("loaded plugins:")), [])
    if "--est" not in told or not {"curl", "openssl"} <= set(plugins):
        reason = f"strongSwan's pki here lacks EST, curl or openssl (Debian: apt install {PACKAGES})"
        if ON_CI:
            pytest.fail(f"{reason}; CI skips nothing")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def curl() -> Path:
    return program("curl", package="curl")


@pytest.fixture
def est(tmp_path, openssl) -> Iterator[RunningEstServer]:
    """The server by the machine's clock, below a CA that is valid in any year; its TLS root, a key and a CSR in files."""
    gate = Gate(users={"user": "pass-word"}, certificate=True)
    with RunningEstServer(own_ca(), gate=gate, clock=Clock(), retry_after=1) as running:
        (tmp_path / "ta.pem").write_text(pem_of([running.anchor]))
        (tmp_path / "sub-ca.pem").write_text(pem_of([SUB_CA]))
        for command in (
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem"],
            [
                "req",
                "-new",
                "-key",
                "key.pem",
                "-subj",
                f"/CN={SECC_ID}/O=Test CPO/C=DE/DC=CPO",
                "-outform",
                "DER",
                "-out",
                "r.der",
            ],
        ):
            subprocess.run([openssl, *command], cwd=tmp_path, capture_output=True, check=True)
        yield running


def ran(folder: Path, *command: Any) -> bytes:
    done = subprocess.run([str(one) for one in command], cwd=folder, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()[-1500:]
    return done.stdout


def judged(leaf: bytes) -> Any:
    """The certificate, judged by the diagnosis below the test's root."""
    found = wb.diagnose([leaf, pem_of([SUB_CA])], anchors=[ROOT], use="secc")
    assert found.ok, found.cause
    return found.leaf.facts


def test_strongswan_reads_our_cas(pki, est, tmp_path):
    ran(tmp_path, pki, "--estca", "--url", est.url, "--cacert", "ta.pem", "--caout", "ca.pem", "--outform", "pem", "--force")
    written = {item.der for file in tmp_path.glob("ca*.pem") for item in wb.load(file).certificates}
    assert written == {ROOT.der, SUB_CA.der}


@pytest.mark.requirement("RFC 7030 4.2", "RFC 7030 4.2.1", "RFC 7030 4.2.3")
def test_strongswan_enrols_waits_where_it_is_told_to_and_renews(pki, est, tmp_path):
    enrol = [pki, "--est", "--url", est.url, "--cacert", "ta.pem", "--cacert", "sub-ca.pem", "--in", "r.der", "--outform", "pem"]
    basic = ["--userpass", "user:pass-word"]
    first = ran(tmp_path, *enrol, *basic)
    assert str(judged(first).subject).startswith(f"CN={SECC_ID}")
    est.set_fault(EstFault.RETRY_AFTER)
    second = ran(tmp_path, *enrol, *basic, "--interval", 1, "--maxpolltime", 30)
    assert judged(second).sha256 != judged(first).sha256
    assert [one.status for one in est.requests][-2:] == [202, 200]
    est.clear_fault()
    (tmp_path / "old.pem").write_bytes(second)
    renewed = ran(tmp_path, *enrol, "--cert", "old.pem", "--key", "key.pem")
    assert judged(renewed).subject == judged(first).subject
    assert est.requests[-1].path.endswith("/simplereenroll")
    assert est.requests[-1].who == f"certificate of {SECC_ID}"


@pytest.mark.requirement("RFC 7030 4.1.3", "RFC 7030 4.2", "RFC 7030 4.2.1", "RFC 7030 4.2.3")
def test_curl_and_openssl_enrol_and_renew(curl, est, openssl, tmp_path):
    def asked(operation: str, *more: str) -> bytes:
        url = f"{est.url}/.well-known/est/{operation}"
        body = ran(tmp_path, curl, "--silent", "--show-error", "--fail", "--cacert", "ta.pem", "--noproxy", "*", *more, url)
        (tmp_path / "bag").write_bytes(base64.b64decode(body))
        return ran(tmp_path, openssl, "pkcs7", "-inform", "DER", "-in", "bag", "-print_certs")

    assert {one.der for one in wb.load(asked("cacerts")).certificates} == {ROOT.der, SUB_CA.der}
    (tmp_path / "r.b64").write_bytes(base64.encodebytes((tmp_path / "r.der").read_bytes()))  # with line breaks
    send = ("--header", "Content-Type: application/pkcs10", "--data-binary", "@r.b64")
    first = asked("simpleenroll", "--user", "user:pass-word", *send)
    assert str(judged(first).subject).startswith(f"CN={SECC_ID}")
    (tmp_path / "old.pem").write_bytes(first + pem_of([SUB_CA]).encode())
    renewed = asked("simplereenroll", "--cert", "old.pem", "--key", "key.pem", *send)
    assert judged(renewed).sha256 != judged(first).sha256


def test_curl_without_a_password_is_asked_for_one(curl, est, tmp_path):
    command = ["--silent", "--cacert", "ta.pem", "--noproxy", "*", "--output", "/dev/null", "--write-out", "%{http_code}"]
    url = f"{est.url}/.well-known/est/simpleenroll"
    said = ran(tmp_path, curl, *command, "--header", "Content-Type: application/pkcs10", "--data-binary", "@r.der", url)
    assert said == b"401"
