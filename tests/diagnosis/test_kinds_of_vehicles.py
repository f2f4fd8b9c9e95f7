"""A vehicle of ISO 15118-20 has two certificates: one for TLS, one for asking for contracts. Neither does for the other."""

import pytest

from workbench.diagnosis import Evidence, Use, diagnose, find, given
from workbench.net.pnc.credentials import Credential
from workbench.net.pnc.setting import Setting

SETTING = Setting.of_samples("iso15118-20")


def judged(name, use):
    chain = Credential.of_samples(name).chain
    evidence = Evidence([*chain], given(SETTING.secc.vehicle_roots), SETTING.at)
    assert chain[0].facts is not None
    return diagnose(find(evidence, chain[0].facts.sha256), evidence, use=use)


@pytest.mark.parametrize(
    ("name", "use", "rule"),
    [
        pytest.param("oem-provisioning", Use.VEHICLE, "V2G20-2339", marks=pytest.mark.requirement("V2G20-2339")),
        pytest.param("vehicle", Use.OEM_PROVISIONING, "V2G20-2342", marks=pytest.mark.requirement("V2G20-2342")),
        pytest.param("vehicle-ocsp", Use.OEM_PROVISIONING, "V2G20-2342", marks=pytest.mark.requirement("V2G20-2342")),
    ],
)
def test_a_vehicles_other_certificate_is_refused(name, use, rule):
    diagnosis = judged(f"iso15118-20/{name}", use)
    assert not diagnosis.ok
    assert (diagnosis.cause.code, diagnosis.cause.requirement) == ("wrong-pki", rule)


@pytest.mark.parametrize(("name", "use"), [("oem-provisioning", Use.OEM_PROVISIONING), ("vehicle", Use.VEHICLE)])
def test_each_is_taken_for_what_it_is(name, use):
    assert judged(f"iso15118-20/{name}", use).ok
