import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from tests.trust.pki import NOW, fingerprint, key, made
from workbench.certs import loading
from workbench.diagnosis.fixing import corrected_chain
from workbench.diagnosis.request import Request, answer
from workbench.diagnosis.uses import Use

ROOT, SUB1, SUB2 = made("Root", "Root"), made("Sub1", "Root"), made("Sub2", "Sub1")
LEAF = made("Leaf", "Sub2", ca=False)
STRANGER = made("Stranger", "Elsewhere")


def pem(*certificates):
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def judged(**files):
    pile = loading.load([(f"{name}.pem", content) for name, content in files.items()])
    return answer(pile.items, Request(uses=(Use.ANY,)), NOW)


def told(found, code):
    return [finding for finding in found.bundle_findings if finding.code == code]


def test_a_chain_in_order_is_not_remarked_on():
    found = judged(chain=pem(LEAF, SUB2, SUB1), root=pem(ROOT))
    assert found.bundle_findings == ()


@pytest.mark.requirement("RFC 5246 7.4.2")
@pytest.mark.parametrize("order", [(SUB1, SUB2, LEAF), (LEAF, SUB1, SUB2), (SUB2, LEAF, SUB1)])
def test_a_wrong_order_is_told_with_the_right_one(order):
    found = judged(chain=pem(*order), root=pem(ROOT))
    assert found.ok
    [finding] = told(found, "chain-order")
    assert finding.expected.endswith("Leaf → Sub2 → Sub1")
    assert corrected_chain(found.results[0]).pem == pem(LEAF, SUB2, SUB1)


def test_a_root_in_the_chain_is_told():
    found = judged(chain=pem(LEAF, SUB2, SUB1, ROOT))
    assert fingerprint(ROOT) in told(found, "root-in-chain")[0].observed
    assert corrected_chain(found.results[0]).pem == pem(LEAF, SUB2, SUB1)


def test_what_the_file_lacks_and_another_holds_is_to_be_appended():
    found = judged(chain=pem(LEAF, SUB2), bundle=pem(STRANGER, SUB1), root=pem(ROOT))
    assert found.ok
    [finding] = told(found, "chain-incomplete")
    assert fingerprint(SUB1) in finding.remedy
    assert "found in bundle.pem at position 2" in finding.remedy
    assert corrected_chain(found.results[0]).pem == pem(LEAF, SUB2, SUB1)


def test_a_stranger_in_the_chain_is_told():
    [finding] = told(judged(chain=pem(LEAF, SUB2, STRANGER, SUB1), root=pem(ROOT)), "unrelated-certificate")
    assert "Stranger" in finding.message
    assert "position 3" in finding.message


def test_files_of_one_certificate_each_are_a_pile_and_no_chain():
    assert judged(a=pem(LEAF), b=pem(SUB1), c=pem(SUB2), d=pem(ROOT)).bundle_findings == ()


@pytest.mark.parametrize("owner", ["Sub2", "nobody"])
def test_a_key_that_is_not_the_leafs_is_told_and_never_shown(owner):
    secret = key(owner).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    found = judged(chain=pem(LEAF, SUB2, SUB1), root=pem(ROOT), key=secret)
    [finding] = told(found, "private-key-mismatch")
    assert ("Sub2" in finding.message) is (owner == "Sub2")
    assert secret.splitlines()[1].decode() not in json.dumps(found.to_dict()) + repr(found) + str(found)


def test_the_leafs_own_key_beside_it_is_exposed_and_not_mismatched():
    secret = key("Leaf").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    found = judged(chain=pem(LEAF, SUB2, SUB1), root=pem(ROOT), key=secret)
    assert told(found, "private-key-exposed")
    assert not told(found, "private-key-mismatch")


def test_an_incomplete_chain_is_written_as_far_as_it_goes_and_said_to_be():
    chain = corrected_chain(judged(chain=pem(LEAF, SUB2)).results[0])
    assert (chain.pem, chain.complete) == (pem(LEAF, SUB2), False)


def test_a_leaf_by_itself_beside_a_bundle_lacks_what_the_bundle_holds():
    found = judged(leaf=pem(LEAF), bundle=pem(SUB2, SUB1), root=pem(ROOT))
    assert ["Sub2" in finding.message or "Sub1" in finding.message for finding in told(found, "chain-incomplete")] == [True, True]


def test_an_expired_certificate_in_place_of_the_renewed_one_is_to_be_replaced():
    expired = made("Sub1", "Root", until=-1, serial=7)
    [finding] = told(judged(chain=pem(LEAF, SUB2, expired), other=pem(STRANGER, SUB1), root=pem(ROOT)), "chain-incomplete")
    assert "another certificate of Sub1 (position 3)" in finding.message
    assert "in its place" in finding.remedy


def test_of_a_sound_chain_in_a_wrong_file_the_first_two_lines_tell_the_file():
    first, second, *_ = str(judged(chain=pem(LEAF, SUB1, SUB2), root=pem(ROOT))).splitlines()
    assert first.startswith("! Leaf is accepted")
    assert "wrong order" in first
    assert "--fix" in second


@pytest.mark.parametrize("instead", [pem(LEAF)[:200], b"not a certificate at all"], ids=["cut off", "other text"])
def test_where_the_leaf_cannot_be_read_a_ca_is_judged_and_that_is_said_first(instead):
    found = judged(leaf=instead, subs=pem(SUB2, SUB1), root=pem(ROOT))
    assert found.unusable
    assert found.bundle_findings[0].message.startswith("There is no leaf certificate in these files, so that Sub2 was judged.")
    assert "no leaf certificate" in str(found).splitlines()[0]


def test_cas_alone_are_judged_without_a_word_about_a_leaf():
    found = judged(subs=pem(SUB2, SUB1), root=pem(ROOT))
    assert found.ok
    assert not found.unusable


def test_a_chain_too_long_for_its_message_is_told():
    padding = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"0" * 8000)
    large = made("SN-1", "Root", ca=False, extensions=[(padding, False)])
    pile = loading.load([("chain.pem", pem(large)), ("root.pem", pem(ROOT))])
    found = answer(pile.items, Request(uses=(Use.STATION_CLIENT,)), NOW)
    assert "CertificateSigned" in told(found, "message-too-large")[0].message


def test_a_store_without_its_key_is_told():
    store = pkcs12.serialize_key_and_certificates(b"x", None, LEAF, [SUB2, SUB1], NoEncryption())
    found = judged(store=store, root=pem(ROOT))
    assert told(found, "private-key-missing")
