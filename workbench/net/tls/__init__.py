"""READ FIRST: contexts.py. TLS between a station and its CSMS, with stdlib ``ssl``; every choice of a verifier is made explicitly.

:mod:`contexts` has the two contexts, :mod:`own_chain` gives them a chain and its key, :mod:`in_memory` lets them shake hands
without a socket. :mod:`speaking` makes asyncio send the alerts that it would swallow, :mod:`alerts` says what they mean.
:mod:`presented` is the peer's chain, :mod:`at_a_time` OpenSSL's verdict on it at another time than the machine's clock shows.
:mod:`stapling` is another handshake, of a station with a vehicle, by pyOpenSSL: stdlib ``ssl`` cannot staple.
"""

from workbench.net.tls.alerts import Trouble, trouble_of
from workbench.net.tls.at_a_time import verdict_at
from workbench.net.tls.contexts import TlsContext, client_context, looking_context, server_context
from workbench.net.tls.in_memory import Handshake, handshake_in_memory
from workbench.net.tls.presented import chain_of, common_name

__all__ = [
    "Handshake",
    "TlsContext",
    "Trouble",
    "chain_of",
    "client_context",
    "common_name",
    "handshake_in_memory",
    "looking_context",
    "server_context",
    "trouble_of",
    "verdict_at",
]
