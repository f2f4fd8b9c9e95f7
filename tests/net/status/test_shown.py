"""What people see: hostile text is escaped, each thing is said once, nothing is left out in silence."""

import json
from datetime import timedelta

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.net.status.asking import PILE, faulty
from tests.trust.pki import made
from workbench.net.status import Word, check_status

HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e"


def evil() -> list[x509.Certificate]:
    """A leaf whose name and URL are hostile, and its root."""
    where = x509.UniformResourceIdentifier("http://ocsp.example/<img src=x>")
    access = x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)])
    return [made(HOSTILE, "root", ca=False, extensions=[(access, False)]), made("root", "root")]


def test_hostile_names_and_urls_are_escaped_everywhere():
    found = check_status(evil(), offline=False)
    for shown in (found._repr_html_(), found[0]._repr_html_()):
        assert "<script>" not in shown
        assert "<img" not in shown
    for text in (str(found), str(found[0]), repr(found)):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert found[0].word is Word.NOT_CHECKED
    assert "status-url" in {finding.code for finding in found.findings}


def test_what_is_the_same_for_many_is_said_once():
    with faulty() as twin:
        text = str(check_status(PILE, twin=twin, at=twin.now() + timedelta(days=60)))
    assert "and so for 2 more" in text
    assert text.count("  → ") <= 3


def test_a_frame_has_a_row_per_certificate_and_json_has_everything():
    with faulty() as twin:
        twin.revoke("iso15118-2/secc")
        found = check_status(PILE, twin=twin)
    frame = found.to_frame()
    assert list(frame["status"]) == ["revoked", "good", "good"]
    assert list(frame["by"]) == ["OCSP"] * 3
    document = json.loads(json.dumps(found.to_dict()))
    assert [len(one["tried"][0]["steps"]) for one in document["certificates"]] == [11] * 3
    assert len(document["fetches"]) == len(found.log or ()) == 3
    assert check_status(PILE[1], offline=True).to_frame().empty


def test_it_says_who_was_asked_and_that_the_twin_is_a_simulation():
    with faulty() as twin:
        found = check_status(PILE, twin=twin)
    for shown in (str(found), found._repr_html_()):
        assert "ocsp.pnc.example" in shown
        assert "simulation" in shown
        assert "the call is the consent" in shown
    assert "Nothing was sent" in str(check_status(PILE, offline=True))
