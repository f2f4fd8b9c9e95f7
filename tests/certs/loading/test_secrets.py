"""What might be a key never shows up in what is said about it, in whatever form it comes."""

import base64
import json

import pytest

from workbench.certs.loading import load

SECRET = bytes(range(7, 39))
FORMS = {
    "raw octets": SECRET,
    "hexadecimal": SECRET.hex().encode(),
    "base64": base64.b64encode(SECRET),
    "under a PEM label": b"-----BEGIN PRIVATE KEY-----\n%b\n-----END PRIVATE KEY-----\n" % base64.b64encode(SECRET),
    "under an EC label": b"-----BEGIN EC PRIVATE KEY-----\n%b\n-----END EC PRIVATE KEY-----\n" % base64.b64encode(SECRET),
    "in an OCTET STRING": b"\x30\x22\x04\x20" + SECRET,
    "behind DER": bytes.fromhex("30030a0106") + SECRET,
    "in a JSON field": json.dumps({"certificate": SECRET.hex(), "key": base64.b64encode(SECRET).decode()}).encode(),
    "as a JWK": json.dumps({"kty": "OKP", "crv": "Ed25519", "d": base64.urlsafe_b64encode(SECRET).decode()}).encode(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_no_run_of_four_octets_is_told(form):
    bundle = load([("f", form)])
    told = json.dumps(bundle.to_dict()) + str(bundle) + bundle._repr_html_() + repr(bundle.items)
    for at in range(len(SECRET) - 3):
        assert SECRET[at : at + 4].hex() not in told
        assert SECRET[at : at + 4].hex(" ") not in told
    for encoded in (base64.b64encode(SECRET), base64.urlsafe_b64encode(SECRET)):
        assert not any(encoded[at : at + 6].decode() in told for at in range(len(encoded) - 5))
