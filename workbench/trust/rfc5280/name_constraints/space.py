"""The names that are still allowed at one place of a path: RFC 5280's permitted_subtrees and excluded_subtrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.certs.der import DerError, read_header
from workbench.certs.names import relative_names
from workbench.trust.rfc5280.name_constraints.forms import RULES
from workbench.trust.rfc5280.name_constraints.general_names import (
    DIRECTORY_NAME,
    MAILBOX,
    OTHER_NAME,
    GeneralName,
    alternative_names,
)
from workbench.trust.rfc5280.name_constraints.reading import read
from workbench.trust.rfc5280.name_constraints.subtrees import IncomparableError
from workbench.trust.rfc5280.name_constraints.violations import NameJudgement, NameViolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.trust.rfc5280.name_constraints.restriction import Restriction


@dataclass(frozen=True, slots=True)
class NameSpace:
    """The state variables (b) and (c) of RFC 5280 6.1.1. Nothing is intersected: a name must satisfy each restriction of its own.

    Attributes
    ----------
    restrictions
        One for each CA that had the extension, from the anchor down.
    """

    restrictions: tuple[Restriction, ...] = ()

    @classmethod
    def unlimited(cls) -> NameSpace:
        """All names: where a path starts."""
        return _UNLIMITED

    def restricted(self, extension_value: bytes, *, critical: bool = True) -> NameSpace:
        """What is left below a CA (RFC 5280 6.1.4 (g)).

        Parameters
        ----------
        extension_value
            DER ``NameConstraints``, the content of the extension's OCTET STRING.
        critical
            Only the critical ones make that a name is rejected for a subtree that cannot be applied.

        Raises
        ------
        DerError
            It is none; the message is a sentence. A ValueError.
        """
        allowance = MOST_READ - sum(restriction.cost for restriction in self.restrictions)
        try:
            further = read(extension_value, critical=critical, allowance=allowance)
        except DerError as error:
            raise DerError(f"The name constraints are not well-formed: {error}.") from None
        return replace(self, restrictions=(*self.restrictions, further))

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what is odd in the constraints, or cannot be applied. Hostile: escape with :mod:`workbench.display`."""
        return tuple(dict.fromkeys(note for restriction in self.restrictions for note in restriction.notes))

    @property
    def complete(self) -> bool:
        """Whether all constraints were read; where not, names are not rejected for being in no permitted subtree."""
        return all(restriction.complete for restriction in self.restrictions)

    def violations(self, subject_der: bytes, alternative_names: bytes | None) -> tuple[NameViolation, ...]:
        """The violations of :meth:`judgement`, which also says whether they are all."""
        return self.judgement(subject_der, alternative_names).violations

    def judgement(self, subject_der: bytes, alternative_names: bytes | None) -> NameJudgement:
        """Whether a certificate's names are allowed (RFC 5280 6.1.3 (b) and (c)).

        The subject counts as a directoryName unless it is empty. Mail addresses in it count where no alternative name is an
        rfc822Name: RFC 5280 asks for it where there are no alternative names at all, OpenSSL does it always. An otherName of type
        SmtpUTF8Mailbox counts as a mail address too (RFC 9598 6). Common names do not count, whatever they look like.

        Parameters
        ----------
        subject_der
            The raw ``Name``.
        alternative_names
            DER ``GeneralNames``: the value of subjectAltName, critical or not; None where there is none.

        Raises
        ------
        DerError
            The alternative names are no DER ``GeneralNames``; the message is a sentence. Never where nothing is constrained.
        """
        if not self.restrictions:
            return NameJudgement()
        try:
            return self._judged(_names(subject_der, alternative_names))
        except DerError as error:
            raise DerError(f"The alternative names are not well-formed: {error}.") from None

    def _judged(self, names: Iterator[GeneralName]) -> NameJudgement:
        found: list[NameViolation] = []
        left = MOST_COMPARED
        for name in names:
            concerned = [(number, one) for number, one in enumerate(self.restrictions) if one.concerns(name.form)]
            left -= 1 + (sum(one.look_up_cost(name.form) for _, one in concerned) + len(name.content) // 16 if concerned else 0)
            if left < 0 or len(found) >= MOST_VIOLATIONS:
                return NameJudgement(tuple(found), complete=False)
            if concerned:
                ready, reason = _made_ready(name)
                for number, restriction in concerned:
                    found += restriction.broken_by(name, ready, reason, number)
        return NameJudgement(tuple(found), self.complete)


_UNLIMITED = NameSpace()

MOST_READ = 20_000
"""Subtrees of all CAs of a path together, in units of :func:`~workbench.trust.rfc5280.name_constraints.reading.read`."""
MOST_COMPARED = 50_000
"""Look-ups for one certificate; long names count more."""
MOST_VIOLATIONS = 1_000
"""Told of one certificate, about."""


def _made_ready(name: GeneralName) -> tuple[Any, str]:
    rules = RULES.get(name.form)
    if rules is None:
        return None, ""
    try:
        return rules.name(name.content), ""
    except IncomparableError as error:
        return None, str(error)


def _names(subject_der: bytes, alternatives: bytes | None) -> Iterator[GeneralName]:
    """All names that are judged."""
    if subject_der[1:] != b"\0":
        yield GeneralName(DIRECTORY_NAME, subject_der, "subject")
    mailboxes = False
    for name in alternative_names(alternatives) if alternatives is not None else ():
        mailboxes = mailboxes or name.form == MAILBOX
        yield name
        if name.form == _SMTP_UTF8_MAILBOX:
            yield GeneralName(MAILBOX, _utf8_mailbox(name.content), "SmtpUTF8Mailbox")
    if not mailboxes:
        yield from _addresses_in_subject(subject_der)


def _addresses_in_subject(subject_der: bytes) -> Iterator[GeneralName]:
    try:
        rdns = relative_names(subject_der)
    except DerError:
        return  # said of the subject already, where directory names are constrained
    for attribute in (attribute for rdn in rdns for attribute in rdn if attribute.type == "emailAddress"):
        content = attribute.encoded[read_header(attribute.encoded)[1] :] if attribute.text is None else attribute.text.encode()
        yield GeneralName(MAILBOX, content, "subject's emailAddress")


_SMTP_UTF8_MAILBOX = f"{OTHER_NAME} 1.3.6.1.5.5.7.8.9"


def _utf8_mailbox(content: bytes) -> bytes:
    """The address in an otherName; empty, which is none, where it is encoded in another way than RFC 9598's."""
    try:
        tag, start, end = read_header(content, read_header(content)[2])
        text_tag, text_start, text_end = read_header(content[:end], start)
    except DerError:
        return b""
    return content[text_start:text_end] if (tag, text_tag, text_end) == (0xA0, 0x0C, end) else b""
