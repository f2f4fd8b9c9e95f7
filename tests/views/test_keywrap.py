"""Both sides of a key wrap beside each other."""

from cryptography.hazmat.primitives.asymmetric import ec

from tests.contracts.making import EMAID, FOLDERS, NOW, SESSION, Trio
from workbench.contracts.keywrap import iso15118_2, secp521
from workbench.display import Tone
from workbench.views.keywrap import KeyWrapView, key_wrap

CONTRACT, VEHICLE, STRANGER = (ec.derive_private_key(number, ec.SECP256R1()) for number in (12345, 54321, 777))
WRAPPED = iso15118_2.wrap(CONTRACT, VEHICLE.public_key())


def seen(receiver):
    return key_wrap(
        WRAPPED, iso15118_2.unwrap(WRAPPED.encrypted_private_key, WRAPPED.dh_public_key, receiver, CONTRACT.public_key())
    )


def tones(shown, column):
    return {row[0].text: row[column].tone for row in shown.table().rows}


def test_both_sides_of_a_sound_wrap_have_the_same_secrets():
    shown = seen(VEHICLE)
    assert shown.agree
    for column in (1, 3):
        assert {tones(shown, column)[name] for name in ("Z", "K", "d")} == {Tone.GOOD}
    assert tones(shown, 3)["d·G"] is Tone.GOOD
    assert tones(shown, 4)["Z"] is Tone.GOOD
    assert str(shown).count("the same") == 3
    assert shown.findings == ()


def test_a_stranger_has_other_secrets_in_red():
    shown = seen(STRANGER)
    assert not shown.agree
    assert {tones(shown, 3)[name] for name in ("Z", "K", "d", "d·G")} == {Tone.ERROR}
    assert [one.code for one in shown.findings] == ["keywrap-key-mismatch"]
    assert "another receiver" in shown._repr_html_()
    assert str(shown).count("different") == 3


def test_no_secret_is_shown_but_every_public_octet_can_be_had():
    shown = seen(VEHICLE)
    page = f"{shown}{shown!r}{shown._repr_html_()}"
    for key in (CONTRACT, VEHICLE):
        assert f"{key.private_numbers().private_value:x}" not in page
    z = VEHICLE.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), WRAPPED.dh_public_key))
    assert z.hex()[:20] not in page
    assert WRAPPED.dh_public_key.hex() in shown._repr_html_()


def test_one_side_alone_is_shown_too():
    assert "Mobility operator" in str(key_wrap(WRAPPED))
    nothing = KeyWrapView(None, None)
    assert not nothing.agree
    assert nothing._repr_html_()


def test_it_shows_what_the_parties_did():
    for folder in FOLDERS:
        trio = Trio(folder)
        trio.vehicle.request(NOW)
        data = trio.operator.make(trio.vehicle.chain, EMAID, NOW)
        got = trio.vehicle.receive(trio.service.sign(data, NOW).response(SESSION, NOW), NOW)
        shown = KeyWrapView(data.wrapped.steps, got.steps, got.findings)
        assert shown.agree
        names = {str(getattr(row[0], "text", "")) for row in shown.table().rows}
        assert ("tag" in names) is (folder == "iso15118-20")


def test_the_curve_of_20_has_its_tag():
    key = ec.derive_private_key(99, ec.SECP521R1())
    wrapped = secp521.wrap(key, key.public_key(), pcid="WPNP20260000000014", key_identifier=bytes(8))
    assert "AAD" in str(key_wrap(wrapped))
