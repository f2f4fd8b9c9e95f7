import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

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
