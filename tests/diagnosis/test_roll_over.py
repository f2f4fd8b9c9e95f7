"""A root of one name with two keys: the link that the old key signed for the new one is part of the chain."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

import workbench as wb
from tests.trust.pki import NOW, made

OLD = made("Root", "Root", own_key="g1", issuer_key="g1")
NEW = made("Root", "Root", own_key="g2", issuer_key="g2")
LINK = made("Root", "Root", own_key="g2", issuer_key="g1", serial=9)
SUB = made("Sub", "Root", issuer_key="g2")
LEAF = made("Leaf", "Sub", ca=False)


def test_the_link_is_sent_or_the_way_breaks():
    found = wb.diagnose(LEAF, [SUB, LINK], anchors=[OLD], use="any", now=NOW)
    assert found.ok
    assert found.corrected.pem == b"".join(one.public_bytes(Encoding.PEM) for one in (LEAF, SUB, LINK))
    assert wb.diagnose_all(found.corrected.pem, anchors=[OLD], use="any", now=NOW).ok


@pytest.mark.parametrize("anchor", [NEW, SUB], ids=["root", "sub-CA"])
def test_an_anchor_is_not_sent(anchor):
    found = wb.diagnose(LEAF, [SUB, LINK, NEW], anchors=[anchor], use="any", now=NOW)
    assert found.ok
    assert anchor.public_bytes(Encoding.PEM) not in found.corrected.pem
    assert wb.diagnose_all(found.corrected.pem, anchors=[anchor], use="any", now=NOW).ok


def test_without_the_link_the_remedy_says_what_the_verifier_trusts():
    found = wb.diagnose(LEAF, [SUB], anchors=[made("Other Root", "Other Root")], use="any", now=NOW)
    assert found.cause is not None
    assert "trusts only Other Root" in found.cause.remedy
