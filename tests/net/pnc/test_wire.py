"""Every record of a handshake is seen; TLS 1.3's are opened with the handshake's own secrets and hold what was shown."""

import pytest

from tests.net.pnc.sessions import handshake, setting
from workbench.net.pnc.shaking import shake_hands
from workbench.net.pnc.shown_chain import chain_in
from workbench.net.pnc.tls13 import KeyLog, Opener
from workbench.net.pnc.wire import Message, Recorder

SAID_2 = [
    ("EV", "ClientHello"),
    ("SECC", "ServerHello"),
    ("SECC", "Certificate"),
    ("SECC", "CertificateStatus"),
    ("SECC", "ServerKeyExchange"),
    ("SECC", "ServerHelloDone"),
    ("EV", "ClientKeyExchange"),
    ("EV", "change_cipher_spec"),
    ("EV", "Finished, encrypted"),
    ("SECC", "change_cipher_spec"),
    ("SECC", "Finished, encrypted"),
]
SAID_20 = [
    ("EV", "ClientHello"),
    ("SECC", "ServerHello"),
    ("SECC", "EncryptedExtensions"),
    ("SECC", "CertificateRequest"),
    ("SECC", "Certificate"),
    ("SECC", "CertificateVerify"),
    ("SECC", "Finished"),
    ("EV", "Certificate"),
    ("EV", "CertificateVerify"),
    ("EV", "Finished"),
]


def said(shaken):
    return [(one.sender, one.said) for one in shaken.records]


def test_the_messages_of_tls_1_2_are_those_of_rfc_5246():
    assert said(handshake("-2")) == SAID_2


def test_the_messages_of_tls_1_3_are_those_of_rfc_8446():
    left_out = {"change_cipher_spec", "NewSessionTicket"}
    assert [one for one in said(handshake("-20")) if one[1] not in left_out] == SAID_20


def test_at_the_cable_of_edition_20_no_certificate_is_seen_and_at_that_of_edition_2_all_of_them():
    for edition, blind in (("-2", False), ("-20", True)):
        shown = [one for one in handshake(edition).records if one.said == "Certificate"]
        assert shown
        assert {one.encrypted for one in shown} == {blind}


@pytest.mark.parametrize("edition", ["-2", "-20"])
def test_what_was_shown_is_found_in_the_records_octet_by_octet(edition):
    sound = setting(edition)
    shaken, _ = shake_hands(sound)
    assert [one.der for one in shaken.secc_chain] == [one.der for one in sound.secc.own.chain]
    vehicle = sound.ev.vehicle.chain if sound.ev.vehicle else ()
    assert [one.der for one in shaken.vehicle_chain] == [one.der for one in vehicle]
    stapled = [one.body[4:] for record in shaken.records for one in record.messages if one.name == "CertificateStatus"]
    assert stapled == ([sound.secc.staple] if edition == "-2" else [])
    assert shaken.staple == sound.secc.staple


def test_sizes_are_those_of_the_wire():
    sound = setting("-2")
    _, channel = shake_hands(sound)
    before = sum(one.size for one in channel.records)
    channel.send("EV", b"x" * 1000)
    [last] = channel.records[-1:]
    assert sum(one.size for one in channel.records) == before + last.size
    assert last.size > 1000


def test_a_chain_that_is_refused_is_shown_all_the_same():
    for edition in ("-2", "-20"):
        refused = handshake(edition, "v2g-root-unknown")
        assert len(refused.secc_chain) == 3
    assert len(handshake("-20", "oem-root-unknown").vehicle_chain) == 3


def test_records_may_arrive_in_pieces():
    octets = b"".join(bytes((22, 3, 3)) + len(one).to_bytes(2, "big") + one for one in (b"\x0e\0\0\0", b"\x0e\0\0\0"))
    whole, pieces = Recorder(), Recorder()
    whole.take("SECC", octets)
    for one in octets:
        pieces.take("SECC", bytes((one,)))
    assert pieces.records == whole.records
    assert [one.said for one in whole.records] == ["ServerHelloDone", "ServerHelloDone"]


def test_a_message_over_two_records_is_named_where_it_ends():
    recorder = Recorder()
    recorder.take("SECC", b"\x16\x03\x03\0\x02\x0e\0" + b"\x16\x03\x03\0\x02\0\0")
    assert [one.said for one in recorder.records] == ["part of a handshake message", "ServerHelloDone"]


def test_what_no_secret_opens_stays_closed():
    log = KeyLog()
    log.note(b"SERVER_HANDSHAKE_TRAFFIC_SECRET " + b"00" * 32 + b" " + b"11" * 48)
    opener = Opener(log, "SECC")
    assert opener.open(b"\x17\x03\x03\0\x20", bytes(32)) is None
    assert opener.open(b"\x17\x03\x03\0\x02", b"\0\0") is None
    assert "1111" not in repr(log)


def test_a_certificate_message_that_is_cut_off_shows_no_chain():
    assert chain_in(Message(11, b"\x00\x00\x20\x00\x00\x10ab"), tls13=False, named="SECC") == ()


def test_the_secrets_of_a_handshake_are_in_no_output():
    shaken, channel = shake_hands(setting("-20"))
    shown = repr(shaken) + str(shaken) + shaken._repr_html_() + repr(channel.recorder.log)
    assert channel.recorder.log.secrets
    assert not any(secret.hex() in shown for secret in channel.recorder.log.secrets.values())
