"""Every chain of the samples, diagnosed: accepted, and nothing is held against it but what the manifest says."""

from pathlib import Path

import pytest

import workbench as wb
from workbench.findings import Severity
from workbench.sample_pki.build import SampleFile
from workbench.sample_pki.reference import manifest

CHAINS = [entry["path"] for entry in manifest()["file"] if entry["path"].endswith("-chain.pem")]
ROOTS = {  # where they are not in the folder's roots.pem
    "ocpp/csms-server-new-chain.pem": "ocpp/csms-root-new.pem",
    "tiers/secc-chain.pem": "tiers/v2g-root.pem",
    "variants/secc-private.pem": "variants/private-root.pem",
    "variants/cpo-ocsp-signer.pem": "iso15118-2/cpo-sub-ca2.pem",
}
USES = {
    "secc": "secc",
    "cps": "cps",
    "contract": "contract",
    "oem-provisioning": "oem-provisioning",
    "vehicle": "vehicle",
    "csms-server": "csms-server",
    "station-client": "station-client",
    "est-server": "est-server",
    "firmware-signing": "firmware-signing",
    "ocsp-signer": "ocsp-signing",
}


@pytest.mark.parametrize("path", [*CHAINS, "variants/secc-private.pem", "variants/cpo-ocsp-signer.pem"])
def test_it_is_accepted_for_its_leaf_s_use_and_no_more_is_found_than_declared(
    directory: Path, files: dict[str, SampleFile], path: str
) -> None:
    roots = ROOTS.get(path, f"{path.partition('/')[0]}/roots.pem")
    found = wb.diagnose(wb.load(directory / path), anchors=wb.load(directory / roots))
    too_long = path.startswith("tiers/")  # V2G2-009; docs/contracts.md
    assert (found.ok, found.use) == (not too_long, USES[files[path].kinds[0]])
    assert (found.cause.code if found.cause else "") == ("chain-too-long" if too_long else "")
    assert {finding.code for finding in found.findings if finding.severity is not Severity.INFO} == set(files[path].expected)


def test_the_vehicle_s_revocation_can_be_told_for_the_whole_path(directory: Path) -> None:
    folder = directory / "iso15118-20"
    crls = wb.load(*(folder / f"{name}.crl" for name in ("oem-root", "oem-sub-ca1", "oem-sub-ca2")))
    chain, root = wb.load(folder / "vehicle-chain.pem"), wb.load(folder / "oem-root.pem")
    found = wb.diagnose(chain, anchors=root, crls=crls, require_revocation=True)
    assert (found.ok, found.findings) == (True, ())
    assert "revocation" not in found.not_checked


def test_the_cross_certificate_leads_to_the_other_root(directory: Path) -> None:
    chain = wb.load(directory / "variants/secc-cross-chain.pem")
    assert wb.diagnose(chain, anchors=wb.load(directory / "iso15118-2/v2g-root.pem")).ok
    assert wb.diagnose(chain, anchors=wb.load(directory / "variants/v2g-root-b.pem")).ok
    assert not wb.diagnose(chain, anchors=wb.load(directory / "variants/private-root.pem")).ok
