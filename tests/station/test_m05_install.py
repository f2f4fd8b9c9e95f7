"""M05 without the root check: OCTT M_01 to M_04, M_07, TC_M_101, and what else a station must refuse."""

import ssl

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.station.makers import CSMS, MANUFACTURER, MO, OEM, V2G, install, listed, pem, root, station, with_version
from tests.trust.pki import made
from workbench.messages.versions import Version
from workbench.station.policy import Policy

ROOT = root("a root")
TYPES = [CSMS, MANUFACTURER, V2G, MO, OEM]


@pytest.mark.requirement("M05.FR.01", "M05.FR.02")
@pytest.mark.parametrize("type_", TYPES)
def test_a_root_is_installed_and_listed(type_):
    decision = install(station(), ROOT, type_)
    assert (decision.reply.status, decision.decided_by) == ("Accepted", "M05.FR.02")
    (entry,) = listed(decision.state)
    assert entry.certificate_type == type_


UNFIT = {
    "expired": (root("old", since=-9, until=-1), "expired"),
    "future": (root("young", since=1), "not-yet-valid"),
    "no CA": (root("a leaf", ca=False), "not-a-ca"),
    "no basicConstraints": (root("old form", ca=None), "not-a-ca"),
}


@pytest.mark.requirement("M05.FR.07")
@pytest.mark.parametrize("what", UNFIT)
def test_what_is_no_sound_root_is_rejected_and_not_listed(what):  # M_07
    certificate, code = UNFIT[what]
    decision = install(station(), certificate)
    assert (decision.reply.status, decision.decided_by) == ("Rejected", "M05.FR.07")
    assert decision.reply.status_info.reason_code == "InvalidCertificate"
    assert code in {one.code for one in decision.findings}
    assert listed(decision.state) is None


@pytest.mark.requirement("M05.FR.07")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "no certificate",
        pem(ROOT)[:200],
        pem(ROOT).replace("\n", ""),
        pem(ROOT).replace("\n", "\\n"),
        pem(ROOT) + pem(root("another")),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        pem(ROOT).removeprefix("-----BEGIN CERTIFICATE-----\n").removesuffix("-----END CERTIFICATE-----\n"),
    ],
)
def test_what_is_not_one_certificate_in_pem_is_rejected(text):
    decision = install(station(), text)
    assert (decision.reply.status, decision.decided_by, decision.state) == ("Rejected", "M05.FR.07", station())


@pytest.mark.requirement("M05.FR.07")
def test_damaged_pem_may_be_mended():
    assert install(station(), pem(ROOT).replace("\n", "\\n"), policy=Policy(mend_damaged_pem=True)).reply.status == "Accepted"


@pytest.mark.requirement("M05.FR.02")
def test_a_root_that_an_installed_one_signed_is_a_root_and_can_be_listed_without_it():
    old, new = made("CSMS root 1", "CSMS root 1"), made("CSMS root 2", "CSMS root 1")
    taken = install(station((CSMS, old)), new, CSMS)
    assert (taken.reply.status, taken.decided_by) == ("Accepted", "M05.FR.02")
    assert len(listed(taken.state)) == 2
    assert install(station(), new, CSMS).decided_by == "M05.FR.07", "its issuer is not there: its hash data could not be known"
    assert install(station((CSMS, old)), new, CSMS, Policy(take_linked_roots=False)).decided_by == "M05.FR.07"


@pytest.mark.requirement("M05.FR.07")
def test_a_sub_ca_is_no_root_though_its_root_is_installed():
    sub = made("a Sub-CA", "a root")
    for state in (station(), station((V2G, ROOT))):
        assert install(state, sub, V2G).decided_by == "M05.FR.07"
    taken = install(station((V2G, ROOT)), sub, V2G, Policy(take_sub_cas=True))
    assert taken.reply.status == "Accepted"
    assert len(listed(taken.state)) == 2
    assert install(station(), sub, V2G, Policy(take_sub_cas=True)).reply.status == "Rejected"  # its hash data could not be known


