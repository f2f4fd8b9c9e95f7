"""What a check looks at: the facts of one certificate or request, and what of it could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509

from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind
from workbench.certs.quiet import quietly
from workbench.certs.trimming import extensions_of
from workbench.profiles.requested import facts_of_request

if TYPE_CHECKING:
    from workbench.certs.facts import CertificateFacts
    from workbench.certs.items import Item
    from workbench.certs.names import DistinguishedName

EXTENSIONS = {
    "subjectKeyIdentifier": "2.5.29.14",
    "keyUsage": "2.5.29.15",
    "subjectAltName": "2.5.29.17",
    "basicConstraints": "2.5.29.19",
    "nameConstraints": "2.5.29.30",
    "cRLDistributionPoints": "2.5.29.31",
    "certificatePolicies": "2.5.29.32",
    "policyMappings": "2.5.29.33",
    "authorityKeyIdentifier": "2.5.29.35",
    "policyConstraints": "2.5.29.36",
    "extendedKeyUsage": "2.5.29.37",
    "authorityInfoAccess": "1.3.6.1.5.5.7.1.1",
}
"""RFC 5280's names of the extensions that rules are about."""

_LONGEST_NAME = 80
_Value = TypeVar("_Value", bound=x509.ExtensionType)


class Unread(Exception):  # noqa: N818  # no error: a part that a malformed certificate keeps to itself
    """What a check needs cannot be read; the check says neither yes nor no."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check found.

    Attributes
    ----------
    predicate
        The rest of a sentence that begins with the certificate: ``"has no common name"``.
    observed, expected, remedy
        As in a :class:`~workbench.findings.Finding`.
    about
        Which certificate of a chain it is about; None: the leaf.
    """

    predicate: str
    observed: str
    expected: str
    remedy: str
    about: Examined | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """One certificate or certificate signing request.

    Attributes
    ----------
    item
        The thing itself.
    facts
        What it says. Of a request only the subject, the key, the signature and the extensions mean anything.
    kind
        What it is, or for a request: what it is to become.
    request
        Whether it is a request: an extension that is missing there is the CA's to add.
    """

    item: Item
    facts: CertificateFacts
    kind: Kind
    request: bool

    @property
    def phrase(self) -> str:
        """How a sentence about it begins. Hostile text."""
        name = self.facts.subject.common_name or str(self.facts.subject)
        noun = "certificate" if self.kind is Kind.UNKNOWN else self.kind.noun
        noun = f"request for {self.kind.with_article}" if self.request else noun
        shown = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        return f'The {noun} "{shown}"' if shown else f"The {noun} without a subject"

    @property
    def subject(self) -> DistinguishedName:
        """Its subject.

        Raises
        ------
        Unread
            It cannot be read.
        """
        if not self.facts.strict and not self.facts.subject.attributes:
            raise Unread("the subject cannot be read")
        return self.facts.subject

    def has(self, extension: str) -> bool:
        """Whether an extension of RFC 5280's name is there, readable or not.

        Raises
        ------
        Unread
            The extensions as a whole cannot be read.
        """
        if EXTENSIONS[extension] in self.facts.extensions:
            return True
        if not self.facts.strict and not self.facts.extensions and any("extensions" in why for why in self.facts.problems):
            raise Unread("the extensions cannot be read")
        return False

    def lacks(self, extension: str, value: object) -> bool:
        """Whether an extension is missing, ``value`` being what the facts hold of it.

        Raises
        ------
        Unread
            It is there but says nothing that could be understood, or is there twice.
        """
        if not self.has(extension):
            return True
        if not self.facts.strict and self.facts.extensions.count(EXTENSIONS[extension]) > 1:
            raise Unread(f"{extension} is there more than once")
        if value is None or (not self.facts.strict and not value):
            raise Unread(f"{extension} cannot be read")
        return False

    def host_names(self) -> tuple[str, ...]:
        """The dNSNames of the subjectAltName, as written.

        Raises
        ------
        Unread
            The extension is there and cannot be read.
        """
        names = self._alternative_names()
        return () if names is None else tuple(names.get_values_for_type(x509.DNSName))

    def alternative_texts(self) -> tuple[str, ...]:
        """The texts in the subjectAltName, whatever the form of name: DNS, URI, mail address, directory name, other name.

        Raises
        ------
        Unread
            The extension is there and cannot be read.
        """
        names = self._alternative_names()
        return () if names is None else tuple(text for one in names for text in _texts(one))

    def has_server_name(self) -> bool:
        """Whether a dNSName or an iPAddress is in the subjectAltName.

        Raises
        ------
        Unread
            The extension is there and cannot be read.
        """
        names = self._alternative_names()
        return names is not None and any(isinstance(one, x509.DNSName | x509.IPAddress) for one in names)

    def domain_constraints(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The permitted and the excluded dNSName subtrees of a CA's nameConstraints, as written.

        Raises
        ------
        Unread
            The extension is there and cannot be read.
        """
        if not self.has("nameConstraints"):
            return (), ()
        with quietly():
            there = self._parsed("nameConstraints", x509.NameConstraints)
        permitted, excluded = (
            tuple(one.value for one in trees or () if isinstance(one, x509.DNSName))
            for trees in (there.permitted_subtrees, there.excluded_subtrees)
        )
        return permitted, excluded

    def _alternative_names(self) -> x509.SubjectAlternativeName | None:
        if not self.has("subjectAltName"):
            return None
        with quietly():
            return self._parsed("subjectAltName", x509.SubjectAlternativeName)

    def _parsed(self, name: str, kind: type[_Value]) -> _Value:
        if not self.facts.strict:
            raise Unread(f"{name} cannot be read")
        read = self.item.parsed.extensions if self.request else extensions_of(self.item.der, self.item.parsed).read
        found = next((one.value for one in read if isinstance(one.value, kind)), None)
        if found is None:
            raise Unread(f"{name} was not read: it is too large, or of a form that is not known")
        return found


def _texts(name: x509.GeneralName) -> tuple[str, ...]:
    """What a general name says, as text; of a URI its last part too, of another name its octets behind tag and length."""
    if isinstance(name, x509.DirectoryName):
        return tuple(str(one.value) for one in name.value)
    if isinstance(name, x509.OtherName):
        return (name.value[2:].decode("utf-8", "replace"),)
    if isinstance(name, x509.DNSName | x509.RFC822Name | x509.UniformResourceIdentifier):
        return (name.value, *re.split(r"[:/@]", name.value)[-1:])
    return ()


def examine(item: Item, kind: Kind) -> Examined | None:
    """The thing as checks see it; None where it is neither a certificate nor a request, or not even its outer shape is there."""
    if item.type is ItemType.CSR:
        facts = facts_of_request(item)
        return Examined(item, facts, kind, request=True) if facts is not None else None
    return Examined(item, item.facts, kind, request=False) if item.facts is not None else None
