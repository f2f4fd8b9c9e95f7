"""A TLS handshake between two contexts in memory: the same OpenSSL and the same alerts as over a socket, no socket."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.net.tls.alerts import trouble_of
from workbench.net.tls.at_a_time import verdict_at
from workbench.net.tls.contexts import looking_context
from workbench.net.tls.presented import chain_of
from workbench.net.tls.speaking import SpeakingObject

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.net.tls.contexts import TlsContext

_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Handshake:
    """What came of it.

    Attributes
    ----------
    ok
        Both sides are content: OpenSSL in the handshake and, where a context has a time of its own, at that time after it.
    said
        OpenSSL's words where it is not ok.
    alert
        The alert that the other side received, by its name in RFC 8446. Empty where none was sent: also where a certificate is
        refused for its time alone at another time than the machine's, which OpenSSL cannot do in the middle of a handshake.
    refused_by
        ``"client"``, ``"server"``, or empty.
    chain
        The server's certificates as it showed them, its own first; where the client refused, from a second look that verifies
        nothing.
    client_chain
        The client's; empty where it showed none, or was refused.
    version, cipher
        ``"TLSv1.3"``, ``"TLS_AES_256_GCM_SHA384"``; empty where the handshake failed.
    not_checked
        What was not looked at, in sentences.
    """

    ok: bool
    said: str = ""
    alert: str = ""
    refused_by: str = ""
    chain: tuple[Item, ...] = ()
    client_chain: tuple[Item, ...] = ()
    version: str = ""
    cipher: str = ""
    not_checked: tuple[str, ...] = ()


def handshake_in_memory(client: TlsContext, server: TlsContext, *, server_name: str = "") -> Handshake:
    """Let two contexts shake hands.

    Parameters
    ----------
    server_name
        What the client asks for (SNI) and, where its context checks names, what the server's certificate must hold. Empty: no name
        is checked, which the answer says.
    """
    not_checked = () if client.check_hostname and server_name else ("The server's name was not checked.",)
    checks = client.check_hostname
    try:
        if not server_name:
            client.check_hostname = False
        one, other, error, refused_by = _shake(client, server, server_name)
    finally:
        client.check_hostname = checks
    if error is not None:
        trouble = trouble_of(error)
        hearer = other if refused_by == "client" else one
        heard = trouble_of(hearer.trouble) if hearer.trouble is not None else None
        chain = _second_look(server, server_name) if refused_by == "client" else chain_of(one, named="TLS server")
        alert = heard.alert if heard is not None and heard.from_peer else ""
        return Handshake(ok=False, said=trouble.said, alert=alert, refused_by=refused_by, chain=chain, not_checked=not_checked)
    chain, client_chain = chain_of(one, named="TLS server"), chain_of(other, named="TLS client")
    cipher = one.cipher()
    done = Handshake(
        ok=True,
        chain=chain,
        client_chain=client_chain,
        version=one.version() or "",
        cipher=cipher[0] if cipher else "",
        not_checked=not_checked,
    )
    return _judged_in_time(done, client, server)


def _judged_in_time(done: Handshake, client: TlsContext, server: TlsContext) -> Handshake:
    if client.at is not None and not (verdict := verdict_at(done.chain, client.anchors, client.at)).ok:
        return replace(done, ok=False, said=verdict.said, refused_by="client")
    if server.at is not None and done.client_chain:
        verdict = verdict_at(done.client_chain, server.anchors, server.at)
        if not verdict.ok:
            return replace(done, ok=False, said=verdict.said, refused_by="server")
    return done


def _shake(client: TlsContext, server: TlsContext, name: str) -> tuple[SpeakingObject, SpeakingObject, ssl.SSLError | None, str]:
    """Both ends, and who refused first with what."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(to_client, to_server, server_hostname=name or None)
    other = server.wrap_bio(to_server, to_client, server_side=True)
    if not isinstance(one, SpeakingObject) or not isinstance(other, SpeakingObject):
        raise TypeError("contexts of workbench.net.tls")
    first: tuple[ssl.SSLError, str] | None = None
    for _ in range(_MOST_ROUNDS):
        settled = True
        for side, named in ((one, "client"), (other, "server")):
            settled &= _step(side)
            if side.trouble is not None and first is None:
                first = (side.trouble, named)
        if settled or (one.trouble and other.trouble):
            break
    return one, other, *(first or (None, ""))


def _step(side: SpeakingObject) -> bool:
    """One step of one end; whether it has nothing more to do. After its handshake it reads: TLS 1.3 refuses clients that late."""
    try:
        side.do_handshake()
        side.read(1)
    except ssl.SSLError:
        return side.trouble is not None
    return True


def _second_look(server: TlsContext, name: str) -> tuple[Item, ...]:
    one, _, _, _ = _shake(looking_context(), server, name)
    return chain_of(one, named="TLS server")
