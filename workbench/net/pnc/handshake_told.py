"""A TLS handshake told record by record: what each is for, and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.net.pnc.step import Outcome, Party, Step
from workbench.net.pnc.tls_numbers import SUITES, named

if TYPE_CHECKING:
    from workbench.net.pnc.handshake import Handshake
    from workbench.net.pnc.wire import Record

_PARTIES = {"EV": Party.EV, "SECC": Party.SECC}
_PURPOSES = {
    "EncryptedExtensions": "what else the station agrees to",
    "CertificateRequest": "the station wants the vehicle's certificate, too",
    "ServerKeyExchange": "a fresh key, signed with the key of the station's certificate: the proof that it has that key",
    "ServerHelloDone": "over to the vehicle",
    "ClientKeyExchange": "the vehicle's fresh key: now both have the same secret",
    "CertificateVerify": "a signature over all that was said: the proof that the sender has its certificate's key",
    "Finished": "a check value over all that was said: nobody changed it on the way",
    "Finished, encrypted": "a check value over all that was said: nobody changed it on the way",
    "change_cipher_spec": "from here on encrypted",
    "NewSessionTicket": "for a session later on; not used here",
}


def told(handshake: Handshake) -> tuple[Step, ...]:
    """A step for each record of a handshake."""
    return tuple(_step(handshake, one) for one in handshake.records)


def sealed(handshake: Handshake) -> tuple[int, int] | None:
    """From which record to which the cable is blind; None where all of it can be read."""
    places = [place for place, one in enumerate(handshake.records) if one.encrypted]
    return (places[0], places[-1]) if places else None


def _step(handshake: Handshake, record: Record) -> Step:
    other = Party.SECC if record.sender == "EV" else Party.EV
    blind = " Somebody at the cable sees its size alone." if record.alert and record.encrypted else ""
    words = f"{_words(handshake, record)}{blind}"
    outcome = Outcome.REFUSED if record.fatal else Outcome.PLAIN
    name = (
        record.said if record.said != "change_cipher_spec" or handshake.edition == "-2" else "change_cipher_spec (for old routers)"
    )
    return Step(_PARTIES[record.sender], other, name, size=record.size, said=words, outcome=outcome)


def _words(handshake: Handshake, record: Record) -> str:
    said = record.said
    if (words := _WORDS.get(said)) is not None:
        return words(handshake, record)
    if record.alert:
        return handshake.cause.message if record.fatal and handshake.cause else said
    if said == "change_cipher_spec" and handshake.edition == "-20":
        return "means nothing in TLS 1.3"
    return _PURPOSES.get(said, "")


def _hello(handshake: Handshake, _record: Record) -> str:
    hello = handshake.hello
    suites, groups = ", ".join(hello.suite_names), ", ".join(hello.groups)
    return f"{', '.join(hello.versions)}; {suites}; curve {groups}; asks for an OCSP response"


def _certificates(handshake: Handshake, record: Record) -> str:
    chain = handshake.secc_chain if record.sender == "SECC" else handshake.vehicle_chain
    names = " ← ".join(name_of(one.facts) if one.facts else "unreadable" for one in chain) or "none"
    return f"{names}{'; the OCSP response inside' if _staple_inside(handshake, record) else ''}"


def _staple(handshake: Handshake, _record: Record) -> str:
    return f"the stapled OCSP response, {len(handshake.staple or b''):,} octets"


def _staple_inside(handshake: Handshake, record: Record) -> bool:
    return handshake.edition == "-20" and record.sender == "SECC" and handshake.staple is not None


def _taken(_handshake: Handshake, record: Record) -> str:
    """The suite of a ServerHello."""
    body = record.messages[0].body
    behind = 35 + body[34]  # version, random, session id
    return f"takes {named(int.from_bytes(body[behind : behind + 2], 'big'), SUITES)}"


_WORDS = {"ClientHello": _hello, "ServerHello": _taken, "Certificate": _certificates, "CertificateStatus": _staple}
