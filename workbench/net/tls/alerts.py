"""What a TLS alert, or OpenSSL's refusal, means between a station and its CSMS, and what to do (RFC 8446 6.2)."""

from __future__ import annotations

import re
import ssl
from typing import NamedTuple


class Trouble(NamedTuple):
    """Why a handshake failed.

    Attributes
    ----------
    alert
        The alert's name in RFC 8446, ``"unknown_ca"``; empty where there was none.
    from_peer
        Whether the peer sent it; else this side refused.
    said
        OpenSSL's words.
    cause
        What it means, one sentence.
    remedy
        What to do, one sentence.
    """

    alert: str
    from_peer: bool
    said: str
    cause: str
    remedy: str


_ALERTS: dict[str, tuple[str, str]] = {
    "unknown_ca": (
        "The peer finds no path from the certificate to a root that it trusts.",
        "Install the root on the peer, or send the sub-CAs with the certificate.",
    ),
    "bad_certificate": (
        "The peer cannot use the certificate: a wrong name, a wrong signature, or a field that it does not take.",
        "Run `pnc lint` and `pnc diagnose` on the chain, and compare its name with the one that the peer expects.",
    ),
    "certificate_expired": (
        "The certificate's validity is over, or has not begun, by the peer's clock.",
        "Renew it (A02), or set the peer's clock.",
    ),
    "certificate_revoked": ("The peer knows the certificate as revoked.", "Renew it with a new key (A02)."),
    "certificate_unknown": ("The peer does not take the certificate and does not say why.", "Look into the peer's log."),
    "unsupported_certificate": (
        "The certificate is not made for this: its purpose or its key's algorithm.",
        "Run `pnc lint` on it; an extended key usage that lacks this purpose is the usual cause.",
    ),
    "certificate_required": (
        "The server asks for a client certificate, and none was sent (security profile 3).",
        "Give the station its chain and key, or use security profile 2 on both sides.",
    ),
    "handshake_failure": (
        "The two have no cipher suite, curve or signature algorithm in common; or a client certificate is missing.",
        "Compare the keys' algorithms and the cipher suites; under security profile 3 check that the station has its chain.",
    ),
    "protocol_version": ("The two have no TLS version in common.", "OCPP asks for TLS 1.2 at least: update the older side."),
    "insufficient_security": ("The peer wants stronger parameters.", "Use keys of at least 112 bits (A00.FR.501)."),
    "decrypt_error": (
        "A signature of the handshake is wrong: a certificate whose private key the sender does not have.",
        "Give the sender the key that belongs to its certificate.",
    ),
    "unrecognized_name": ("The server does not know the name that was asked for.", "Check the server name (SNI)."),
    "access_denied": ("The certificate is sound, and its owner may not connect.", "Ask who runs the peer."),
    "internal_error": ("The peer has a fault of its own.", "Look into the peer's log."),
    "close_notify": ("The peer ended the connection in an orderly way.", "Look into the peer's log."),
    "user_canceled": ("The peer gave up.", "Look into the peer's log."),
}

_REFUSALS: dict[str, tuple[str, str]] = {
    "HTTP_REQUEST": ("The client speaks plain HTTP to a TLS port.", "Connect with wss://, or serve security profile 0 or 1."),
    "HTTPS_PROXY_REQUEST": ("The client takes this port for a proxy.", "Connect directly."),
    "NO_SHARED_CIPHER": _ALERTS["handshake_failure"],
    "UNSUPPORTED_PROTOCOL": _ALERTS["protocol_version"],
    "NO_PROTOCOLS_AVAILABLE": _ALERTS["protocol_version"],
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": (
        "The station showed no client certificate (security profile 3).",
        "Give the station its chain and key, or use security profile 2 on both sides.",
    ),
}
_NO_TLS = ("The peer does not speak TLS.", "Check the port, and that the server has a security profile of 2 or 3.")
_NO_TLS_REASONS = {"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "BAD_RECORD_TYPE"}
_VERIFY: dict[int, tuple[str, str, str]] = {  # X509_V_ERR_*: alert as OpenSSL maps it, cause, remedy
    2: ("unknown_ca", "An issuer is not at hand.", "Install the root, or let the peer send its sub-CAs."),
    9: ("bad_certificate", "The certificate's validity has not begun.", "Check the clocks."),
    10: ("certificate_expired", "A certificate has expired.", "Let the peer renew it, or set the clock."),
    18: ("unknown_ca", "The certificate is self-signed and not trusted.", "Install it, if it is a root that you trust."),
    19: ("unknown_ca", "The chain ends at a root that is not trusted.", "Install that root, if it is right."),
    20: (
        "unknown_ca",
        "No trusted root issued this certificate, or a sub-CA is missing.",
        "Install the root, or send the sub-CAs.",
    ),
    21: ("unknown_ca", "Only the first certificate came, and no trusted root issued it.", "Let the peer send its sub-CAs."),
    7: ("decrypt_error", "A signature in the chain is wrong.", "Run `pnc diagnose` on the chain."),
    26: ("unsupported_certificate", "The certificate is not made for this purpose.", "Run `pnc lint` on it."),
    62: (
        "bad_certificate",
        "The certificate does not hold the server's name.",
        "Compare its subjectAltName, or CN, with the URL's host.",
    ),
    64: (
        "bad_certificate",
        "The certificate does not hold the server's IP address.",
        "Connect by name, or give the name to check.",
    ),
}


def trouble_of(error: BaseException) -> Trouble:
    """What a failed handshake means, whoever ended it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        alert, cause, remedy = _VERIFY.get(
            error.verify_code, ("bad_certificate", "OpenSSL does not take the certificate.", "Run `pnc diagnose` on the chain.")
        )
        return Trouble(
            alert, from_peer=False, said=f"{error.verify_message} (error {error.verify_code})", cause=cause, remedy=remedy
        )
    reason = str(getattr(error, "reason", "") or "")
    if heard := _alert_in(reason):
        cause, remedy = _ALERTS.get(heard, (f"The peer sent the alert {heard}.", "Look into the peer's log."))
        return Trouble(heard, from_peer=True, said=f"alert {heard}", cause=cause, remedy=remedy)
    if reason in _REFUSALS:
        return _own(reason, *_REFUSALS[reason])
    if reason in _NO_TLS_REASONS:
        return _own(reason, *_NO_TLS)
    if isinstance(error, ssl.SSLEOFError | ConnectionError):
        return Trouble(
            "",
            from_peer=True,
            said="the connection ended",
            cause="The peer ended the connection in the middle of the handshake, without an alert.",
            remedy="Look into the peer's log; a server without TLS on this port does so too.",
        )
    said = reason or str(error) or type(error).__name__
    return _own(said, f"The handshake failed: {said}.", "Try `openssl s_client -connect HOST:PORT` for a second view.")


def _own(said: str, cause: str, remedy: str) -> Trouble:
    return Trouble("", from_peer=False, said=said, cause=cause, remedy=remedy)


def _alert_in(reason: str) -> str:
    """The alert's name in OpenSSL's reason: TLSV1_ALERT_UNKNOWN_CA, TLSV13_ALERT_CERTIFICATE_REQUIRED, TLSV1_UNRECOGNIZED_NAME."""
    found = re.fullmatch(r"(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?([A-Z_]+)", reason)
    if found is None:
        return ""
    name = found[1].lower()
    return name if "ALERT_" in reason or name in _ALERTS else ""
