"""A new CSMS root: for one station in the order that keeps it reachable, for a fleet in waves, with go or no-go for each."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.csms.driving import Script, drive, entry, errors, there
from tests.trust.pki import NOW, items, made
from workbench.certs.der import certificate_slices, public_key_bits
from workbench.certs.hashdata import CertificateHashData, hash_data_of
from workbench.csms.b05_b06_variables import read_limits
from workbench.csms.certificates import pem_of
from workbench.csms.csms import decide
from workbench.csms.current_root import current_root
from workbench.csms.events import Connected, Disconnected
from workbench.csms.go_no_go import Verdict, readiness
from workbench.csms.m03_list import list_certificates
from workbench.csms.m05_install import install_certificate
from workbench.csms.policy import Policy
from workbench.csms.procedure import ExpectReconnect, Heard, SwitchServer
from workbench.csms.rollout import plan_rollout
from workbench.csms.rotation import rotate
from workbench.csms.seen import Outfit
from workbench.messages.certificates import DeleteCertificateRequest, InstallCertificateRequest

CSMS = "CSMSRootCertificate"
OLD, NEW = made("CSMS root 1", "CSMS root 1"), made("CSMS root 2", "CSMS root 1")
UNSIGNED = made("CSMS root 3", "CSMS root 3")
PILE = items(OLD)
NEW_PEM = pem_of(items(NEW))
CHECKED = {"AdditionalRootCertificateCheck": "true", "CertificateEntries": "4", "CertificateEntries:MaxSet": "20"}
UNCHECKED = {**CHECKED, "AdditionalRootCertificateCheck": "false"}


def hashes(certificate, issuer=None):
    return hash_data_of(certificate, issuer or certificate)


def station(variables=CHECKED, **ways):
    return Script(
        [entry(CSMS, hashes(OLD))],
        variables=variables,
        installs=lambda request: entry(CSMS, hashes(NEW, OLD) if request.certificate == NEW_PEM else hashes(UNSIGNED)),
        **ways,
    )


def drops_the_old(script):
    script.entries = [one for one in script.entries if one.certificate_hash_data.plain != hashes(OLD)]


def seen(variables=CHECKED, identity="CS0001", **changes):
    """A station whose limits and roots were read."""
    record = there(identity, **changes)
    script = station(variables)
    record = drive(read_limits(record), record, script).record
    return drive(list_certificates(record), record, script).record


@pytest.mark.requirement("M05.FR.12", "M05.FR.13")
def test_under_the_check_the_old_root_is_gone_after_the_switch():
    record, script = there(), station()
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE), record, script, reconnect=drops_the_old)
    assert outcome.ok
    assert DeleteCertificateRequest not in [type(one) for one in script.heard]
    assert [one.item and one.item.der for one in outcome.record.of_type(CSMS)] == [items(NEW)[0].der]


def test_without_the_check_the_old_root_is_deleted_after_the_switch():
    record, script = there(), station(UNCHECKED)
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE), record, script)
    assert outcome.ok
    assert [one.certificate_hash_data.plain for one in script.entries] == [hashes(NEW, OLD)]


@pytest.mark.requirement("M05.FR.13")
def test_a_fallback_that_stays_is_said():
    record = there()
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE), record, station())
    assert not outcome.ok
    assert "still listed" in errors(outcome)[-1]


@pytest.mark.parametrize(
    "script",
    [
        station(says={InstallCertificateRequest: "Rejected"}),
        station(silent=(InstallCertificateRequest,)),
        station(errors={InstallCertificateRequest: "NotSupported"}),
        Script([entry(CSMS, hashes(OLD))], variables=CHECKED),
        station({**CHECKED, "CertificateEntries": "20"}),
    ],
    ids=["rejected", "silent", "CALLERROR", "accepted and not listed", "full"],
)
def test_the_server_does_not_switch_before_the_new_root_is_listed(script):
    record = there()
    procedure = rotate(record, NEW_PEM, "new", now=NOW, pile=PILE)
    outcome = drive(procedure, record, script, reconnect=pytest.fail)
    assert not outcome.ok
    assert "before the server switches" in outcome.sentence
    assert len(outcome.record.of_type(CSMS)) <= 2


@pytest.mark.requirement("M05.FR.11")
def test_an_unsigned_root_is_not_rolled_out():
    record, script = there(), station()
    outcome = drive(rotate(record, pem_of(items(UNSIGNED)), "new", now=NOW, pile=PILE), record, script)
    assert not outcome.ok
    assert InstallCertificateRequest not in [type(one) for one in script.heard]


@pytest.mark.requirement("M05.FR.14")
def test_a_station_that_does_not_come_back_is_said():
    record, script = there(), station()
    procedure = rotate(record, NEW_PEM, "new", now=NOW, pile=PILE)
    step, heard = next(procedure), None
    while not isinstance(step, SwitchServer):
        heard = heard_of(step, record, script)
        record = heard.record
        step = procedure.send(heard)
    record = decide(record, Disconnected(), NOW).record
    assert isinstance(procedure.send(Heard(None, record)), ExpectReconnect)
    with pytest.raises(StopIteration) as end:
        procedure.send(Heard(None, record))
    assert not end.value.value.ok
    assert "switch the server back" in end.value.value.sentence


def heard_of(step, record, script):
    from tests.csms.driving import _asked  # noqa: PLC0415

    return _asked(record, step.request, script, NOW)


def test_a_second_run_finds_the_new_root_and_goes_on():
    record, script = there(), station()
    record = drive(install_certificate(record, CSMS, NEW_PEM, now=NOW, pile=PILE), record, script).record
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE), record, script, reconnect=drops_the_old)
    assert outcome.ok
    assert [type(one) for one in script.heard].count(InstallCertificateRequest) == 1


def test_a_station_that_is_ready_goes():
    assert readiness(seen(), NEW_PEM, now=NOW, pile=PILE).verdict is Verdict.GO
    assert readiness(seen(UNCHECKED), NEW_PEM, now=NOW, pile=PILE).verdict is Verdict.GO


SIDE = hashes(UNSIGNED)


def held_twice():
    record, script = there(), station()
    script.entries.append(entry(CSMS, SIDE))
    record = drive(read_limits(record), record, script).record
    return drive(list_certificates(record), record, script).record


def refused(status, variables=CHECKED):
    record, script = there(), station(variables, says={InstallCertificateRequest: status})
    return drive(install_certificate(record, CSMS, NEW_PEM, now=NOW, pile=PILE), record, script).record


def lied():
    record, script = there(), Script([entry(CSMS, hashes(OLD))], variables=CHECKED)
    return drive(install_certificate(record, CSMS, NEW_PEM, now=NOW, pile=PILE), record, script).record


@pytest.mark.parametrize(
    ("record", "new", "verdict", "requirement"),
    [
        (seen(), pem_of(items(UNSIGNED)), Verdict.NO_GO, "M05.FR.11"),
        (seen({**CHECKED, "CertificateEntries": "20"}), NEW_PEM, Verdict.NO_GO, "M05.FR.06"),
        (seen({**CHECKED, "FieldLength:InstallCertificateRequest.certificate": "500"}), NEW_PEM, Verdict.NO_GO, "M05.FR.03"),
        (held_twice(), NEW_PEM, Verdict.NO_GO, "M05.FR.09"),
        (lied(), NEW_PEM, Verdict.NO_GO, "M05.FR.02"),
        (refused("Rejected"), NEW_PEM, Verdict.WAIT, "M05.FR.12"),
        (refused("Failed", UNCHECKED), NEW_PEM, Verdict.GO, "M05.FR.12"),
        (there(), NEW_PEM, Verdict.WAIT, "M05.FR.06"),
        (replace(seen(), connected=False), NEW_PEM, Verdict.WAIT, "M05.FR.01"),
        (seen(), pem_of(items(made("CSMS root 2", "CSMS root 1", until=-1))), Verdict.NO_GO, "M05.FR.07"),
        (seen(), "nothing", Verdict.NO_GO, "M05.FR.07"),
    ],
    ids=[
        "unsigned",
        "full",
        "too long",
        "third root",
        "accepted and not listed",
        "rejected",
        "failed",
        "unread",
        "away",
        "expired",
        "no root",
    ],
)
def test_each_obstacle_has_its_verdict_its_requirement_and_its_remedy(record, new, verdict, requirement):
    found = readiness(record, new, now=NOW, pile=PILE)
    assert found.verdict is verdict
    finding = next(one for one in found.findings if one.requirement == requirement and one.severity != "info")
    assert finding.remedy
    assert finding.code == "csms-rollout"


def test_a_current_root_that_ends_before_the_switch_is_said():
    late = NOW + timedelta(days=30)
    longer = pem_of(items(made("CSMS root 2", "CSMS root 1", until=90)))
    found = readiness(seen(), longer, now=NOW, until=late, pile=PILE)
    assert any("ends on" in one.message for one in found.findings)
    away = readiness(replace(seen(), connected=False), longer, now=NOW, until=late, pile=PILE)
    assert away.verdict is Verdict.NO_GO


def test_a_big_root_fits_a_2_1_station_and_no_2_0_1_station():
    from cryptography import x509  # noqa: PLC0415

    from workbench.messages.versions import Version  # noqa: PLC0415

    note = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x04\x82\x10\x00" + bytes(4096))
    big = pem_of(items(made("CSMS root 2", "CSMS root 1", extensions=[(note, False)])))
    assert 5500 < len(big) < 10000
    assert readiness(seen(), big, now=NOW, pile=PILE).verdict is Verdict.GO
    small = readiness(seen(version=Version.V201), big, now=NOW, pile=PILE)
    assert small.verdict is Verdict.NO_GO
    assert "5500" in small.findings[0].message


def test_a_roll_out_begins_with_one_station_of_each_outfit_and_says_who_is_lost():
    fleet = [replace(seen(identity=f"CS{number}"), outfit=Outfit("V", "M", str(number % 2))) for number in range(6)]
    fleet.append(seen({**CHECKED, "CertificateEntries": "20"}, identity="full"))
    fleet.append(replace(there("away"), connected=False))
    plan = plan_rollout(fleet, NEW_PEM, now=NOW, pile=PILE, wave_size=3)
    assert [(one.name, len(one.identities)) for one in plan.waves] == [("pilot", 2), ("fleet 1", 3), ("fleet 2", 1), ("later", 1)]
    assert plan.waves[0].identities == ("CS0", "CS1")
    assert not plan.may_switch
    assert set(plan.stranded_by_switching_now) == {one.identity for one in fleet}
    assert all("full" not in wave.identities for wave in plan.waves)


def test_a_fleet_that_has_the_root_may_switch():
    record, script = there(), station()
    record = drive(install_certificate(record, CSMS, NEW_PEM, now=NOW, pile=PILE), record, script).record
    plan = plan_rollout([record], NEW_PEM, now=NOW, pile=PILE)
    assert plan.may_switch
    assert plan.waves == ()


def test_a_policy_tries_the_unsigned_root_and_the_answer_is_explained():
    record, script = there(), station(says={InstallCertificateRequest: "Rejected"})
    text = pem_of(items(UNSIGNED))
    outcome = drive(
        install_certificate(record, CSMS, text, now=NOW, pile=PILE, policy=Policy(try_unsigned_root=True)), record, script
    )
    assert not outcome.ok
    assert InstallCertificateRequest in [type(one) for one in script.heard]


def test_which_of_several_old_roots_goes_must_be_said():
    def with_another():
        script = station(UNCHECKED)
        script.entries.append(entry(CSMS, SIDE))
        return script

    record, script = there(), with_another()
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE), record, script)
    assert not outcome.ok
    assert len(script.entries) == 3, "another CSMS's root is not ours to delete"
    script = with_another()
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE, old_root=pem_of(items(OLD))), record, script)
    assert outcome.ok
    assert {one.certificate_hash_data.plain for one in script.entries} == {SIDE, hashes(NEW, OLD)}


def test_a_root_that_is_listed_under_another_type_is_installed_all_the_same():
    record, script = there(), station()
    script.entries.append(entry("V2GRootCertificate", hashes(NEW, OLD)))
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE), record, script, reconnect=drops_the_old)
    assert InstallCertificateRequest in [type(one) for one in script.heard]
    assert outcome.ok


def test_the_new_root_is_verified_before_the_switch_whatever_the_policy_says():
    record, script = there(), Script([entry(CSMS, hashes(OLD))], variables=CHECKED)
    lax = Policy(list_after_change=False)
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE, policy=lax), record, script, reconnect=pytest.fail)
    assert "before the server switches" in outcome.sentence


def test_a_station_that_met_another_server_keeps_its_old_root():
    record, script = there(), station(UNCHECKED)
    procedure = rotate(record, NEW_PEM, "new", now=NOW, pile=PILE)
    outcome = drive(procedure, record, script, comes_back=Connected(record.version, 2, "old"))
    assert not outcome.ok
    assert DeleteCertificateRequest not in [type(one) for one in script.heard]


def test_the_current_root_is_one_that_is_listed_not_one_that_was_only_accepted():
    record = lied()
    assert [one.item is not None for one in record.of_type(CSMS)].count(True) >= 1
    current = current_root(record, PILE)
    assert current.held == 1
    assert current.item is not None
    assert current.item.der == items(OLD)[0].der


@pytest.mark.parametrize("variables", [CHECKED, UNCHECKED])
def test_a_station_that_lists_the_new_root_by_wrong_hash_data_is_rotated_and_its_mistake_named(variables):
    right = hashes(NEW, OLD)
    own_key = hashlib.sha256(public_key_bits(certificate_slices(items(NEW)[0].der).public_key_info)).hexdigest()
    wrong = CertificateHashData("SHA256", right.issuer_name_hash, own_key, right.serial_number)
    record, script = there(), station(variables)
    script.installs = lambda _: entry(CSMS, wrong)
    outcome = drive(rotate(record, NEW_PEM, "new", now=NOW, pile=PILE), record, script, reconnect=drops_the_old)
    assert outcome.ok
    assert any("(key:own)" in one.message and "all the same" in one.message for one in outcome.findings)
    assert not any("fell back" in one.message for one in outcome.findings)
