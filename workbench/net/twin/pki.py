"""What the twin plays: the samples' CAs at the time of a clock, and what they say of their certificates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from workbench.certs.pairing import name_of
from workbench.certs.quiet import quietly
from workbench.certs.signatures import verify
from workbench.data import samples_directory
from workbench.errors import InputError
from workbench.net.given import items_of
from workbench.net.machines.clock import Clock
from workbench.net.twin.authority import Authority, Revoked
from workbench.net.twin.crls import Lists
from workbench.net.twin.responders import Responders, Signing
from workbench.net.twin.sites import Sites
from workbench.revocation.reasons import REASONS, REMOVED
from workbench.sample_pki import reference_time
from workbench.sample_pki.declaration import read_declaration
from workbench.sample_pki.issuance import Issuance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cryptography import x509

    from workbench.certs.facts import CertificateFacts

_HINT = 'Give one certificate, or its name in the samples as "iso15118-2/secc".'


class PlayedPki:
    """The samples' CAs, their certificates' state, their responders and their CRLs.

    Parameters
    ----------
    pki
        Folders of the samples whose URLs are served, as ``"iso15118-2"``; None: all.
    clock
        What the time is; None: a simulated clock that stands at the samples' reference time.
    signing
        Who signs OCSP responses.
    lasts, crl_lasts
        From thisUpdate to nextUpdate, of OCSP responses and of CRLs.

    Raises
    ------
    InputError
        The samples have no such folder.
    """

    def __init__(
        self,
        pki: str | Iterable[str] | None = None,
        *,
        clock: Clock | Callable[[], datetime] | None = None,
        signing: Signing = Signing.DELEGATE,
        lasts: timedelta = timedelta(days=1),
        crl_lasts: timedelta = timedelta(days=7),
    ) -> None:
        declaration = read_declaration((samples_directory() / "pki.toml").read_text("utf-8"))
        folders = None if pki is None else {pki} if isinstance(pki, str) else set(pki)
        there = {name.partition("/")[0] for name in declaration.certificates}
        if folders is not None and (not folders or folders - there):
            raise InputError(
                f"The samples have no PKI {', '.join(sorted(folders - there)) or 'of no name'}.",
                hint=f"There are {', '.join(sorted(there))}.",
            )
        clock = Clock(reference_time()) if clock is None else clock
        self._now = clock.now if isinstance(clock, Clock) else clock
        self.lasts = lasts
        self.sites = Sites.of(declaration, folders)
        self._declaration, self._issuance = declaration, Issuance(declaration)
        self.responders = Responders(declaration, self._issuance, Signing(signing))
        self.lists = Lists(declaration.seed, crl_lasts)
        self._authorities: dict[str, Authority] = {}

    def now(self) -> datetime:
        """The time by the twin's clock, UTC-aware, without fractions of a second."""
        return self._now().astimezone(UTC).replace(microsecond=0)

    def authority(self, name: str) -> Authority:
        """A CA by its certificate's name in the declaration.

        Raises
        ------
        InputError
            There is none of this name.
        """
        if name not in self._authorities:
            self._authorities[name] = Authority(name, self._declaration, self._issuance)
        return self._authorities[name]

    def revoke(self, certificate: Any, reason: str = "keyCompromise", at: datetime | None = None) -> None:
        """Revoke a certificate: responders and CRLs say so from the next request on.

        Parameters
        ----------
        certificate
            Its name in the samples, or what holds it: an item, a certificate of ``cryptography``, a path, bytes.
        reason
            A name of RFC 5280 5.3.1; empty: none is given.
        at
            Since when; None: now.

        Raises
        ------
        InputError
            There is no such reason, the time has no zone, or the certificate is of none of the samples' CAs.
        """
        if at is not None and at.tzinfo is None:
            raise InputError("The time has no time zone.", hint="Write datetime(2026, 5, 20, tzinfo=UTC).")
        if reason and (reason not in REASONS.values() or reason == REMOVED):
            raise InputError(
                f"{reason!r} is no reason for a revocation.", hint=f"One of {', '.join(set(REASONS.values()) - {REMOVED})}."
            )
        authority, serial = self.holder(certificate)
        moment = self.now() if at is None else at.astimezone(UTC).replace(microsecond=0)
        authority.revoke(serial, Revoked(reason, moment))

    def restore(self, certificate: Any) -> None:
        """Lift a hold; the certificate is good again."""
        authority, serial = self.holder(certificate)
        authority.restore(serial)

    def forget(self, certificate: Any) -> None:
        """Let the responder answer ``unknown``, as one that is behind its CA."""
        authority, serial = self.holder(certificate)
        authority.forget(serial)

    def know(self, certificate: Any) -> None:
        """A certificate that one of the samples' CAs issued and that is not in the samples: its responder says good from now on."""
        authority, serial = self.holder(certificate)
        authority.know(serial, certificate if self._is_name(certificate) else name_of(_certificate_in(certificate)[0]))

    def holder(self, certificate: Any) -> tuple[Authority, int]:
        """The CA of a certificate and its serial number.

        Raises
        ------
        InputError
            It is no certificate, or of none of the samples' CAs.
        """
        if self._is_name(certificate):
            declared = self._issuance.declared(certificate)
            return self.authority(declared.issuer), self._issuance.serial(certificate)
        facts, parsed = _certificate_in(certificate)
        for (
            one
        ) in self._declaration.certificates.values():  # a renewed CA has the same key: the first is who the URLs are named after
            if one.ca and self._signed(one.name, parsed):
                return self.authority(one.name), facts.serial
        raise InputError("None of the samples' CAs issued this certificate.", hint=_HINT)

    def _is_name(self, given: Any) -> bool:
        return isinstance(given, str) and given in self._declaration.certificates

    def _signed(self, ca: str, certificate: x509.Certificate) -> bool:
        with quietly():
            return verify(certificate, self._issuance.key(ca).public_key()).ok is True


def _certificate_in(given: Any) -> tuple[CertificateFacts, x509.Certificate]:
    """The first certificate in what was given."""
    for item in items_of(given):
        if item.certificate is not None and item.facts is not None:
            return item.facts, item.certificate
    raise InputError("This is no certificate that can be read.", hint=_HINT)
