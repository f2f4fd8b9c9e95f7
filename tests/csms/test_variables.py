"""B05, B06: limits are read before the CSMS acts, values are set, and no password stays in a record."""

import pytest

from tests.csms.driving import Script, drive, errors, there
from tests.trust.pki import NOW
from workbench.csms.b05_b06_variables import read_limits, set_variables
from workbench.csms.csms import decide
from workbench.csms.events import Answered
from workbench.csms.limits import WANTED, limits_of
from workbench.csms.policy import Policy
from workbench.messages.device_model import Component, Variable
from workbench.messages.variables import (
    GetVariableData,
    GetVariableResult,
    GetVariablesRequest,
    GetVariablesResponse,
    GetVariableStatus,
    SetVariablesRequest,
)
from workbench.messages.versions import Version

GIVEN = {
    "CertificateEntries": "5",
    "CertificateEntries:MaxSet": "7",
    "AdditionalRootCertificateCheck": "true",
    "MaxCertificateChainSize": "8000",
    "FieldLength:InstallCertificateRequest.certificate": "6000",
    "SeccId": "DEABCE1",
}


@pytest.mark.requirement("M05.FR.06")
def test_limits_are_what_the_station_said():
    record = there()
    limits = limits_of(drive(read_limits(record), record, Script(variables=GIVEN)).record)
    assert (limits.entries, limits.most_entries, limits.room) == (5, 7, 2)
    assert (limits.root_check, limits.longest_certificate, limits.longest_chain, limits.secc_id) == (True, 6000, 8000, "DEABCE1")


@pytest.mark.parametrize(("version", "longest"), [(Version.V201, 5500), (Version.V21, 10000)])
def test_what_is_not_said_is_the_versions_schema_or_not_known(version, longest):
    record = there(version=version)
    assert limits_of(record).root_check is None
    outcome = drive(read_limits(record), record, Script())
    limits = limits_of(outcome.record)
    assert (limits.room, limits.longest_certificate, limits.root_check) == (None, longest, False)
    assert any("not known" in one.message for one in outcome.findings)


@pytest.mark.parametrize("nonsense", ["", "-1", "many", "٣", "9" * 50])
def test_nonsense_is_no_limit(nonsense):
    record = there()
    script = Script(variables={"CertificateEntries:MaxSet": nonsense, "MaxCertificateChainSize": nonsense})
    limits = limits_of(drive(read_limits(record), record, script).record)
    assert (limits.most_entries, limits.longest_chain) == (None, 10000)


def test_no_message_names_more_variables_than_the_policy_says():
    record, script = there(), Script(variables=GIVEN)
    outcome = drive(read_limits(record, policy=Policy(variables_per_message=5)), record, script)
    assert outcome.ok
    asked = [one for one in script.heard if isinstance(one, GetVariablesRequest)]
    assert [len(one.get_variable_data) for one in asked] == [5, 5, len(WANTED) - 10]


def test_an_accepted_value_is_known_and_a_password_is_not():
    record = there()
    values = {("SecurityCtrlr", "Identity", ""): "CS9", ("SecurityCtrlr", "BasicAuthPassword", ""): "hunter2hunter2hunter2"}
    outcome = drive(set_variables(record, values), record, Script())
    assert outcome.ok
    assert limits_of(outcome.record).identity == "CS9"
    assert "hunter2" not in repr(outcome)


@pytest.mark.parametrize("status", ["Rejected", "UnknownVariable", "RebootRequired"])
def test_what_was_not_set_is_said_with_what_to_do(status):
    record = there()
    script = Script(says={SetVariablesRequest: status})
    outcome = drive(set_variables(record, {("SecurityCtrlr", "Identity", ""): "CS9"}), record, script)
    assert outcome.ok is (status == "RebootRequired")
    assert bool(errors(outcome)) is (status != "RebootRequired")
    assert limits_of(outcome.record).identity == ""
    assert outcome.findings[0].remedy


def test_a_password_that_a_station_gives_away_stays_out_of_the_record():
    record = there()
    script = Script(variables={"BasicAuthPassword": "hunter2hunter2hunter2", "Identity": "CS9"})
    wanted = [("SecurityCtrlr", "BasicAuthPassword", "", "Actual"), ("SecurityCtrlr", "Identity", "", "Actual")]
    outcome = drive(read_limits(record, wanted), record, script)
    assert [one.variable for one in outcome.record.readings] == ["Identity"]


def test_a_variable_that_was_not_asked_for_is_not_taken():
    record = there()
    asked = GetVariablesRequest(get_variable_data=(_data("Identity"),))
    result = GetVariableResult(
        attribute_status=GetVariableStatus.ACCEPTED,
        component=Component(name="SecurityCtrlr"),
        variable=Variable(name="CertificateEntries"),
        attribute_value="1",
    )
    decision = decide(record, Answered(asked, GetVariablesResponse(get_variable_result=(result,))), NOW)
    assert decision.record.readings == ()


def _data(name):
    return GetVariableData(component=Component(name="SecurityCtrlr"), variable=Variable(name=name))


@pytest.mark.parametrize(
    ("version", "length", "sent"),
    [
        (Version.V21, 0, False),
        (Version.V21, 15, False),
        (Version.V21, 16, True),
        (Version.V21, 64, True),
        (Version.V21, 65, False),
        (Version.V201, 15, False),
        (Version.V201, 40, True),
        (Version.V201, 41, False),
    ],
)
def test_a_password_that_no_station_may_take_is_not_sent_nor_shown(version, length, sent):
    record, script, password = there(version=version), Script(), "p" * length
    name = ("securityctrlr", "BASICAuthPassword", "")
    outcome = drive(set_variables(record, {name: password}), record, script)
    assert (outcome.ok, len(script.heard)) == (sent, int(sent))
    assert not length or password not in f"{outcome.findings}"
