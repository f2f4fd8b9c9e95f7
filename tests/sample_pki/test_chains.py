"""Every chain of the samples is judged by OpenSSL's command: which anchors it is accepted below, and why not below others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.sample_pki import reference_time
from workbench.sample_pki.build import SampleFile

Judge = Callable[..., str]
ACCEPTED = {  # chain file: its anchor
    "iso15118-20/secc-chain.pem": "iso15118-20/v2g-root.pem",
    "iso15118-20/cps-chain.pem": "iso15118-20/v2g-root.pem",
    "iso15118-20/contract-chain.pem": "iso15118-20/mo-root.pem",
    "iso15118-20/oem-provisioning-chain.pem": "iso15118-20/oem-root.pem",
    "iso15118-20/vehicle-chain.pem": "iso15118-20/oem-root.pem",
    "iso15118-20/ed448-vehicle-chain.pem": "iso15118-20/ed448-oem-root.pem",
    "ocpp/csms-server-chain.pem": "ocpp/csms-root.pem",
    "ocpp/station-client-chain.pem": "ocpp/csms-root.pem",
    "ocpp/est-server-chain.pem": "ocpp/csms-root.pem",
    "ocpp/firmware-signing-chain.pem": "ocpp/manufacturer-root.pem",
    "variants/secc-chain.pem": "variants/v2g-root-b.pem",
    "variants/secc-cross-chain.pem": "iso15118-2/v2g-root.pem",
    "variants/secc-renewed-chain.pem": "iso15118-2/v2g-root.pem",
    "variants/secc-private.pem": "variants/private-root.pem",
    "variants/v2g-root-b-by-a.pem": "iso15118-2/v2g-root.pem",
    "tiers/secc-chain.pem": "tiers/v2g-root.pem",
}
ELSEWHERE = {"iso15118-2", "hash-cases"}  # judged in test_openssl.py
JUDGED_APART = {"ocpp/csms-server-new-chain.pem", "iso15118-20/vehicle-ocsp-chain.pem"}


@pytest.fixture
def judge(run_openssl: Callable[..., str], directory: Path) -> Judge:
    """Verify the first certificate of a chain file with the others beside it; flags go before."""

    def judge(chain: str, *flags: str | Path, anchor: str) -> str:
        at = str(int(reference_time().timestamp()))
        fixed = ("verify", "-x509_strict", "-attime", at, "-no-CApath", "-no-CAstore", "-CAfile", directory / anchor)
        return run_openssl(*fixed, *flags, "-untrusted", directory / chain, directory / chain)

    return judge


@pytest.mark.parametrize(("chain", "anchor"), ACCEPTED.items())
def test_it_is_accepted_below_its_root(judge: Judge, chain: str, anchor: str) -> None:
    assert judge(chain, anchor=anchor).endswith(": OK\n")


def test_no_chain_is_left_out(files: dict[str, SampleFile]) -> None:
    chains = {path for path in files if path.endswith("-chain.pem") and path.partition("/")[0] not in ELSEWHERE}
    assert chains == {path for path in ACCEPTED if path.endswith("-chain.pem")} | JUDGED_APART


@pytest.mark.parametrize("flags", [("-purpose", "sslserver"), ("-verify_hostname", "csms.pnc.example")])
def test_the_csms_is_a_tls_server_of_its_name(judge: Judge, flags: tuple[str, ...]) -> None:
    assert judge("ocpp/csms-server-chain.pem", *flags, anchor="ocpp/csms-root.pem").endswith(": OK\n")


@pytest.mark.parametrize("chain", ["vehicle", "ed448-vehicle"])
def test_a_vehicle_is_a_tls_client_and_no_server(judge: Judge, chain: str) -> None:
    chain, root = f"iso15118-20/{chain}-chain.pem", f"iso15118-20/{chain.replace('vehicle', '')}oem-root.pem"
    assert judge(chain, "-purpose", "sslclient", anchor=root).endswith(": OK\n")
    with pytest.raises(AssertionError, match="certificate purpose"):
        judge(chain, "-purpose", "sslserver", anchor=root)


@pytest.mark.requirement("V2G20-2599")
def test_openssl_refuses_the_critical_pointer_to_ocsp(judge: Judge) -> None:
    chain, root = "iso15118-20/vehicle-ocsp-chain.pem", "iso15118-20/oem-root.pem"
    with pytest.raises(AssertionError, match="unhandled critical extension"):
        judge(chain, anchor=root)
    assert judge(chain, "-ignore_critical", anchor=root).endswith(": OK\n")


def test_the_vehicle_s_status_is_in_its_issuer_s_crl(judge: Judge, run_openssl: Callable[..., str], directory: Path) -> None:
    folder = directory / "iso15118-20"
    shown = run_openssl("crl", "-inform", "DER", "-in", folder / "oem-sub-ca2.crl", "-CAfile", folder / "oem-sub-ca2.pem", "-text")
    assert "No Revoked Certificates" in shown
    crl = ("-crl_check", "-CRLfile", folder / "oem-sub-ca2.crl")
    assert judge("iso15118-20/vehicle-chain.pem", *crl, anchor="iso15118-20/oem-root.pem").endswith(": OK\n")


@pytest.mark.requirement("M05.FR.10", "M05.FR.13")
def test_the_next_csms_root_is_an_anchor_only_of_partial_chains(judge: Judge, directory: Path) -> None:
    chain, new = "ocpp/csms-server-new-chain.pem", "ocpp/csms-root-new.pem"
    with pytest.raises(AssertionError, match="unable to get issuer certificate"):
        judge(chain, anchor=new)
    assert judge(chain, "-partial_chain", anchor=new).endswith(": OK\n")
    assert judge(chain, "-untrusted", directory / new, anchor="ocpp/csms-root.pem").endswith(": OK\n")


@pytest.mark.requirement("M05.FR.11")
def test_the_old_csms_root_has_not_signed_the_other_new_one(judge: Judge) -> None:
    assert judge("ocpp/csms-root-new.pem", anchor="ocpp/csms-root.pem").endswith(": OK\n")
    with pytest.raises(AssertionError, match="self-signed certificate"):
        judge("ocpp/csms-root-unsigned.pem", anchor="ocpp/csms-root.pem")


def test_without_the_cross_certificate_the_other_root_does_not_do(judge: Judge) -> None:
    with pytest.raises(AssertionError, match="unable to get local issuer certificate"):
        judge("variants/secc-chain.pem", anchor="iso15118-2/v2g-root.pem")


def test_the_ocsp_signer_is_its_issuer_s(run_openssl: Callable[..., str], directory: Path) -> None:
    folder, at = directory / "iso15118-2", str(int(reference_time().timestamp()))
    shown = run_openssl(
        "verify", "-x509_strict", "-attime", at, "-purpose", "ocsphelper", "-no-CApath", "-no-CAstore",
        "-CAfile", folder / "v2g-root.pem", "-untrusted", folder / "secc-chain.pem", directory / "variants/cpo-ocsp-signer.pem",
    )  # fmt: skip
    assert shown.endswith(": OK\n")


def test_the_renewed_sub_ca_has_the_name_and_the_key_of_the_first(run_openssl: Callable[..., str], directory: Path) -> None:
    first, renewed = directory / "iso15118-2/cpo-sub-ca2.pem", directory / "variants/cpo-sub-ca2-renewed.pem"
    for part in ("-subject", "-pubkey", "-issuer"):
        assert run_openssl("x509", "-in", first, "-noout", part) == run_openssl("x509", "-in", renewed, "-noout", part)
    assert run_openssl("x509", "-in", first, "-noout", "-serial") != run_openssl("x509", "-in", renewed, "-noout", "-serial")
