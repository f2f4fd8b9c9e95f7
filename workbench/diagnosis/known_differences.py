"""Where other verifiers are known to judge otherwise: each difference was seen in the engines, and a sentence says who does what.

Nothing is claimed here of a stack that was not tried: OpenSSL (the command, and in Python), ``cryptography``'s verifier,
pyhanko-certvalidator, and GnuTLS' certtool 3.7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.diagnosis.opinions import Opinion

OPENSSL = frozenset({"openssl", "openssl -partial_chain"})
_ON_OPENSSL = OPENSSL | {"pyOpenSSL"}
_ALL = _ON_OPENSSL | {"cryptography", "pyhanko-certvalidator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDifference:
    """One reason why an engine judges otherwise than the workbench.

    Attributes
    ----------
    name
        A stable short name.
    engines
        Who does so.
    accepts
        What they say where the workbench says the opposite.
    sentence
        Who judges how, complete in itself.
    remedy
        What to do, in the imperative.
    codes
        What the workbench says of it. Of an engine that accepts: errors of these codes it does not see. Of one that rejects: one of
        these findings is there; empty: none is needed.
    words
        A pattern in the engine's words; empty: none is needed.
    matters
        A stack in the field may well act on it: worth a warning.
    """

    name: str
    engines: frozenset[str]
    accepts: bool
    sentence: str
    remedy: str
    codes: frozenset[str] = frozenset()
    words: str = ""
    matters: bool = False

    def explains(self, opinion: Opinion, codes: Collection[str]) -> bool:
        """Whether it is a reason for this opinion, where the workbench has findings of these codes."""
        return (
            opinion.engine in self.engines
            and opinion.ok is self.accepts
            and (not self.codes or not self.codes.isdisjoint(codes))
            and (not self.words or re.search(self.words, opinion.message) is not None)
        )


KNOWN_DIFFERENCES = (
    KnownDifference(
        name="key-identifier",
        engines=frozenset({"cryptography"}),
        accepts=True,
        codes=frozenset({"key-identifier-mismatch"}),
        sentence="cryptography's verifier does not compare key identifiers; OpenSSL, GnuTLS and pyhanko-certvalidator do, and then "
        "take the issuer for missing.",
        remedy="Trust the rejection: issue the certificate again with its issuer's key identifier.",
    ),
    KnownDifference(
        name="name-bytes",
        engines=frozenset({"cryptography"}),
        accepts=False,
        codes=frozenset({"name-encoding-differs"}),
        words="all candidates exhausted with no interior errors",
        sentence="cryptography's verifier compares names byte for byte; OpenSSL and pyhanko-certvalidator compare them by RFC 5280 "
        "7.1, GnuTLS takes another string type but not another case.",
        remedy="Issue the certificate again with its issuer's subject, byte for byte: then all accept it.",
    ),
    KnownDifference(
        name="critical-pointers",
        engines=_ON_OPENSSL | {"cryptography"},
        accepts=False,
        codes=frozenset({"unknown-critical-extension"}),
        words="critical extension",
        sentence="OpenSSL and cryptography's verifier refuse a critical authorityInfoAccess, which ISO 15118-20 has in vehicles' "
        "certificates and RFC 5280 forbids.",
        remedy="Have the certificates issued with critical CRL distribution points instead: all take those.",
        matters=True,
    ),
    KnownDifference(
        name="common-name-below-constraints",
        engines=_ON_OPENSSL,
        accepts=False,
        codes=frozenset({"name-constraints"}),
        words="subtree violation|error 4[78]",
        sentence="OpenSSL holds name constraints against the common name where there is no dNSName; RFC 5280 does not.",
        remedy="Put the name into a subjectAltName that the CAs' constraints allow.",
        matters=True,
    ),
    KnownDifference(
        name="partial-chain",
        engines=_ON_OPENSSL,
        accepts=False,
        words=r"\berror 2 at ",
        sentence="The anchor is no root: OpenSSL takes a sub-CA as an anchor only with its option -partial_chain; cryptography and "
        "pyhanko-certvalidator always do.",
        remedy="Give the root as the anchor, or make sure that the verifier sets X509_V_FLAG_PARTIAL_CHAIN.",
    ),
    KnownDifference(
        name="partial-chain-crl",
        engines=frozenset({"pyhanko-certvalidator"}),
        accepts=False,
        words="chain of trust for the CRL issuer",
        sentence="pyhanko-certvalidator does not believe a CRL whose signer is a sub-CA that is itself the anchor.",
        remedy="Give the root as the anchor.",
    ),
    KnownDifference(
        name="purpose-of-ca",
        engines=OPENSSL,
        accepts=False,
        words=r"\berror 26 at [1-9]\d* depth",
        matters=True,
        sentence="A CA of the chain has an extended key usage without this purpose: OpenSSL, asked for the purpose as TLS does, "
        "refuses it, root included, and so will stations, vehicles and CSMS on OpenSSL; RFC 5280 gives extended key "
        "usages in CAs no meaning.",
        remedy="Have the CA issued without an extended key usage, or with this one in it; until then expect that TLS peers refuse.",
    ),
    KnownDifference(
        name="purpose-of-ca-web",
        engines=frozenset({"cryptography"}),
        accepts=False,
        words="Neither EKU nor anyEKU could be found",
        sentence="cryptography's verifier wants every CA's extended key usage, where there is one, to allow TLS, whatever the use.",
        remedy="Have the CA issued without an extended key usage if programs with this verifier must accept it.",
    ),
    KnownDifference(
        name="purpose-not-asked",
        engines=frozenset({"pyOpenSSL", "cryptography", "pyhanko-certvalidator"}),
        accepts=True,
        codes=frozenset({"extended-key-usage"}),
        sentence="pyOpenSSL's store knows no purpose, cryptography's verifier was asked to leave the leaf's extensions alone, and "
        "pyhanko-certvalidator looks at the leaf's extended key usage only: their acceptance says nothing about it.",
        remedy="Trust those that check the purpose: OpenSSL's command and the workbench.",
    ),
    KnownDifference(
        name="crl-for-each",
        engines=_ON_OPENSSL | {"pyhanko-certvalidator"},
        accepts=False,
        words="unable to get certificate CRL|applicable CRL could not be found",
        sentence="Once CRLs are checked, OpenSSL (-crl_check_all) and pyhanko-certvalidator were told to want one for every "
        "certificate of the chain; the workbench says of the others that they were not checked.",
        remedy="Load the CRLs of all CAs of the chain.",
    ),
    KnownDifference(
        name="no-revocation",
        engines=frozenset({"cryptography"}),
        accepts=True,
        codes=frozenset(
            {
                "revoked",
                "revocation-unknown",
                "revocation-stale",
                "revocation-signature",
                "revocation-unauthorized",
                "crl-scope",
                "crl-issuer",
                "malformed-crl",
            }
        ),
        sentence="cryptography's verifier does not check revocation.",
        remedy="Trust the rejection; a program with this verifier needs a check of its own.",
    ),
    KnownDifference(
        name="revocation-required",
        engines=_ALL,
        accepts=True,
        codes=frozenset({"revocation-unknown", "revocation-stale", "revocation-unreachable"}),
        sentence="The workbench was told to require an answer about revocation; the engines were not.",
        remedy="Get a current CRL or OCSP response.",
    ),
    KnownDifference(
        name="anchor-not-judged",
        engines=frozenset({"pyhanko-certvalidator"}),
        accepts=True,
        codes=frozenset({"expired", "not-yet-valid", "path-length-exceeded"}),
        sentence="pyhanko-certvalidator takes from an anchor its name and key only, as RFC 5280 6.1 has it; the workbench, OpenSSL "
        "and cryptography judge its validity and path length too.",
        remedy="Replace the anchor.",
    ),
    KnownDifference(
        name="host-not-asked",
        engines=frozenset({"pyOpenSSL", "cryptography", "pyhanko-certvalidator"}),
        accepts=True,
        codes=frozenset({"identity-mismatch"}),
        words="does not check the host name",
        sentence="The host name was compared by OpenSSL's command and the workbench only.",
        remedy="Trust those that compare the host name; a TLS client does.",
    ),
    KnownDifference(
        name="profile",
        engines=_ALL,
        accepts=True,
        codes=frozenset(
            {
                "wrong-pki",
                "wrong-anchor",
                "domain-component",
                "common-name",
                "organization-name",
                "country-name",
                "subject-attributes",
                "leaf-key-usage",
                "ca-key-usage",
                "extended-key-usage",
                "extension-not-critical",
                "extension-not-allowed",
                "extension-missing",
                "key-algorithm",
                "weak-key",
                "signature-algorithm",
                "serial-number",
                "validity-period",
                "certificate-too-large",
                "missing-revocation-pointer",
                "identity-mismatch",
                "identifier-check-digit",
                "key-identifier-missing",
                "key-identifier-length",
                "path-length",
                "chain-too-long",
                "issued-by-root",
                "leaf-is-ca",
                "outlives-issuer",
                "private-key-mismatch",
                "private-key-missing",
                "private-key-exposed",
            }
        ),
        sentence="The engines judge by RFC 5280; what this use and profile ask beyond it they do not know, and a peer that leaves "
        "the judgement to such a library accepts.",
        remedy="Repair what the cause names: peers that check the profile reject.",
    ),
    KnownDifference(
        name="ca-extensions-web",
        engines=frozenset({"cryptography"}),
        accepts=False,
        words="invalid extension: ",
        sentence="cryptography's verifier asks of every CA the extensions of the web PKI, key usage among them; OpenSSL and "
        "pyhanko-certvalidator accept a CA without key usage.",
        remedy="Have the CA issued with a critical key usage of keyCertSign (RFC 5280 4.2.1.3 asks for it).",
    ),
    KnownDifference(
        name="sha1",
        engines=frozenset({"cryptography", "pyhanko-certvalidator"}),
        accepts=False,
        words="Forbidden signature algorithm|disallowed signature mechanism",
        matters=True,
        sentence="cryptography and pyhanko-certvalidator refuse weak signature algorithms such as SHA-1; OpenSSL's verification "
        "accepts them as long as no security level is set.",
        remedy="Have the certificate issued with SHA-256 or stronger.",
    ),
    KnownDifference(
        name="bounded-search",
        engines=frozenset({"cryptography"}),
        accepts=False,
        words="Exceeded maximum signature check limit|exceeds max depth",
        sentence="cryptography's verifier gives up after a bounded search, on long chains and large piles.",
        remedy="Load only what belongs to the chain.",
    ),
)
"""The known differences; where several explain an opinion, or hide an error, the first counts."""
