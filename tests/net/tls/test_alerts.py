import ssl

import pytest

from workbench.net.tls.alerts import _ALERTS, trouble_of


def error(reason):
    made = ssl.SSLError(1, f"[SSL: {reason}]")
    made.reason = reason
    return made


@pytest.mark.parametrize(
    ("reason", "alert"),
    [
        ("TLSV1_ALERT_UNKNOWN_CA", "unknown_ca"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "bad_certificate"),
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "certificate_expired"),
        ("TLSV1_ALERT_PROTOCOL_VERSION", "protocol_version"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "certificate_required"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "handshake_failure"),
        ("TLSV1_UNRECOGNIZED_NAME", "unrecognized_name"),
    ],
)
def test_openssls_words_are_read_as_the_peers_alert(reason, alert):
    trouble = trouble_of(error(reason))
    assert (trouble.alert, trouble.from_peer) == (alert, True)
    assert trouble.cause == _ALERTS[alert][0]


def test_every_sentence_is_one_and_says_what_to_do():
    for cause, remedy in _ALERTS.values():
        assert cause.endswith(".")
        assert remedy.endswith(".")


def test_an_unheard_of_alert_is_named():
    assert "no_application_protocol" in trouble_of(error("TLSV1_ALERT_NO_APPLICATION_PROTOCOL")).cause


@pytest.mark.parametrize("reason", ["WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG"])
def test_what_is_no_tls_is_said(reason):
    trouble = trouble_of(error(reason))
    assert (trouble.alert, trouble.from_peer, trouble.cause) == ("", False, "The peer does not speak TLS.")


def test_an_end_without_an_alert_is_said():
    assert trouble_of(ConnectionResetError()).cause.startswith("The peer ended the connection in the middle")


def test_anything_else_keeps_openssls_word():
    assert "STRANGE_THING" in trouble_of(error("STRANGE_THING")).cause
