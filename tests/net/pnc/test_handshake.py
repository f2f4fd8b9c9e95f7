"""Who breaks off, with which alert, and why: each fault in TLS, explained by the diagnosis that `pnc diagnose` makes."""

from dataclasses import replace
from typing import Any

import pytest

from tests.net.pnc.sessions import EDITIONS, handshake, setting, shaken
from workbench import api
from workbench.diagnosis import Use
from workbench.errors import InputError
from workbench.net.machines.issuer import sample
from workbench.net.pnc.credentials import Credential
from workbench.net.pnc.setting import Setting
from workbench.net.pnc.shaking import shake_hands

ENDS = [
    ("-2", "secc-expired", "EV", 45, "expired"),
    ("-20", "secc-expired", "EV", 45, "expired"),
    ("-2", "secc-wrong-domain-component", "EV", None, "domain-component"),
    ("-2", "secc-sub-ca-missing", "EV", 48, "issuer-missing"),
    ("-20", "secc-sub-ca-missing", "EV", 48, "issuer-missing"),
    ("-2", "secc-shows-a-contract", "EV", None, "wrong-pki"),
    ("-2", "staple-missing", "EV", 113, "revocation-unknown"),
    ("-2", "staple-stale", "EV", 113, "revocation-stale"),
    ("-20", "staple-stale", "EV", 113, "revocation-stale"),
    ("-2", "staple-revoked", "EV", 113, "revoked"),
    ("-20", "staple-revoked", "EV", 113, "revoked"),
    ("-2", "v2g-root-unknown", "EV", 48, "issuer-missing"),
    ("-20", "v2g-root-unknown", "EV", 48, "issuer-missing"),
    ("-20", "vehicle-missing", "SECC", 116, "handshake-failed"),
    ("-20", "vehicle-expired", "SECC", 45, "expired"),
    ("-20", "vehicle-shows-provisioning", "SECC", None, "wrong-pki"),
    ("-20", "vehicle-critical-ocsp-pointer", "SECC", 46, "unknown-critical-extension"),
    ("-20", "oem-root-unknown", "SECC", 48, "issuer-missing"),
]


@pytest.mark.parametrize(
    ("edition", "version", "cipher", "group"),
    [("-2", "TLSv1.2", "ECDHE-ECDSA-AES128-SHA256", "secp256r1"), ("-20", "TLSv1.3", "TLS_AES_256_GCM_SHA384", "secp521r1")],
)
def test_the_samples_shake_hands_as_their_edition_has_it(edition, version, cipher, group):
    done = handshake(edition)
    assert (done.ok, done.version, done.cipher, done.group) == (True, version, cipher, group)
    assert (done.alert, done.ended_by, done.cause, done.said) == (None, "", None, "")
    assert done.secc.ok
    assert done.staple == setting(edition).secc.staple


@pytest.mark.requirement("V2G20-2339")
def test_in_edition_20_the_vehicle_shows_its_vehicle_certificate_and_in_edition_2_none():
    assert handshake("-2").vehicle_chain == ()
    assert handshake("-20").vehicle.ok
    assert handshake("-20").vehicle.use is Use.VEHICLE


@pytest.mark.requirement("V2G20-2319")
def test_a_vehicle_on_ed448_is_taken():
    done = handshake("-20", ed448=True)
    assert (done.ok, len(done.vehicle_chain)) == (True, 3)
    assert done.vehicle.leaf.facts.key.startswith("Ed448")


@pytest.mark.parametrize(("edition", "fault", "ender", "alert", "code"), ENDS)
def test_who_breaks_off_how_and_why(edition, fault, ender, alert, code):
    ended = handshake(edition, fault)
    assert (ended.ok, ended.ended_by, ended.alert, ended.cause.code) == (False, ender, alert, code)
    assert ended.cause in ended.findings
    assert ended.cause.message in ended.sentence
    assert [(one.sender, one.alert) for one in ended.records if one.fatal] == ([(ender, ended.alert_name)] if alert else [])


@pytest.mark.parametrize(("edition", "fault", "code"), [("-20", "staple-missing", "revocation-unknown"),
                                                        ("-20", "secc-wrong-domain-component", "domain-component")])  # fmt: skip
def test_what_edition_20_lets_pass_is_said(edition, fault, code):
    passed = handshake(edition, fault)
    assert passed.ok
    assert code in {one.code for one in passed.findings}


@pytest.mark.requirement("V2G2-925")
def test_openssl_takes_what_the_rules_of_iso_15118_refuse_and_no_data_go_through():
    setting_ = setting("-2", "secc-wrong-domain-component")
    ended, channel = shake_hands(setting_)
    assert (ended.version, ended.said, ended.alert) == ("TLSv1.2", "", None)
    assert "though OpenSSL took the certificate" in ended.sentence
    assert channel.ev.error is not None or channel.secc.error is not None


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("fault", ["secc-expired", "secc-sub-ca-missing", "v2g-root-unknown"])
def test_the_explanation_is_that_of_pnc_diagnose(edition, fault):
    given = setting(edition, fault)
    ended = shaken(given)
    told: Any = api.diagnose(ended.secc_chain[0], list(ended.secc_chain), anchors=list(given.ev.roots), use="secc", now=given.at)
    assert (told.ok, told.cause.code, told.cause.message) == (False, ended.cause.code, ended.cause.message)
    assert ended.explained.cause == ended.cause


@pytest.mark.parametrize("edition", EDITIONS)
def test_it_is_judged_by_the_time_that_was_given(edition):
    sound = setting(edition)
    over = shaken(replace(sound, at=sound.at.replace(year=2027)))
    assert (over.ok, over.alert_name) == (False, "certificate_expired")
    before = shaken(replace(sound, at=sound.at.replace(month=4, day=1)))
    assert (before.ok, before.cause.code) == (False, "not-yet-valid")


def test_a_key_that_is_another_certificates_is_misuse():
    sound = setting("-2")
    own = Credential(sound.secc.own.chain, Credential.of_samples("iso15118-2/contract").key)
    with pytest.raises(InputError, match="does not take this certificate and key"):
        shake_hands(replace(sound, secc=replace(sound.secc, own=own)))


def test_misuse_of_a_setting_is_one_sentence():
    with pytest.raises(InputError, match="no edition"):
        Setting.of_samples("iso15118-8")
    with pytest.raises(InputError, match="no time zone"):
        replace(setting("-2"), at=setting("-2").at.replace(tzinfo=None))


def test_with_several_roots_the_right_one_is_found():
    sound = setting("-2")
    roots = (*sample("variants/v2g-root-b"), *sound.ev.roots)
    assert shake_hands(replace(sound, ev=replace(sound.ev, roots=roots)))[0].ok


@pytest.mark.parametrize("edition", EDITIONS)
def test_it_shows_itself_with_the_records_and_what_is_missing(edition):
    ended = handshake(edition, "secc-expired")
    for shown in (str(ended), ended._repr_html_()):
        for words in (
            "ClientHello",
            "certificate_expired (45)",
            "At the cable one sees",
            "Not checked",
            "Judged as SECC certificate",
        ):
            assert words in shown


def test_no_private_key_is_in_what_is_shown():
    for edition in EDITIONS:
        given = setting(edition)
        shown = repr(given) + repr(given.secc) + repr(given.ev) + str(handshake(edition))
        number = given.secc.own.key.private_numbers().private_value
        assert str(number) not in shown
        assert f"{number:x}" not in shown
    with pytest.raises(TypeError):
        setting("-2").secc.own.__reduce_ex__(2)
