"""A real handshake with a stapled response for both editions: what the vehicle makes of it, and which alert it sends."""

from datetime import timedelta
from functools import cache
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.net.twin.asking import http, ocsp_url, request, with_twin
from workbench import api
from workbench.errors import InputError
from workbench.net.given import items_of
from workbench.net.tls.stapling import stapled_handshake
from workbench.net.twin import Fault
from workbench.sample_pki import reference_time

NOW = reference_time()
BOTH = pytest.mark.parametrize("edition", ["-2", "-20"])
BAD_STATUS = (113, "bad_certificate_status_response", "EV")


@cache
def chain(edition, name):
    return items_of(api.samples(f"iso15118{edition}/{name}.pem"))


@cache
def key(edition, name):
    text = api.samples(f"iso15118{edition}/{name}.key.pem").read_bytes()
    return load_pem_private_key(text[text.index(b"-----BEGIN") :], None)


@cache
def staple(edition, fault=None, *, revoked=False, days=1):
    leaf, ca = f"iso15118{edition}/secc", f"iso15118{edition}/cpo-sub-ca2"

    async def asked(twin):
        if revoked:
            twin.revoke(leaf)
        return (await http(twin, ocsp_url(leaf), request(leaf, ca)))[1]

    return with_twin(asked, fault=fault, lasts=timedelta(days=days))


def shaken(edition, response, **changed):
    vehicle = {}
    if edition == "-20":
        vehicle = {
            "client_chain": chain(edition, "vehicle-chain"),
            "client_key": key(edition, "vehicle"),
            "client_anchors": chain(edition, "oem-root"),
        }
    usual = {"edition": edition, "at": NOW, "anchors": chain(edition, "v2g-root"), **vehicle}
    return stapled_handshake(chain(edition, "secc-chain"), key(edition, "secc"), response, **{**usual, **changed})


def ended(handshake):
    return handshake.alert, handshake.alert_name, handshake.ended_by


def codes(handshake):
    return {one.code for one in handshake.findings}


@pytest.mark.parametrize(
    ("edition", "version", "cipher"),
    [("-2", "TLSv1.2", "ECDHE-ECDSA-AES128-SHA256"), ("-20", "TLSv1.3", "TLS_AES_256_GCM_SHA384")],
)
def test_a_good_staple_reaches_the_vehicle_octet_by_octet_and_is_good(edition, version, cipher):
    good = shaken(edition, staple(edition))
    assert (good.ok, good.version, good.cipher) == (True, version, cipher)
    assert good.staple == staple(edition)
    assert (good.judged.status, good.judged.verified, good.findings, ended(good)) == ("Good", True, (), (None, "", ""))


@BOTH
@pytest.mark.parametrize(
    ("response", "status", "code"),
    [
        ({"revoked": True}, "Revoked", "revoked"),
        ({"fault": Fault.STALE}, "Failed", "revocation-stale"),
        ({"fault": Fault.FUTURE}, "Failed", "revocation-stale"),
        ({"fault": Fault.WRONG_SIGNER}, "Failed", "revocation-signature"),
        ({"fault": Fault.UNAUTHORISED_DELEGATE}, "Failed", "revocation-unauthorized"),
        ({"fault": Fault.TRY_LATER}, "Failed", "revocation-unreachable"),
    ],
    ids=["revoked", "stale", "future", "wrong signer", "unauthorised delegate", "tryLater"],
)
def test_a_vehicle_of_either_edition_refuses_a_bad_one_with_alert_113(edition, response, status, code):
    refused = shaken(edition, staple(edition, **response))
    assert (refused.ok, refused.judged.status) == (False, status)
    assert refused.staple == staple(edition, **response)
    assert code in codes(refused)
    assert ended(refused) == BAD_STATUS
    assert (refused.version, refused.cipher) == ("", "")


@pytest.mark.requirement("M06.FR.06")
def test_without_a_staple_an_edition_2_vehicle_breaks_off_and_an_edition_20_vehicle_need_not():
    refused, gone_on = shaken("-2", None), shaken("-20", None)
    assert (refused.ok, ended(refused)) == (False, BAD_STATUS)
    assert (gone_on.ok, ended(gone_on)) == (True, (None, "", ""))
    for one, severity in ((refused, "error"), (gone_on, "warning")):
        assert [(found.code, found.severity, found.requirement) for found in one.findings] == [
            ("revocation-unknown", severity, "M06.FR.06")
        ]
        assert (one.staple, one.judged, one.withheld) == (None, None, False)


@BOTH
def test_whether_it_breaks_off_without_can_be_chosen(edition):
    assert shaken(edition, None, insists=False).ok
    assert ended(shaken(edition, None, insists=True)) == BAD_STATUS
    assert ended(shaken(edition, staple(edition, revoked=True), insists=False)) == BAD_STATUS


