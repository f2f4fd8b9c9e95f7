"""What can go wrong at a responder or a CRL server, by name; what each is and what a right client makes of it."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Self

from workbench.display import Cell, Table


class Part(Enum):
    """What a fault is a fault of."""

    OCSP = "OCSP response"
    CRL = "CRL"
    WAY = "HTTP"
    """Of the way: either kind of answer can suffer it."""


class Fault(StrEnum):
    """One fault.

    Attributes
    ----------
    part
        What it is a fault of; asked for anything else the twin answers as it should.
    does
        What the twin does, in a sentence.
    client
        What a right client makes of it, in a sentence.
    code
        The finding on what arrives, of :mod:`~workbench.revocation.verdict_ocsp` or :mod:`~workbench.revocation.verdict_crl`;
        empty where there is none, or nothing arrives. A diagnosis gives the same but for nonces and sizes: it sent no request.
    """

    part: Part
    does: str
    client: str
    code: str

    def __new__(cls, name: str, part: Part, does: str, client: str, code: str = "") -> Self:
        """A value of the enumeration."""
        self = str.__new__(cls, name)
        self._value_ = name
        self.part, self.does, self.client, self.code = part, does, client, code
        return self

    # the responder gives no answer (RFC 6960 2.3)
    TRY_LATER = "try-later", Part.OCSP, "It has no time now.", "Asks again later or elsewhere.", "revocation-unreachable"
    INTERNAL_ERROR = "internal-error", Part.OCSP, "It has a fault of its own.", "Asks elsewhere.", "revocation-unreachable"
    MALFORMED_REQUEST = (
        "malformed-request",
        Part.OCSP,
        "It says that it cannot read the request.",
        "Does not send the same request again; asks elsewhere.",
        "revocation-unreachable",
    )
    SIG_REQUIRED = "sig-required", Part.OCSP, "It wants a signed request.", "Takes a CRL.", "revocation-unauthorized"
    UNAUTHORIZED = (
        "unauthorized",
        Part.OCSP,
        "It says that it may not answer.",
        "Asks with another hash, or elsewhere; takes it for no answer.",
        "revocation-unauthorized",
    )
    SHA1_ONLY = (
        "sha1-only",
        Part.OCSP,
        "It says unauthorized to every CertID that is not of SHA-1.",
        "Asks again with SHA-1, or elsewhere.",
        "revocation-unauthorized",
    )
    # who signed it
    WRONG_SIGNER = "wrong-signer", Part.OCSP, "A stranger's key signs in the CA's name.", "Refuses it.", "revocation-signature"
    UNAUTHORISED_DELEGATE = (
        "unauthorised-delegate",
        Part.OCSP,
        "A certificate of the CA without the purpose OCSPSigning signs.",
        "Refuses it: any station could sign like that.",
        "revocation-unauthorized",
    )
    DELEGATE_EXPIRED = (
        "delegate-expired",
        Part.OCSP,
        "The responder's own certificate is past its end.",
        "Refuses it.",
        "revocation-unauthorized",
    )
    # its times
    STALE = "stale", Part.OCSP, "nextUpdate lies in the past.", "Refuses it; asks again.", "revocation-stale"
    FUTURE = "future", Part.OCSP, "thisUpdate and producedAt lie in the future.", "Refuses it.", "revocation-stale"
    PRODUCED_AT_ODD = (
        "produced-at-odd",
        Part.OCSP,
        "producedAt lies a day before thisUpdate.",
        "May use it and says so: the responder's clock is odd.",
        "revocation-stale",
    )
    MISSING_NEXT_UPDATE = (
        "missing-next-update",
        Part.OCSP,
        "There is no nextUpdate.",
        "Uses it now, and never keeps it for ever.",
        "revocation-stale",
    )
    # what it is about
    WRONG_SERIAL = (
        "wrong-serial",
        Part.OCSP,
        "It is about the next serial number.",
        "Refuses it: it says nothing about the certificate.",
        "revocation-wrong-certificate",
    )
    WRONG_ISSUER_HASH = (
        "wrong-issuer-hash",
        Part.OCSP,
        "It is about the same serial number of another CA.",
        "Refuses it.",
        "revocation-wrong-certificate",
    )
    SEVERAL_SINGLES = (
        "several-singles",
        Part.OCSP,
        "It answers about all certificates of the CA, the asked one last.",
        "Finds its own among them.",
    )
    NONCE_WRONG = "nonce-wrong", Part.OCSP, "It sends back another nonce.", "Refuses it: it may be an old one.", "ocsp-nonce"
    NONCE_DROPPED = (
        "nonce-dropped",
        Part.OCSP,
        "It sends no nonce back.",
        "Goes by the times alone, if its policy lets it.",
        "ocsp-nonce",
    )
    # its form
    CRITICAL_EXTENSION = (
        "critical-extension",
        Part.OCSP,
        "It has a critical extension that nobody knows.",
        "Refuses it.",
        "unknown-critical-extension",
    )
    OVER_18000 = (
        "over-18000",
        Part.OCSP,
        "It is sound, and longer in base64 than the 18,000 characters of OCPP's ocspResult.",
        "Uses it, and does not send it on to a station.",
        "message-too-large",
    )
    # CRLs
    PEM_CRL = "pem-crl", Part.CRL, "The CRL comes as PEM.", "Reads it, though RFC 5280 4.2.1.13 wants DER."
    WRONG_CRL_ISSUER = "wrong-crl-issuer", Part.CRL, "Another CA's CRL comes.", "Refuses it.", "crl-issuer"
    CRL_SIGNATURE_DAMAGED = (
        "crl-signature-damaged",
        Part.CRL,
        "One bit of its signature is wrong.",
        "Refuses it.",
        "revocation-signature",
    )
    CRL_STALE = "crl-stale", Part.CRL, "nextUpdate lies in the past.", "Refuses it.", "revocation-stale"
    CRL_FUTURE = "crl-future", Part.CRL, "thisUpdate lies in the future.", "Refuses it.", "revocation-stale"
    CRL_WITHOUT_NEXT_UPDATE = (
        "crl-without-next-update",
        Part.CRL,
        "There is no nextUpdate.",
        "Refuses it (RFC 5280 5.1.2.5); at least it never keeps it for ever.",
        "revocation-stale",
    )
    DELTA_ONLY = (
        "delta-only",
        Part.CRL,
        "A delta CRL comes alone.",
        "Says nothing by it alone; looks for the complete one.",
        "crl-delta",
    )
    INDIRECT = (
        "indirect",
        Part.CRL,
        "An indirect CRL comes, of an issuer that the certificate does not name.",
        "Refuses it.",
        "crl-issuer",
    )
    PARTITIONED = (
        "partitioned",
        Part.CRL,
        "Its issuing distribution point is another one than the certificate names.",
        "Refuses it: the certificate may be on another part.",
        "crl-scope",
    )
    CRL_CRITICAL_EXTENSION = (
        "crl-critical-extension",
        Part.CRL,
        "It has a critical extension that nobody knows.",
        "Must not take the certificate for good by it.",
        "unknown-critical-extension",
    )
    OLD_NUMBER = (
        "old-number",
        Part.CRL,
        "An older CRL comes that is still within its time and lists nothing.",
        "Keeps the newer one that it has.",
    )
    # the way
    SLOW = "slow", Part.WAY, "The answer takes long.", "Gives up at its time limit, asks elsewhere."
    DEAD = "dead", Part.WAY, "The connection is reset instead of an answer.", "Asks elsewhere."
    CUT_OFF = "cut-off", Part.WAY, "The connection ends in the middle of the body.", "Throws away what came; asks elsewhere."
    DRIP = (
        "drip",
        Part.WAY,
        "The body comes in chunks of one octet, slowly.",
        "Its time limit is for the whole, not for each octet.",
    )
    HUGE = "huge", Part.WAY, "80 MiB follow the answer.", "Stops reading at its cap."
    TRUNCATED = "truncated", Part.WAY, "Half of the octets come, as if they were all.", "Refuses it.", "malformed"
    GARBAGE = "garbage", Part.WAY, "The octets are no DER.", "Refuses it.", "malformed"
    HTML_PAGE = "html-page", Part.WAY, "An HTML page comes, with status 200.", "Refuses it.", "malformed"
    WRONG_CONTENT_TYPE = "wrong-content-type", Part.WAY, "The right answer comes as text/plain.", "May use it; goes by the octets."
    HTTP_404 = "http-404", Part.WAY, "Status 404.", "Asks elsewhere."
    HTTP_500 = "http-500", Part.WAY, "Status 500.", "Asks again later or elsewhere."
    REDIRECT_SAME_HOST = (
        "redirect-same-host",
        Part.WAY,
        "Status 307 to another path of the host, which answers.",
        "May follow, once.",
    )
    REDIRECT_CROSS_HOST = "redirect-cross-host", Part.WAY, "Status 307 to another host, which answers.", "Does not follow."
    REDIRECT_TO_METADATA = (
        "redirect-to-metadata",
        Part.WAY,
        "Status 307 to 169.254.169.254, where clouds keep credentials.",
        "Never follows.",
    )

    def found_as(self, *, crl: bool) -> str:
        """The finding code on an OCSP response, or on a CRL, with this fault; empty where there is none."""
        return f"malformed-{'crl' if crl else 'ocsp'}" if self.code == "malformed" else self.code


def fault_table() -> Table:
    """All faults for people."""
    return Table(
        ("Fault", "Of", "What the twin does", "A right client", "Finding"),
        [(Cell(fault, code=True), fault.part.value, fault.does, fault.client, Cell(_codes(fault), code=True)) for fault in Fault],
        caption="Faults of the offline twin (a simulation)",
    )


def _codes(fault: Fault) -> str:
    return " or ".join(dict.fromkeys(fault.found_as(crl=crl) for crl in (False, True)))
