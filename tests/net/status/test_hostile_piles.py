"""What lies in a pile is not trusted for lying there: strangers of the issuer's name, roots that are none, revoked responders."""

from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.net.status.asking import LEAF, PILE, codes, faulty
from tests.revocation.pki import NOW, certificate, crl_der, crl_item, revoked
from workbench.certs.issuing import Extension
from workbench.errors import InputError
from workbench.net.status import Statuses, Word, check_status
from workbench.trust.certificate import PathCertificate

ROOT = certificate("Root", issuer="Root", serial=1, ca=True)
CA = certificate("CA", issuer="Root", serial=2, ca=True)
HERE = certificate("leaf", serial=5)


def responder(**changed: Any) -> PathCertificate:
    extensions = [
        Extension.of(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])),
        Extension.of(x509.OCSPNoCheck()),
    ]
    return certificate("Responder", extensions=extensions, **{"serial": 7, **changed})


def status(*pile: PathCertificate, crls: tuple[bytes, ...] = ()) -> Statuses:
    return check_status([one.item for one in pile], crls=[crl_item(der) for der in crls], at=NOW, offline=True)


def words(found: Statuses) -> dict[str, str]:
    return {one.name: one.word.value for one in found}


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("issuer", ["CA", "Evil"])
def test_a_list_by_a_stranger_of_the_issuers_name_says_nothing(issuer: str) -> None:
    stranger = certificate("CA", key_of="evil", issuer=issuer, issuer_key="evil", serial=9, ca=True)
    forged = crl_der(signer="evil")
    alone = status(HERE, CA, ROOT, stranger, crls=(forged,))
    assert alone[0].word is Word.NOT_ANSWERED
    assert "revocation-unauthorized" in codes(alone[0])
    assert status(HERE, CA, ROOT, stranger, crls=(forged, crl_der(revoked())))[0].word is Word.REVOKED
    assert status(HERE, CA, ROOT, stranger, crls=(forged, crl_der()))[0].word is Word.GOOD


def test_a_root_is_exempt_only_where_its_own_key_verifies_it() -> None:
    poser = certificate("CA", key_of="poser", issuer="CA", serial=5, identified=False)
    found = status(poser, CA, ROOT, crls=(crl_der(revoked()),))
    assert [one.facts.serial for one, _ in found.exempt] == [1]
    assert found[0].word is Word.REVOKED
    assert not found.ok


@pytest.mark.requirement("RFC 6960 4.2.2.2.1")
def test_a_responder_with_nocheck_is_not_asked_about_but_a_list_at_hand_counts() -> None:
    unlisted = status(HERE, responder(), CA, ROOT, crls=(crl_der(), crl_der(issuer="Root")))
    assert unlisted.ok
    assert len(unlisted.exempt) == 2
    listed = status(HERE, responder(), CA, ROOT, crls=(crl_der(revoked(7)), crl_der(issuer="Root")))
    assert words(listed) == {"leaf": "good", "CA": "good", "Responder": "revoked"}
    assert [one.facts.serial for one, _ in listed.exempt] == [1]
    assert not listed.ok


def test_an_issuer_is_a_ca_of_the_issuers_name() -> None:
    by_leaf = certificate("below", issuer="leaf", serial=11)
    renamed = certificate("other", issuer="Nobody", issuer_key="CA", serial=12)
    found = status(
        by_leaf, renamed, HERE, CA, ROOT, crls=(crl_der(), crl_der(issuer="leaf"), crl_der(issuer="Nobody", signer="CA"))
    )
    assert {name: words(found)[name] for name in ("below", "other", "leaf")} == {
        "below": "not checked",
        "other": "not checked",
        "leaf": "good",
    }
    assert "issuer-missing" in codes(found[0])
    assert "issuer-missing" in codes(found[1])


@pytest.mark.parametrize("wrong", [{"fetcher": 3}, {"proxy": 3}, {"allow": [3]}, {"allow": 3}, {"allow": "127.0.0.1:1"}])
def test_what_is_none_of_its_kind_is_an_input_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        check_status(PILE, **wrong)


def test_what_the_progress_raises_is_raised_as_it_is() -> None:
    def stop(done: int, total: int) -> None:
        raise KeyError(f"{LEAF} {done} of {total}")

    with faulty() as twin, pytest.raises(KeyError):
        check_status(PILE, twin=twin, progress=stop)
