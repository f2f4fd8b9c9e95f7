"""The defects of the atlas are really there, and the chains from which they are made are really sound: others say so."""

import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient

from tests.cases.atlas import CASES, SAMPLES, certificate, certificates_in, chain_of, changed, declared
from tests.cases.witnesses import WITNESSES, Contains, Crl, Field, Ocsp, Order, Text, Verify
from workbench.sample_pki import reference_time
from workbench.sample_pki.atlas import Case

PURPOSES = {
    "secc": "sslserver",
    "csms-server": "sslserver",
    "vehicle": "sslclient",
    "station-client": "sslclient",
}
BY_NAME = {case.name: case for case in CASES}
Asked = Callable[..., str]


@pytest.fixture(scope="session")
def ask(openssl: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """``openssl verify`` of a chain; gives what it prints, errors included, names spelled as ``CN=x``."""
    folder = tmp_path_factory.mktemp("atlas")

    def ask(
        leaf: bytes,
        pool: tuple[bytes, ...],
        anchors: tuple[bytes, ...],
        use: str,
        *options: str,
        at: datetime,
        name: str = "",
        crls: Path | None = None,
    ) -> str:
        for file, ders in (("leaf", (leaf,)), ("pool", pool), ("anchors", anchors)):
            (folder / f"{file}.pem").write_bytes(b"".join(pem.armor("CERTIFICATE", der) for der in ders))
        partial = () if "without -partial_chain" in options else ("-partial_chain",)
        purpose = ("-purpose", PURPOSES[use]) if use in PURPOSES else ()
        given = [option for option in options if not option.startswith("without ")]
        done = subprocess.run(
            [
                *(openssl, "verify", "-no-CApath", "-no-CAstore", "-attime", str(int(at.timestamp())), *partial, *purpose, *given),
                *(("-CAfile", folder / "anchors.pem") if anchors else ("-no-CAfile",)),
                *(("-untrusted", folder / "pool.pem") if pool else ()),
                *(("-verify_hostname", name) if name and use == "csms-server" else ()),
                *(("-crl_check_all", "-extended_crl", "-CRLfile", crls) if crls else ()),
                folder / "leaf.pem",
            ],
            capture_output=True,
            check=False,
            timeout=30,
        )
        return (done.stdout + done.stderr).decode("utf-8", "replace") + f"\nexit {done.returncode}"

    return ask


@pytest.fixture(scope="session")
def text_of(openssl: Path) -> Callable[[str, bytes], str]:
    """``openssl x509 -text`` or ``openssl crl -text`` of a DER, names spelled as ``CN=x``."""

    def text_of(kind: str, der: bytes) -> str:
        done = subprocess.run([openssl, kind, "-noout", "-text", "-inform", "DER"], input=der, capture_output=True, check=False)
        return done.stdout.decode("utf-8", "replace").replace(" = ", "=")  # OpenSSL 3.2 left the blanks out

    return text_of


def asked(ask: Asked, case: Case, witness: Verify) -> str:
    crls = SAMPLES / case.crls[0] if case.crls and "without CRLs" not in witness.options else None
    return ask(*chain_of(case), case.use, *witness.options, at=case.at or reference_time(), name=case.asked_name, crls=crls)


def of_kind(kind: type) -> pytest.MarkDecorator:
    chosen = [
        pytest.param(name, witness, id=f"{name}-{number}")
        for name, witnesses in WITNESSES.items()
        for number, witness in enumerate(witnesses)
        if isinstance(witness, kind)
    ]
    return pytest.mark.parametrize(("name", "witness"), chosen)


def test_every_case_has_a_witness() -> None:
    assert list(WITNESSES.keys() ^ BY_NAME.keys()) == []
    assert all(WITNESSES.values())


@pytest.mark.parametrize("base", declared()["base"])
def test_the_unbroken_chain_is_accepted(ask: Asked, base: str) -> None:
    entry = declared()["base"][base]
    leaf, *pool, root = (certificate(name) for name in entry["chain"])
    told = ask(leaf, tuple(pool), (root,), entry["use"], at=reference_time(), name=entry.get("asked_name", ""))
    assert told.endswith("exit 0"), told


@of_kind(Verify)
def test_openssl_says_so(ask: Asked, name: str, witness: Verify) -> None:
    told = asked(ask, BY_NAME[name], witness)
    if witness.error:
        assert f"error {witness.error} at {witness.depth} depth lookup" in told
        assert not told.endswith("exit 0")
    else:
        assert told.endswith("exit 0"), told


def test_whatever_is_said_to_be_sound_openssl_accepts() -> None:
    sound = [case.name for case in CASES if case.ok]
    assert [name for name in sound if not any(isinstance(w, Verify) and not w.error for w in WITNESSES[name])] == []


def pair(case: Case, stem: str) -> tuple[bytes, bytes]:
    """The changed certificate, and the sound one that it is like."""
    full = f"atlas/{case.name}/{stem}"
    return certificate(full), certificate(changed(case)[full])


@of_kind(Text)
def test_openssl_shows_it_in_the_changed_certificate_alone(text_of: Callable[[str, bytes], str], name: str, witness: Text) -> None:
    here, sound = (re.search(witness.pattern, text_of("x509", der)) is not None for der in pair(BY_NAME[name], witness.stem))
    assert (here, sound) == (witness.there, not witness.there)


@of_kind(Field)
def test_asn1crypto_reads_it_in_the_changed_certificate_alone(name: str, witness: Field) -> None:
    here, sound = (bool(witness.holds(lenient.Certificate.load(der))) for der in pair(BY_NAME[name], witness.stem))
    assert (here, sound) == (True, False)


@of_kind(Crl)
def test_openssl_shows_it_in_the_crl(text_of: Callable[[str, bytes], str], name: str, witness: Crl) -> None:
    blocks = list(pem.unarmor((SAMPLES / BY_NAME[name].crls[0]).read_bytes(), multiple=True))
    assert re.search(witness.pattern, text_of("crl", blocks[witness.number][2]))


@of_kind(Ocsp)
def test_openssl_shows_it_in_the_ocsp_response(openssl: Path, tmp_path: Path, name: str, witness: Ocsp) -> None:
    case = BY_NAME[name]
    leaf, pool, anchors = chain_of(case)
    for file, ders in (("leaf", [leaf]), ("issuer", pool[:1]), ("trusted", [*pool, *anchors])):
        (tmp_path / f"{file}.pem").write_bytes(b"".join(pem.armor("CERTIFICATE", der) for der in ders))
    done = subprocess.run(
        [
            *(openssl, "ocsp", "-respin", SAMPLES / case.ocsp[0], "-resp_text", "-sha256", "-CAfile", tmp_path / "trusted.pem"),
            *("-issuer", tmp_path / "issuer.pem", "-cert", tmp_path / "leaf.pem"),
            *("-attime", str(int(reference_time().timestamp()))),
        ],
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert re.search(witness.pattern, (done.stderr + done.stdout).decode("utf-8", "replace"))


@of_kind(Order)
def test_the_file_holds_these_in_this_order(name: str, witness: Order) -> None:
    (path,) = BY_NAME[name].files
    names = [lenient.Certificate.load(der).subject.native["common_name"] for der in certificates_in(path)]
    assert tuple(names) == witness.names


@of_kind(Contains)
def test_the_file_contains_it(name: str, witness: Contains) -> None:
    assert re.search(witness.pattern, (SAMPLES / BY_NAME[name].files[0]).read_text("ascii"))