@pytest.mark.requirement("M05.FR.07")
def test_a_root_whose_signature_is_damaged_is_rejected():
    forged = root("a root", issuer_key="someone else", identifiers=False)
    assert install(station(), forged).decided_by == "M05.FR.07"


@pytest.mark.requirement("M05.FR.07")
@pytest.mark.parametrize("number", [-1, 1 << 160])
def test_a_serial_number_that_ocpp_cannot_write_is_refused(number):
    octets = number.to_bytes(21, "big", signed=True).lstrip(b"\0") if number > 0 else b"\xff"
    good = root("a root", serial=0x7F).public_bytes(Encoding.DER)
    changed = good.replace(b"\x02\x01\x7f", b"\x02" + bytes([len(octets)]) + octets, 1)
    grown = len(changed) - len(good)
    text = ssl.DER_cert_to_PEM_cert(lengthened(changed, grown))
    decision = install(station(), text)
    assert decision.decided_by == "M05.FR.07"
    assert number < 0 or "serial-number" in {one.code for one in decision.findings}


def lengthened(der, by):
    """The two outer SEQUENCEs with two octets of length, longer by so much."""
    assert der[:2] == der[4:6] == b"\x30\x82"
    outer, inner = (int.from_bytes(der[at : at + 2], "big") + by for at in (2, 6))
    return der[:2] + outer.to_bytes(2, "big") + der[4:6] + inner.to_bytes(2, "big") + der[8:]


@pytest.mark.requirement("M05.FR.07")
def test_a_future_root_is_a_switch():
    assert install(station(), UNFIT["future"][0], policy=Policy(take_future_roots=True)).reply.status == "Accepted"


@pytest.mark.requirement("M05.FR.17")
def test_the_same_root_again_makes_no_second_entry():
    state = station((V2G, ROOT), most=1)
    decision = install(state, ROOT, V2G)
    assert (decision.reply.status, decision.decided_by, len(decision.state.store)) == ("Accepted", "M05.FR.17", 1)


@pytest.mark.requirement("M05.FR.02")
def test_one_root_may_stand_under_two_types():
    assert len(install(station((V2G, ROOT)), ROOT, MO).state.store) == 2


@pytest.mark.requirement("M05.FR.06")
def test_one_more_than_the_limit_is_rejected():
    decision = install(station((V2G, ROOT), most=1), root("another"), V2G)
    assert (decision.reply.status, decision.decided_by) == ("Rejected", "M05.FR.06")
    assert decision.reply.status_info.reason_code == "OutOfStorage"


@pytest.mark.requirement("M05.FR.03")
def test_a_field_longer_than_the_station_takes_has_failed():
    state = station()
    shorter = state.model.with_value("OCPPCommCtrlr", "FieldLength", "100", "InstallCertificateRequest.certificate")
    decision = install(station().__class__(model=shorter), ROOT)
    assert (decision.reply.status, decision.decided_by) == ("Failed", "M05.FR.03")
    assert decision.reply.status_info.reason_code == "TooLargeElement"


@pytest.mark.requirement("M05.FR.07")
def test_a_root_of_another_pki_is_refused_unless_the_policy_is_blind():
    csms = root("Example CSMS Root CA")
    assert install(station(), csms, CSMS).reply.status == "Accepted"
    assert install(station(), csms, V2G).decided_by == "M05.FR.07"
    assert install(station(), csms, V2G, Policy(refuse_wrong_role=False)).reply.status == "Accepted"


def test_a_v2g_root_may_serve_as_mo_root():
    assert install(station(), root("Example V2G Root CA"), MO).reply.status == "Accepted"


@pytest.mark.requirement("M05.FR.03")
def test_over_a_connection_without_tls_a_csms_root_may_be_refused():
    state = station()
    state = type(state)(connection=type(state.connection)(security_profile=1))
    assert install(state, ROOT, CSMS).reply.status == "Accepted"
    decision = install(state, ROOT, CSMS, Policy(refuse_csms_root_without_tls=True))
    assert (decision.reply.status, decision.decided_by) == ("Failed", "M05.FR.03")


def test_a_refusal_fits_ocpp_2_0_1_too():
    assert install(with_version(station(), Version.V201), UNFIT["expired"][0]).reply.status == "Rejected"
