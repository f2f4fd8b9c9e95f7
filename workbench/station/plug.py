"""What is under way with vehicles at the plug: contract certificates they asked for (M01, M02), contracts to authorise (C07)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.authorize import AuthorizeRequest
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest
    from workbench.station.effects import AnswerVehicle

MOST = 64
"""Vehicles of each kind at most: the oldest gives way."""
MOST_TOKENS = 1000


@dataclass(frozen=True, slots=True)
class Installation:
    """A vehicle that asked for contract certificates.

    Attributes
    ----------
    session
        Names the vehicle's session.
    request
        As it was sent to the CSMS.
    until
        When the vehicle waits no longer, UTC-aware; None while it waits for nothing.
    asked
        Whether the CSMS has still to answer.
    ready
        Answers for the vehicle that it has not asked for yet, the oldest first (ISO 15118-20).
    remaining
        The remainingContracts of the CSMS's last answer; None before it, and where it names none.
    vehicle
        SHA-256 of the vehicle's provisioning certificate; empty where its message does not tell.
    """

    session: str
    request: Get15118EVCertificateRequest
    until: datetime | None
    asked: bool = True
    ready: tuple[AnswerVehicle, ...] = ()
    remaining: int | None = None
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A contract about which the CSMS was asked.

    Attributes
    ----------
    leaf, name
        SHA-256 of the contract certificate, and what people call it. Hostile text.
    until
        When the vehicle waits no longer, UTC-aware.
    """

    session: str
    leaf: str
    name: str
    emaid: str
    request: AuthorizeRequest
    until: datetime


@dataclass(frozen=True, slots=True)
class CachedToken:
    """What the CSMS said of an eMAID last (Authorization Cache): its status, until when that holds (None: no end is named)."""

    emaid: str
    status: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plug:
    """All of it, immutable."""

    installations: tuple[Installation, ...] = ()
    authorisations: tuple[Authorisation, ...] = ()
    tokens: tuple[CachedToken, ...] = ()

    def installation(self, session: str) -> Installation | None:
        """The one of a session."""
        return next((one for one in self.installations if one.session == session), None)

    def asking(self, request: Get15118EVCertificateRequest) -> Installation | None:
        """The oldest one that waits for the CSMS's answer to this request."""
        return next((one for one in self.installations if one.asked and one.request == request), None)

    def with_installation(self, new: Installation) -> Plug:
        """The same with one; it takes the place of its session's former one."""
        others = tuple(one for one in self.installations if one.session != new.session)
        return replace(self, installations=(*others, new)[-MOST:])

    def without_installation(self, session: str) -> Plug:
        """The same without a session's."""
        return replace(self, installations=tuple(one for one in self.installations if one.session != session))

    def authorisation(self, session: str) -> Authorisation | None:
        """The one of a session."""
        return next((one for one in self.authorisations if one.session == session), None)

    def authorising(self, request: AuthorizeRequest) -> Authorisation | None:
        """The oldest one that waits for the answer to this request."""
        return next((one for one in self.authorisations if one.request == request), None)

    def with_authorisation(self, new: Authorisation) -> Plug:
        """The same with one; it takes the place of its session's former one."""
        others = tuple(one for one in self.authorisations if one.session != new.session)
        return replace(self, authorisations=(*others, new)[-MOST:])

    def without_authorisation(self, session: str) -> Plug:
        """The same without a session's."""
        return replace(self, authorisations=tuple(one for one in self.authorisations if one.session != session))

    def token(self, emaid: str, at: datetime) -> CachedToken | None:
        """What is kept of an eMAID, in its comparable form, and holds at that time."""
        found = next((one for one in self.tokens if one.emaid == emaid), None)
        return found if found is not None and (found.until is None or at < found.until) else None

    def with_token(self, new: CachedToken) -> Plug:
        """The same with what was said last of an eMAID."""
        others = tuple(one for one in self.tokens if one.emaid != new.emaid)
        return replace(self, tokens=(*others, new)[-MOST_TOKENS:])

    def without_token(self, emaid: str) -> Plug:
        """The same with nothing kept of an eMAID."""
        return replace(self, tokens=tuple(one for one in self.tokens if one.emaid != emaid))

    def waits_for(self, request: Get15118EVCertificateRequest | AuthorizeRequest) -> bool:
        """Whether anybody at the plug waits for the answer to this request."""
        return any(one.asked and one.request == request for one in self.installations) or any(
            one.request == request for one in self.authorisations
        )
