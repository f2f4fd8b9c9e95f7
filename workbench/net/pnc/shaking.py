"""Let a vehicle and a station shake hands, and explain it: OpenSSL's end, the rules that OpenSSL does not know, the diagnosis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.diagnosis import Use
from workbench.findings import Finding, Severity
from workbench.net.pnc.asked_of_hello import NOT_SPOKEN
from workbench.net.pnc.channel import Channel, words_of
from workbench.net.pnc.client_hello import read_client_hello
from workbench.net.pnc.handshake import Handshake
from workbench.net.pnc.judging import judged
from workbench.net.pnc.shown_chain import chain_in
from workbench.net.tls.stapling_contexts import ev_context, secc_context
from workbench.net.tls.stapling_judgement import Looking

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.diagnosis import Diagnosis
    from workbench.net.pnc.channel import End
    from workbench.net.pnc.setting import Setting
    from workbench.net.pnc.wire import Side

_BAD_STATUS, _REQUIRED = 113, 116
_CLIENT_HELLO = b"\x01"
VEHICLE_STATUS = "Whether the vehicle's chain is revoked: a station asks its CSMS for that (M07)."
_NAME = "Whether the station is the one that it says: a vehicle expects no SECCID. Its domain component is checked."


def shake_hands(setting: Setting) -> tuple[Handshake, Channel]:
    """The handshake, and the channel: open where it is ok, closed where not.

    Raises
    ------
    InputError
        OpenSSL does not take a certificate or a key.
    """
    channel, looking = _channel(setting)
    content = channel.shake_hands()
    secc_chain, vehicle_chain = _shown(channel, "SECC", setting), _shown(channel, "EV", setting)
    typed = [("V2GRootCertificate", one) for one in setting.ev.roots]
    secc = judged(secc_chain, typed, setting.at, Use.SECC, staple=looking.staple)
    vehicle = judged(vehicle_chain, setting.secc.vehicle_roots, setting.at, Use.VEHICLE)
    ender = _ender(channel, secc, vehicle, content=content)
    findings = list(dict.fromkeys((*_of(secc), *_of(vehicle), *looking.findings)))
    cause = None if ender is None else _cause(ender, looking, secc, vehicle, setting)
    if cause is not None and cause not in findings:
        findings.insert(0, cause)
    connection, hello = channel.ev.connection, read_client_hello(_hello(channel))
    handshake = Handshake(
        ok=ender is None,
        edition=setting.edition,
        at=setting.at,
        version=connection.get_protocol_version_name() if content else "",
        cipher=connection.get_cipher_name() or "" if content else "",
        group=", ".join(hello.groups) if content else "",  # one is offered
        hello=hello,
        records=channel.records,
        secc_chain=secc_chain,
        vehicle_chain=vehicle_chain,
        staple=looking.staple,
        judged=looking.verdict,
        secc=secc,
        vehicle=vehicle,
        alert=None if ender is None or content else ender.alert,
        ended_by="" if ender is None else ender.name,
        said="" if ender is None or content else ender.refused or words_of(ender.error),
        cause=cause,
        findings=tuple(findings),
        not_checked=_not_checked(setting, vehicle, looked=looking.looked),
    )
    if content and ender is not None:
        channel.close(ender.name)
    return handshake, channel


def _channel(setting: Setting) -> tuple[Channel, Looking]:
    ev, secc = setting.ev, setting.secc
    insists = setting.edition == "-2" if ev.insists is None else ev.insists
    looking = Looking(setting.edition, secc.own.chain, ev.roots, setting.at, given=secc.staple, insists=insists)
    own = ev.vehicle.own if ev.vehicle is not None and setting.edition == "-20" else None
    takes = [one for _, one in secc.vehicle_roots]
    secc_side = secc_context(setting.edition, secc.own.own, takes, setting.at, secc.staple)
    return Channel(ev_context(setting.edition, own, ev.roots, setting.at, looking.accepts), secc_side, setting.edition), looking


def _hello(channel: Channel) -> bytes:
    body = next(channel.recorder.messages("EV", "ClientHello")).body
    return _CLIENT_HELLO + len(body).to_bytes(3, "big") + body


def _shown(channel: Channel, side: Side, setting: Setting) -> tuple[Item, ...]:
    message = next(channel.recorder.messages(side, "Certificate"), None)
    return () if message is None else chain_in(message, tls13=setting.edition == "-20", named=side)


def _ender(channel: Channel, secc: Diagnosis | None, vehicle: Diagnosis | None, *, content: bool) -> End | None:
    """Who broke off: the one that sent the first alert, or failed first; or whose rules refuse what OpenSSL took."""
    ends = (channel.ev, channel.secc)
    if not content:
        return next((one for one in ends if one.alert is not None), None) or next((one for one in ends if one.error), channel.ev)
    if secc is not None and not secc.ok:
        return channel.ev
    return channel.secc if vehicle is not None and not vehicle.ok else None


def _cause(ender: End, looking: Looking, secc: Diagnosis | None, vehicle: Diagnosis | None, setting: Setting) -> Finding:
    if ender.alert == _BAD_STATUS:
        return next((one for one in looking.findings if one.severity is Severity.ERROR), _unexplained(ender))
    if ender.alert == _REQUIRED:
        return _nothing_shown(setting)
    refused = secc if ender.name == "EV" else vehicle
    if refused is not None and refused.cause is not None:
        return refused.cause
    return _unexplained(ender, refused)


def _nothing_shown(setting: Setting) -> Finding:
    return Finding(
        code="handshake-failed",
        message="The station asked for the vehicle's certificate, and the vehicle showed none.",
        severity=Severity.ERROR,
        requirement="V2G20-2339",
        observed="an empty Certificate message",
        expected="a vehicle certificate below one of " + (", ".join(kind for kind, _ in setting.secc.vehicle_roots) or "its roots"),
        remedy="Give the vehicle its vehicle certificate: in ISO 15118-20 both sides show one.",
    )


def _unexplained(ender: End, taken: Diagnosis | None = None) -> Finding:
    """OpenSSL refuses what the diagnosis takes: the two disagree, which is said, with what the diagnosis says of OpenSSL."""
    words = ender.refused or words_of(ender.error) or "no words"
    if (warned := next((one for one in _of(taken) if "OpenSSL refuses" in one.message), None)) is not None:
        return replace(warned, severity=Severity.ERROR, message=f"{warned.message[:-1]}: {words}.")
    return Finding(
        code="handshake-failed",
        message=f"OpenSSL of the {ender.name} ended the handshake: {words}. The diagnosis of the chain finds nothing against it.",
        severity=Severity.ERROR,
        observed=words,
        expected="a chain that both take",
        remedy="Look at what each checks: OpenSSL takes no extension for known that it does not know, and knows no ISO 15118.",
    )


def _of(diagnosis: Diagnosis | None) -> tuple[Finding, ...]:
    return () if diagnosis is None else diagnosis.findings


def _not_checked(setting: Setting, vehicle: Diagnosis | None, *, looked: bool) -> tuple[str, ...]:
    said = [NOT_SPOKEN[setting.edition], _NAME]
    if not looked:
        said.append("What was stapled: the handshake ended before it.")
    if vehicle is not None and "revocation" in vehicle.not_checked:
        said.append(VEHICLE_STATUS)
    return tuple(said)