@BOTH
@pytest.mark.parametrize("kind", ["another certificate's", "no response"])
def test_what_openssl_may_withhold_is_judged_all_the_same_and_never_good(edition, kind):
    response, code = (
        (staple(edition, Fault.WRONG_SERIAL), "revocation-wrong-certificate")
        if kind == "another certificate's"
        else (b"no DER", "malformed-ocsp")
    )
    seen = shaken(edition, response)
    assert seen.judged.status == "Failed"
    assert code in codes(seen)
    assert seen.staple == (None if seen.withheld else response)
    assert seen.ok is (seen.withheld and edition == "-20")
    assert ("withheld" in str(seen)) is seen.withheld


@BOTH
def test_a_staple_is_good_until_it_ends_by_the_time_that_was_given(edition):
    assert shaken(edition, staple(edition), at=NOW + timedelta(hours=23)).ok
    assert ended(shaken(edition, staple(edition), at=NOW + timedelta(hours=25))) == BAD_STATUS


@pytest.mark.requirement("V2G20-1021")
@pytest.mark.parametrize(("days", "said"), [(7, False), (8, True)])
def test_a_week_is_the_most_in_edition_20_and_more_is_said_though_it_is_taken(days, said):
    seen = shaken("-20", staple("-20", days=days))
    assert seen.ok
    assert [one.requirement for one in seen.findings] == ["V2G20-1021"] * said
    assert shaken("-2", staple("-2", days=8)).findings == ()


def test_a_staple_without_an_end_is_said_in_edition_20():
    seen = shaken("-20", staple("-20", Fault.MISSING_NEXT_UPDATE))
    assert "V2G20-1021" in {one.requirement for one in seen.findings}


@BOTH
def test_a_chain_that_is_refused_ends_the_handshake_before_the_staple_is_looked_at(edition):
    strange = shaken(edition, staple(edition), anchors=chain(edition, "mo-root"))
    assert (strange.ok, strange.judged, strange.staple) == (False, None, None)
    assert ended(strange) == (48, "unknown_ca", "EV")
    assert "unable to get local issuer certificate" in strange.said
    late = shaken(edition, staple(edition), at=NOW + timedelta(days=900))
    assert ended(late) == (45, "certificate_expired", "EV")
    assert "ended before" in late.not_checked[0]


def test_a_sub_ca_alone_can_be_the_anchor():
    assert shaken("-2", staple("-2"), anchors=chain("-2", "cpo-sub-ca1")).ok


def test_in_edition_20_the_vehicle_shows_its_certificate_and_in_edition_2_it_does_not():
    none = shaken("-20", staple("-20"), client_chain=None)
    assert ended(none) == (116, "certificate_required", "SECC")
    strange = shaken("-20", staple("-20"), client_anchors=chain("-20", "mo-root"))
    assert ended(strange) == (48, "unknown_ca", "SECC")
    shown = shaken("-2", staple("-2"), client_chain=chain("-20", "vehicle-chain"), client_key=key("-20", "vehicle"))
    assert shown.ok


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"at": NOW.replace(tzinfo=None)}, "no time zone"),
        ({"anchors": items_of(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")}, "cannot read a certificate"),
    ],
    ids=["time", "anchor"],
)
def test_misuse_is_one_sentence(changed, sentence):
    with pytest.raises(InputError, match=sentence):
        shaken("-2", None, **changed)


def test_another_edition_is_one_sentence():
    with pytest.raises(InputError, match="no edition"):
        stapled_handshake(chain("-2", "secc-chain"), key("-2", "secc"), None, edition=cast("Any", "-8"), at=NOW, anchors=())


def test_another_certificates_key_is_one_sentence():
    given = {"edition": "-2", "at": NOW, "anchors": chain("-2", "v2g-root")}
    with pytest.raises(InputError, match="does not take this certificate and key"):
        stapled_handshake(chain("-2", "secc-chain"), key("-2", "contract"), None, **given)
    with pytest.raises(InputError, match="at least one certificate"):
        stapled_handshake((), key("-2", "secc"), None, **given)


@BOTH
def test_it_shows_itself_with_the_verdict_and_what_was_not_checked(edition):
    seen = shaken(edition, staple(edition, revoked=True))
    for shown in (str(seen), seen._repr_html_()):
        for words in ("bad_certificate_status_response (113)", "Revoked", "signer may answer", "Whether the sub-CAs are revoked"):
            assert words in shown
    number = str(key(edition, "secc").private_numbers().private_value)
    assert number not in repr(seen) + str(seen) + seen._repr_html_()
