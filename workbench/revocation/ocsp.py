"""One OCSP response with the certificates that it brings along, read once."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs.der import DerError, elements
from workbench.certs.items import Item, ItemType
from workbench.certs.quiet import quietly
from workbench.revocation.crl_faults import shown_name
from workbench.revocation.ocsp_singles import SingleIndex
from workbench.revocation.ocsp_structure import SUCCESSFUL, read_fields, read_status
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from datetime import datetime

MOST_EMBEDDED = 16
"""So many of the certificates that it brings along are looked at; honest responders send their own, or their chain."""


class OcspResponse:
    """A response that can be read, and that is successful.

    Raises
    ------
    DerError
        Its structure is none.
    UnsuccessfulError
        It says that there is no answer.
    """

    def __init__(self, item: Item) -> None:
        self.item = item
        status, content = read_status(item.der)
        if status != SUCCESSFUL:
            raise UnsuccessfulError(status)
        if content is None:
            raise DerError("it says that it is successful and has no response bytes")
        self.fields = read_fields(item.der, content)
        self.singles = SingleIndex(item.der, self.fields.singles)

    @property
    def produced_at(self) -> datetime:
        """When it was signed."""
        return self.fields.produced_at

    @cached_property
    def responder(self) -> str:
        """Who it says has signed it, for people. Hostile text."""
        if self.fields.responder_name is not None:
            return shown_name(self.fields.responder_name)
        return f"the responder with key hash {(self.fields.responder_key or b'')[:32].hex()}"

    @property
    def called(self) -> str:
        """What it is within a sentence. Hostile text."""
        return f"the OCSP response of {self.responder}"

    @cached_property
    def certificates(self) -> tuple[PathCertificate, ...]:
        """Those that it brings along and that can be read, the first few; anybody may have put them there."""
        der, bounds = self.item.der, self.fields.certificates
        if bounds is None:
            return ()
        found = []
        try:
            for count, (_, at, _, end) in enumerate(elements(der, *bounds)):
                if count == MOST_EMBEDDED:
                    break
                found.append(self._certificate(der[at:end]))
        except DerError:
            pass  # those before it are there all the same
        return tuple(one for one in found if one is not None)

    def _certificate(self, der: bytes) -> PathCertificate | None:
        try:
            with quietly():
                parsed: x509.Certificate | None = x509.load_der_x509_certificate(der)
        except (ValueError, TypeError, OverflowError, x509.InvalidVersion):
            parsed = None
        item = Item(ItemType.CERTIFICATE, der, replace(self.item.source, within="the OCSP response"), parsed)
        return None if item.facts is None else PathCertificate(item, item.facts)


class UnsuccessfulError(Exception):
    """A response that is no answer.

    Parameters
    ----------
    status
        responseStatus, from 1 on.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"responseStatus {status}")
        self.status = status
