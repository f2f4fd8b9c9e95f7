"""In what we and OpenSSL differ, by class; each stands in ``docs/differences-from-openssl.md`` with its reason.

A class is a predicate of the two verdicts and the chain, as narrow as it can be told; what fits none is a bug of one of the two.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.certs.loading import load
from workbench.certs.name_comparison import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.peers.differential import Comparison
    from workbench.certs.facts import CertificateFacts

UNEXPLAINED = "unexplained"

UNREADABLE, NO_ISSUER, SIGNATURE_FAILURE = -1, 20, 7
NO_ISSUER_OF_LAST, UNTRUSTED_ROOT = 2, 19


def known_class(comparison: Comparison) -> str:
    """The first class that fits; where we reject, the classes that fit must explain every error together."""
    if not comparison.theirs.ok:
        return next((name for name, fits in LAXER.items() if fits(comparison)), UNEXPLAINED)
    if _not_der(comparison):
        return "strict DER"  # and all that is misread for it
    errors = comparison.ours.errors
    fitting = {name: codes for name, (codes, fits) in STRICTER.items() if codes & errors and fits(comparison)}
    return next(iter(fitting), UNEXPLAINED) if errors <= frozenset().union(*fitting.values()) else UNEXPLAINED


# --- we reject, OpenSSL accepts: the error codes that a class explains, and when ---


def _not_der(one: Comparison) -> bool:
    return bool(one.ours.errors & _MALFORMED) and any(not facts.strict for facts in _facts(one))


def _policies(one: Comparison) -> bool:
    """Policies are processed, and one of their extensions is there that OpenSSL does not look into."""
    return any(oid in facts.extensions for facts in _facts(one) for oid in _POLICY_EXTENSIONS)


def _old_version(one: Comparison) -> bool:
    return any(facts.version in {1, 2} for facts in _facts(one)[:-1])


def _foreign_extension(one: Comparison) -> bool:
    return any(facts.critical & _OPENSSL_KNOWS for facts in _facts(one))


_MALFORMED = frozenset({"malformed-certificate", "malformed-extension", "unreadable"})
_POLICY_EXTENSIONS = ("2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54")
_OPENSSL_KNOWS = frozenset(  # Netscape's type, id-pkix-ocsp-nocheck, RFC 3779's two, RFC 3820's
    {"2.16.840.1.113730.1.1", "1.3.6.1.5.5.7.48.1.5", "1.3.6.1.5.5.7.1.7", "1.3.6.1.5.5.7.1.8", "1.3.6.1.5.5.7.1.14"}
)

STRICTER: dict[str, tuple[frozenset[str], Callable[[Comparison], bool]]] = {
    "an extension twice": (frozenset({"duplicate-extension"}), lambda _: True),
    "policies": (frozenset({"policy-constraints", "malformed-extension"}), _policies),
    "an old version": (frozenset({"not-version-3"}), _old_version),
    "critical extensions of others": (frozenset({"unknown-critical-extension"}), _foreign_extension),
}

# --- we accept, OpenSSL rejects ---


def _anchor_not_self_issued(one: Comparison) -> bool:
    """OpenSSL sees no root in the anchor: its issuer is another name, or its key identifiers say so."""
    return one.case.level == 0 and one.theirs.error == NO_ISSUER_OF_LAST and one.theirs.depth == len(one.case.certificates) - 1


def _string_type(one: Comparison) -> bool:
    return one.theirs.error == UNREADABLE and "mstring wrong tag" in one.theirs.message


def _folding(one: Comparison) -> bool:
    """The names are equal by RFC 4518 and not only by ASCII case and white space."""
    return (
        one.theirs.error in {NO_ISSUER, NO_ISSUER_OF_LAST}
        and "name-encoding-differs" in one.ours.warnings
        and any(
            folded(issued.issuer_der) == folded(issuer.subject_der) and _simply(issued.issuer_der) != _simply(issuer.subject_der)
            for issuer, issued in _links(one)
        )
    )


def _simply(name: bytes) -> bytes:
    """The name's octets as OpenSSL's canonical form has them, about: ASCII in lower case, no other folding."""
    return name.lower()


def _namesake(one: Comparison) -> bool:
    """OpenSSL takes the first issuer of the right name and never tries another; without key identifiers it may be the wrong one.

    A self-issued CA without a key identifier that speaks against it passes for a root there.
    """
    return one.case.chain.name == "self-issued" and one.theirs.error in {SIGNATURE_FAILURE, NO_ISSUER, UNTRUSTED_ROOT}


LAXER: dict[str, Callable[[Comparison], bool]] = {
    "an anchor that is no root": _anchor_not_self_issued,
    "a string type that OpenSSL cannot load": _string_type,
    "names folded beyond ASCII": _folding,
    "the namesake tried first": _namesake,
}


def _facts(one: Comparison) -> list[CertificateFacts]:
    """Of all that can be read, the root first."""
    items = [load([("a.der", der)]).items for der in one.case.certificates]
    return [item.facts for found in items for item in found if item.facts is not None]


def _links(one: Comparison) -> Iterator[tuple[CertificateFacts, CertificateFacts]]:
    facts = _facts(one)
    return pairwise(facts)
