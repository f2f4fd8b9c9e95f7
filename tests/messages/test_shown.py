"""Messages show themselves as JSON."""

import json

from workbench.messages.certificates import InstallCertificateRequest, InstallCertificateUse
from workbench.messages.device_model import Component, Variable
from workbench.messages.status_info import StatusInfo
from workbench.messages.trigger_message import TriggerMessageResponse, TriggerMessageStatus
from workbench.messages.variables import SetVariableData, SetVariablesRequest


def test_a_message_is_its_json():
    message = TriggerMessageResponse(
        status=TriggerMessageStatus.REJECTED, status_info=StatusInfo(reason_code="InvalidValue", additional_info="No.")
    )
    name, rest = str(message).split("\n", 1)
    assert name == "TriggerMessageResponse"
    assert json.loads(rest) == {"status": "Rejected", "statusInfo": {"reasonCode": "InvalidValue", "additionalInfo": "No."}}


def test_hostile_text_is_escaped():
    message = TriggerMessageResponse(
        status=TriggerMessageStatus.REJECTED, status_info=StatusInfo(reason_code="x", additional_info="<script>\x1b[31m\u202e")
    )
    assert "<script>" not in message._repr_html_()
    assert "\x1b" not in str(message)
    assert "\u202e" not in str(message) + message._repr_html_()


def test_a_password_is_left_out():
    data = SetVariableData(
        attribute_value="wouldBeSecret0815",
        component=Component(name="SecurityCtrlr"),
        variable=Variable(name="BasicAuthPassword"),
    )
    message = SetVariablesRequest(set_variable_data=(data,))
    assert "0815" not in str(message) + message._repr_html_()


def test_what_must_not_be_sent_is_shown_all_the_same():
    message = InstallCertificateRequest(certificate_type=InstallCertificateUse.V2G_ROOT_CERTIFICATE, certificate="x" * 10_001)
    assert "InstallCertificateRequest" in str(message)
    assert "InstallCertificateRequest" in message._repr_html_()
