"""The station of ``pnc station``, of what its options give; what is assumed for the rest is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workbench.cli.endpoints import certificates_in, first_line, private_key_in
from workbench.errors import InputError
from workbench.net.machines.clock import Clock
from workbench.net.machines.keys import KeyRing
from workbench.net.machines.outfits import SAMPLE_PASSWORD
from workbench.net.machines.servers import SAMPLE_SERVER_NAME
from workbench.net.machines.station import Station
from workbench.net.tls import common_name
from workbench.net.websocket import ServerName
from workbench.net.websocket.urls import fault_of_identity
from workbench.station.device_model import SECURITY, default_model
from workbench.station.outfit import with_csms_root, with_station_chain
from workbench.station.state import StationState
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse

    from workbench.certs.items import Item


def made_station(arguments: argparse.Namespace, assumptions: list[str]) -> Station:
    """The station; the samples' where neither roots nor a chain are given.

    Raises
    ------
    InputError
        The options do not fit together, or a file cannot be used.
    """
    clock = Clock(arguments.at) if arguments.at else None
    common = {"personality": arguments.personality, "clock": clock, "version": arguments.ocpp}
    if arguments.identity and (fault := fault_of_identity(arguments.identity)):
        raise InputError(fault, hint="Give another --identity.")
    if bool(arguments.chain) != bool(arguments.key):
        raise InputError("A client certificate needs both its chain and its key.", hint="Give --chain FILE and --key FILE.")
    if not arguments.root and not arguments.chain:
        assumptions.append("Sample station: its roots and its certificates are the samples', whose keys are published.")
        station = Station(identity=arguments.identity, root_check=arguments.root_check, **common)
    else:
        station = _own(arguments, common)
    if station.clock.simulated:
        assumptions.append(f"The station's clock stands at {rfc3339(station.clock.now())}: OpenSSL judges validity at that time.")
    return station


def _own(arguments: argparse.Namespace, common: dict[str, Any]) -> Station:
    roots = certificates_in(arguments.root)
    now = (common["clock"] or Clock(None)).now()
    chain = certificates_in([arguments.chain]) if arguments.chain else ()
    identity = arguments.identity or (common_name(chain[0]) if chain else "") or "CS0001"
    if fault := fault_of_identity(identity):
        raise InputError(fault, hint="Give --identity.")
    ring = KeyRing(identity, forgets=True)
    model = default_model(root_check=arguments.root_check).with_value(SECURITY, "Identity", identity)
    state = StationState(model=model)
    for root in roots:
        state = with_csms_root(state, root, roots, now)
    if chain:
        key = private_key_in(arguments.key, arguments.key_password_file)
        _require_match(key, chain[0])
        state = with_station_chain(state, chain, ring.put(key, "station-client"), roots)
    return Station(state, identity=identity, keys=ring, **common)


def _require_match(key: Any, leaf: Item) -> None:
    if leaf.certificate is None or leaf.certificate.public_key() != key.public_key():
        raise InputError("The private key is another certificate's than the chain's first.", hint="Give the leaf first in --chain.")


def security_profile(arguments: argparse.Namespace) -> int:
    """As given; else by the URL's scheme and by what the station has.

    Raises
    ------
    InputError
        It does not fit the URL.
    """
    secure = urlsplit(arguments.connect).scheme == "wss"
    if arguments.profile is None:
        return (3 if arguments.chain else 2) if secure else (1 if arguments.password_file else 0)
    profile = int(arguments.profile)
    if secure != (profile >= 2):
        wanted = "wss" if profile >= 2 else "ws"
        raise InputError(f"Security profile {profile} needs a {wanted}:// address.", hint=f"Write {wanted}://HOST:PORT/ocpp.")
    return profile


def give_password(arguments: argparse.Namespace, station: Station, profile: int, assumptions: list[str]) -> None:
    """Its BasicAuthPassword, for security profiles 1 and 2."""
    if profile not in {1, 2}:
        return
    if arguments.password_file:
        password = first_line(arguments.password_file)
    else:
        password = SAMPLE_PASSWORD
        assumptions.append("BasicAuthPassword is the samples', which is published: --password-file FILE gives another.")
    station.past.secrets = station.past.secrets.keeping(SECURITY, "BasicAuthPassword", password)


def server_name(arguments: argparse.Namespace, profile: int, assumptions: list[str]) -> ServerName:
    """Which name the server's certificate must hold."""
    if profile < 2:
        return ServerName(check=False)
    if arguments.server_name == "-":
        assumptions.append("The server's name is not checked: any certificate below the roots is taken.")
        return ServerName(check=False)
    if arguments.server_name is None and not arguments.root:
        assumptions.append(
            f"The server's certificate must hold {SAMPLE_SERVER_NAME}, the sample server's name, whatever the URL's host is."
        )
        return ServerName(name=SAMPLE_SERVER_NAME)
    return ServerName(name=arguments.server_name or "")
