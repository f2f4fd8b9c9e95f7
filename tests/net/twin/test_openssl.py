"""``openssl ocsp`` and ``openssl crl`` as clients of the twin over HTTP: they accept what is right and reject each fault.

They judge by the machine's clock, so the twin's is that one; the samples' CAs may have ended by then, so that the times of
certificates are not checked but where one has ended on purpose.
"""

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.net.twin.asking import CA, CRL_URL, LEAF, URL, certificate, http, sample, with_twin
from workbench.net import clock
from workbench.net.twin import Fault, Signing, Twin

ABOVE = [CA, "iso15118-2/cpo-sub-ca1", "iso15118-2/v2g-root"]
VERIFIED, GOOD = "Response verify OK", ": good"


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    file = tmp_path / "above.pem"
    file.write_bytes(b"".join(sample(name).read_bytes() for name in ABOVE))
    return file


async def said(openssl: Path, *arguments: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        openssl, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return output.decode()


def ask(
    openssl: Path,
    anchors: Path,
    *options: str,
    digest: str = "sha1",
    fault: Fault | None = None,
    timed: bool = False,
    **twin: object,
) -> str:
    """What ``openssl ocsp`` says of the leaf."""

    async def story(running: Twin) -> str:
        return await said(
            openssl,
            *("ocsp", "-url", running.url_for(URL), "-issuer", sample(CA), f"-{digest}", "-cert", sample(LEAF)),
            *("-CAfile", anchors, "-timeout", "20"),
            *([] if timed else ["-no_check_time"]),
            *options,
        )

    return with_twin(story, clock=clock.now, fault=fault, **twin)


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("nonce", ["-nonce", "-no_nonce"])
@pytest.mark.parametrize("signing", Signing)
def test_openssl_accepts_the_twin(openssl: Path, anchors: Path, digest: str, nonce: str, signing: Signing) -> None:
    text = ask(openssl, anchors, nonce, digest=digest, signing=signing)
    assert VERIFIED in text
    assert GOOD in text
    assert "WARNING" not in text


def test_openssl_accepts_the_issuer_as_an_explicitly_trusted_responder(openssl: Path, anchors: Path) -> None:
    text = ask(openssl, anchors, "-VAfile", str(sample(CA)), signing=Signing.ISSUER)
    assert VERIFIED in text
    assert GOOD in text


def test_openssl_sees_a_revocation_and_an_unknown_certificate(openssl: Path, anchors: Path) -> None:
    async def story(twin: Twin) -> list[str]:
        call = ("ocsp", "-url", twin.url_for(URL), "-issuer", sample(CA), "-cert", sample(LEAF), "-CAfile", anchors)
        twin.revoke(LEAF, "superseded")
        first = await said(openssl, *call, "-no_check_time")
        twin.forget(LEAF)
        return [first, await said(openssl, *call, "-no_check_time")]

    revoked, unknown = with_twin(story, clock=clock.now)
    assert VERIFIED in revoked
    assert ": revoked" in revoked
    assert "Reason: superseded" in revoked
    assert VERIFIED in unknown
    assert ": unknown" in unknown


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault.TRY_LATER, "trylater"),
        (Fault.INTERNAL_ERROR, "internalerror"),
        (Fault.MALFORMED_REQUEST, "malformedrequest"),
        (Fault.SIG_REQUIRED, "sigrequired"),
        (Fault.UNAUTHORIZED, "unauthorized"),
        (Fault.WRONG_SIGNER, "Response Verify Failure"),
        (Fault.UNAUTHORISED_DELEGATE, "Response Verify Failure"),
        (Fault.STALE, "Status times invalid"),
        (Fault.FUTURE, "Status times invalid"),
        (Fault.WRONG_SERIAL, "No Status found"),
        (Fault.WRONG_ISSUER_HASH, "No Status found"),
        (Fault.NONCE_WRONG, "Nonce Verify error"),
        (Fault.NONCE_DROPPED, "WARNING: no nonce in response"),
        (Fault.HTTP_404, "Error querying OCSP responder"),
        (Fault.HTTP_500, "Error querying OCSP responder"),
        (Fault.HTML_PAGE, "Error querying OCSP responder"),
        (Fault.GARBAGE, "Error querying OCSP responder"),
        (Fault.TRUNCATED, "Error querying OCSP responder"),
        (Fault.CUT_OFF, "Error querying OCSP responder"),
        (Fault.DEAD, "Error querying OCSP responder"),
        (Fault.HUGE, "Error querying OCSP responder"),
        (Fault.REDIRECT_TO_METADATA, "Error querying OCSP responder"),
    ],
)
def test_openssl_rejects_each_fault(openssl: Path, anchors: Path, fault: Fault, says: str) -> None:
    assert says.lower() in ask(openssl, anchors, "-nonce", fault=fault).lower()


def test_openssl_rejects_a_delegate_whose_time_is_over(openssl: Path, anchors: Path) -> None:
    text = ask(openssl, anchors, fault=Fault.DELEGATE_EXPIRED, timed=True)
    assert "Response Verify Failure" in text
    assert "certificate has expired" in text


def test_openssl_gets_no_answer_by_another_hash_from_one_who_knows_sha1_only(openssl: Path, anchors: Path) -> None:
    assert GOOD in ask(openssl, anchors, fault=Fault.SHA1_ONLY)
    assert "unauthorized" in ask(openssl, anchors, digest="sha256", fault=Fault.SHA1_ONLY)


@pytest.mark.parametrize("fault", [Fault.SEVERAL_SINGLES, Fault.OVER_18000, Fault.MISSING_NEXT_UPDATE, Fault.PRODUCED_AT_ODD])
def test_openssl_accepts_what_is_only_unusual(openssl: Path, anchors: Path, fault: Fault) -> None:
    text = ask(openssl, anchors, fault=fault)
    assert VERIFIED in text
    assert GOOD in text


@pytest.mark.requirement("RFC 5280 5.1", "RFC 5280 5.1.1.3")
def test_openssl_reads_and_verifies_the_crl(openssl: Path, anchors: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.crl"

    async def story(twin: Twin) -> list[str]:
        twin.revoke(LEAF, "keyCompromise")
        texts = []
        for fault in (None, Fault.CRL_SIGNATURE_DAMAGED):
            if fault:
                twin.set_fault(fault)
            file.write_bytes((await http(twin, CRL_URL))[1])
            texts.append(await said(openssl, "crl", "-inform", "DER", "-in", file, "-noout", "-text", "-CAfile", anchors))
        return texts

    right, damaged = with_twin(story, clock=clock.now)
    assert "verify OK" in right
    assert f"{certificate(LEAF).serial_number:X}".lstrip("0") in right
    assert "Issuing Distribution Point: critical" in right
    assert f"URI:{CRL_URL}" in right
    assert "verify failure" in damaged
