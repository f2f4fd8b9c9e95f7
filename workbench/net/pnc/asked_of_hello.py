"""What ISO 15118 asks of a vehicle's ClientHello, held against one: what is offered, what is missing, and why that is so here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.display import Cell, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.pnc.client_hello import ClientHello

Edition = Literal["-2", "-20"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that an edition asks for.

    Attributes
    ----------
    what
        Its name in TLS.
    offered
        Whether the hello has it.
    purpose
        What it is for.
    unspoken
        Why the handshakes here cannot have it; empty where they can.
    requirement
        Where it is laid down; empty where that is not known from a public source.
    """

    what: str
    offered: bool
    purpose: str
    unspoken: str = ""
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    what: str
    holds: Callable[[ClientHello], bool]
    purpose: str
    unspoken: str = ""
    requirement: str = ""


def _suite(number: int) -> Callable[[ClientHello], bool]:
    return lambda hello: number in hello.suites


def _extension(number: int) -> Callable[[ClientHello], bool]:
    return lambda hello: hello.extension(number) is not None


_RULES: dict[str, tuple[_Rule, ...]] = {
    "-2": (
        _Rule("TLS 1.2", lambda hello: "TLS 1.2" in hello.versions, "the version of edition -2"),
        _Rule(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", _suite(0xC023), "one of the two suites: the key exchange is fresh each time"
        ),
        _Rule(
            "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256",
            _suite(0xC025),
            "the other one: the station's certificate is the key exchange, which is why its keyUsage has keyAgreement",
            "OpenSSL has no static ECDH since 1.1.0.",
        ),
        _Rule("secp256r1", lambda hello: "secp256r1" in hello.groups, "the one curve of edition -2", requirement="V2G2-006"),
        _Rule(
            "trusted_ca_keys",
            _extension(3),
            "tells the station which V2G roots the vehicle knows, so that it shows a chain below one of them",
            "Neither `ssl` nor pyOpenSSL can send it (RFC 6066 6).",
        ),
        _Rule(
            "status_request_v2",
            _extension(17),
            "asks for an OCSP response beside each certificate, sub-CAs too",
            "OpenSSL does not have it (RFC 6961); status_request, for the leaf alone, is sent instead.",
            "V2G2-871",
        ),
    ),
    "-20": (
        _Rule("TLS 1.3", lambda hello: hello.versions == ("TLS 1.3",), "the only version of edition -20", requirement="V2G20-2356"),
        _Rule(
            "TLS_AES_256_GCM_SHA384",
            _suite(0x1302),
            "one of the two suites; Python's own `ssl` cannot choose those of TLS 1.3 and offers AES-128 too, pyOpenSSL can",
        ),
        _Rule("TLS_CHACHA20_POLY1305_SHA256", _suite(0x1303), "the other one"),
        _Rule("secp521r1", lambda hello: "secp521r1" in hello.groups, "a curve for the key exchange", requirement="V2G20-2674"),
        _Rule(
            "x448",
            lambda hello: "x448" in hello.groups,
            "the other curve",
            "Python sets one curve at a time for a handshake; here it is secp521r1.",
            "V2G20-2319",
        ),
        _Rule("ecdsa_secp521r1_sha512", lambda hello: "ecdsa_secp521r1_sha512" in hello.signatures, "signatures on secp521r1"),
        _Rule("ed448", lambda hello: "ed448" in hello.signatures, "signatures of Ed448", requirement="V2G20-2319"),
        _Rule("status_request", _extension(5), "asks for OCSP responses", requirement="V2G20-2372"),
        _Rule(
            "certificate_authorities",
            _extension(47),
            "tells the station which V2G roots the vehicle knows (RFC 8446 4.2.4)",
            "Neither `ssl` nor pyOpenSSL can send it as a client.",
        ),
    ),
}

NOT_SPOKEN = {
    "-2": "The sub-CAs' OCSP responses: a real vehicle of edition -2 asks for them (status_request_v2), this one for the leaf's.",
    "-20": "OCSP responses of the sub-CAs and of the vehicle's chain: TLS 1.3 has room for them, pyOpenSSL for the leaf's alone.",
}


def held_against(hello: ClientHello, edition: Edition) -> tuple[Asked, ...]:
    """What the edition asks for, each with whether the hello has it."""
    return tuple(Asked(one.what, one.holds(hello), one.purpose, one.unspoken, one.requirement) for one in _RULES[edition])


def beyond(hello: ClientHello, edition: Edition) -> tuple[str, ...]:
    """Cipher suites that are offered though the edition does not list them: only what is listed may be spoken."""
    listed = {rule.what for rule in _RULES[edition]}
    return tuple(name for name in hello.suite_names if name not in listed)


def asked_table(asked: tuple[Asked, ...], edition: str) -> Table:
    """For people."""
    rows = [
        (
            Cell("offered", Tone.GOOD) if one.offered else Cell("missing", Tone.WARNING),
            Cell(one.what, code=True),
            f"{one.purpose[0].upper()}{one.purpose[1:]}.{f' {one.unspoken}' if one.unspoken and not one.offered else ''}",
            Cell(one.requirement, tight=True),
        )
        for one in asked
    ]
    return Table(("", "What", "What it is for", "Requirement"), rows, caption=f"What ISO 15118{edition} asks of the ClientHello")
