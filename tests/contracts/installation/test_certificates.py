"""The certificates that the simulated parties issue are sound: by our diagnosis with its profiles, and by openssl."""

import subprocess
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.contracts.making import EMAID, FOLDERS, NOW, Trio, new_vehicle
from workbench.contracts.parties import Vehicle
from workbench.contracts.parties.samples import sample_items
from workbench.diagnosis import Evidence, Use, diagnose, given

LATER = NOW + timedelta(days=400)
"""When the sample CPS leaf and its Sub-CA 2 have ended, and the simulated CPS has issued new ones."""


def issued(folder):
    """Name, chain, root, its type, use, time."""
    trio = Trio(folder)
    contract = trio.operator.make(trio.vehicle.chain, EMAID, NOW)
    late = trio.operator.make(trio.vehicle.chain, EMAID, LATER)
    yield "contract", contract.chain, "mo-root", "MORootCertificate", Use.CONTRACT, NOW
    yield "provisioning", new_vehicle(folder).chain, "oem-root", "OEMRootCertificate", Use.OEM_PROVISIONING, NOW
    yield "CPS", trio.service.sign(late, LATER).cps_chain, "v2g-root", "V2GRootCertificate", Use.CPS, LATER
    if folder == "iso15118-20":
        vehicle = Vehicle.of_samples(folder, curve="X448")
        on_ed448 = trio.operator.make(vehicle.chain, EMAID, NOW, alternate=vehicle.alternate_public_key)
        yield "contract on Ed448", on_ed448.chain, "mo-root", "MORootCertificate", Use.CONTRACT, NOW


CASES = [pytest.param(*case, folder, id=f"{folder}, {case[0]}") for folder in FOLDERS for case in issued(folder)]
each_case = pytest.mark.parametrize(("name", "chain", "root", "kind", "use", "now", "folder"), CASES)


@each_case
def test_nothing_is_held_against_them(name, chain, root, kind, use, now, folder):
    evidence = Evidence(chain, given([(kind, one) for one in sample_items(folder, root)]), now)
    diagnosis = diagnose(evidence.graph.certificate(chain[0].facts.sha256), evidence, use=use)
    assert (name, diagnosis.ok, diagnosis.findings) == (name, True, ())


@each_case
def test_openssl_verifies_them(openssl, tmp_path, name, chain, root, kind, use, now, folder):
    def pem(file, items):
        path = tmp_path / file
        path.write_bytes(b"".join(one.certificate.public_bytes(Encoding.PEM) for one in items))
        return path

    files = ["-CAfile", pem("root", sample_items(folder, root)), "-untrusted", pem("above", chain[1:]), pem("leaf", chain[:1])]
    options = ["-x509_strict", "-check_ss_sig", "-attime", str(int(now.timestamp()))]
    done = subprocess.run([openssl, "verify", *options, *files], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, (name, kind, use, done.stderr)
