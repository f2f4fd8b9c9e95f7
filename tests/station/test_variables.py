"""GetVariables and SetVariables: the CSMS reads what the station can do; read-only is respected."""

import pytest

from tests.station.makers import CSMS, V2G, ask, root, station
from workbench.messages.device_model import Attribute, Component, Variable
from workbench.messages.variables import GetVariableData, GetVariablesRequest, SetVariableData, SetVariablesRequest

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
