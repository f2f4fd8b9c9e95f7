"""GetVariables and SetVariables: the CSMS reads what the station can do; read-only is respected."""

from dataclasses import replace

import pytest

from tests.station.makers import CSMS, V2G, ask, root, station
from workbench.messages.device_model import Attribute, Component, Variable
from workbench.messages.variables import GetVariableData, GetVariablesRequest, SetVariableData, SetVariablesRequest
from workbench.station.state import Profile

STATE = station((CSMS, root("a")), (V2G, root("b")), check=True, most=7)
SECURITY, COMMUNICATION = "SecurityCtrlr", "OCPPCommCtrlr"


def got(component, name, instance=None, attribute=None):
    data = GetVariableData(
        component=Component(name=component), variable=Variable(name=name, instance=instance), attribute_type=attribute
    )
    (result,) = ask(STATE, GetVariablesRequest(get_variable_data=(data,))).reply.get_variable_result
    return result.attribute_status.value, result.attribute_value


def set_to(component, name, value, attribute=None):
    data = SetVariableData(
        component=Component(name=component), variable=Variable(name=name), attribute_value=value, attribute_type=attribute
    )
    decision = ask(STATE, SetVariablesRequest(set_variable_data=(data,)))
    (result,) = decision.reply.set_variable_result
    assert (result.attribute_status_info is None) == (result.attribute_status == "Accepted")
    return result.attribute_status.value, decision.state


def test_what_is_counted_is_counted_now():
    assert got(SECURITY, "CertificateEntries") == ("Accepted", "2")
    assert got(SECURITY, "CertificateEntries", attribute=Attribute.MAX_SET) == ("Accepted", "7")


def test_names_have_no_letter_case_and_instances_tell_apart():
    assert got("securityctrlr", "ADDITIONALRootCertificateCheck") == ("Accepted", "true")
    assert got(COMMUNICATION, "FieldLength", "InstallCertificateRequest.certificate") == ("Accepted", "10000")
    assert got(COMMUNICATION, "FieldLength") == ("UnknownVariable", None)


@pytest.mark.parametrize(
    ("component", "name", "attribute", "status"),
    [
        ("NoSuch", "CertificateEntries", None, "UnknownComponent"),
        (SECURITY, "NoSuch", None, "UnknownVariable"),
        (SECURITY, "Identity", Attribute.TARGET, "NotSupportedAttributeType"),
    ],
)
def test_what_is_not_there_is_said(component, name, attribute, status):
    assert got(component, name, attribute=attribute) == (status, None)
    assert set_to(component, name, "1", attribute)[0] == status


def test_what_may_be_set_is_set():
    status, state = set_to(SECURITY, "CertSigningWaitMinimum", "60")
    assert (status, state.model.integer(SECURITY, "CertSigningWaitMinimum")) == ("Accepted", 60)


def test_a_password_goes_to_the_edge_and_into_no_state():
    status, state = set_to(SECURITY, "BasicAuthPassword", "correct horse")
    assert (status, state) == ("Accepted", STATE)
    assert got(SECURITY, "BasicAuthPassword") == ("Rejected", None)


@pytest.mark.parametrize(
    ("attribute", "answer"),
    [
        (Attribute.ACTUAL, ("Accepted", "30")),
        (Attribute.MIN_SET, ("Accepted", "1")),
        (Attribute.MAX_SET, ("Accepted", "86400")),
        (Attribute.TARGET, ("NotSupportedAttributeType", None)),
    ],
)
def test_an_integer_has_its_limits_as_attributes(attribute, answer):
    assert got(SECURITY, "CertSigningWaitMinimum", attribute=attribute) == answer


def test_what_is_no_integer_has_no_limits_and_limits_are_not_set():
    assert got(SECURITY, "Identity", attribute=Attribute.MAX_SET) == ("NotSupportedAttributeType", None)
    assert set_to(SECURITY, "CertSigningWaitMinimum", "9", Attribute.MAX_SET)[0] == "NotSupportedAttributeType"


def test_of_the_slots_only_those_with_a_profile_can_come_first():
    name = "NetworkConfigurationPriority"
    assert set_to(COMMUNICATION, name, "2,1") == ("Rejected", STATE)
    assert set_to(COMMUNICATION, name, "") == ("Rejected", STATE)
    known = replace(STATE, profiles=(Profile(2, "wss://csms.example", 2),))
    assert known.preferred_slot == 1
    data = SetVariableData(component=Component(name=COMMUNICATION), variable=Variable(name=name), attribute_value="2,1")
    changed = ask(known, SetVariablesRequest(set_variable_data=(data,))).state
    assert changed.preferred_slot == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AdditionalRootCertificateCheck", "false"),
        ("CertificateEntries", "0"),
        ("MaxCertificateChainSize", "1"),
        ("CertSigningWaitMinimum", "-1"),
        ("CertSigningWaitMinimum", "a minute"),
        ("CertSigningWaitMinimum", "99999999999999999999999"),
        ("CertSigningWaitMinimum", "²"),
        ("Identity", "x" * 49),
    ],
)
def test_what_is_read_only_or_no_value_is_rejected(name, value):
    assert set_to(SECURITY, name, value) == ("Rejected", STATE)


def test_an_instance_an_evse_and_a_component_of_another_instance_are_not_there():
    data = SetVariableData(
        component=Component(name=COMMUNICATION), variable=Variable(name="FieldLength", instance="x"), attribute_value="1"
    )
    elsewhere = SetVariableData(
        component=Component(name=SECURITY, instance="2"), variable=Variable(name="Identity"), attribute_value="1"
    )
    fixed = replace(data, variable=Variable(name="FieldLength", instance="InstallCertificateRequest.certificate"))
    decision = ask(STATE, SetVariablesRequest(set_variable_data=(data, elsewhere, fixed)))
    assert [one.attribute_status.value for one in decision.reply.set_variable_result] == [
        "UnknownVariable",
        "UnknownComponent",
        "Rejected",
    ]
    assert decision.reply.set_variable_result[2].attribute_status_info.reason_code == "ReadOnly"
