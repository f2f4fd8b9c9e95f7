"""The CSMS roots and servers of the scenarios: those of the sample PKI, and a few more that it would issue, with the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from workbench.certs import loading
from workbench.data import samples_directory
from workbench.sample_pki.declaration import read_declaration
from workbench.sample_pki.issuance import Issuance
from workbench.station.moves import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.sample_pki.declaration import Declaration

HOST = "csms.pnc.example"
"""What the stations of the scenarios call."""
_SIGNED = 'extensions = ["basicConstraints critical", "keyUsage critical", "subjectKeyIdentifier", "authorityKeyIdentifier"]'


def _line(letter: str, name: str, *, root: str = "", root_from: str = "2026-05-04", lifetime: str = "", server: str = "") -> str:
    """TOML of a root, where ``root`` says more of it, and of the Sub-CA and the server below it."""
    ends = f'lifetime = "{lifetime}"' if lifetime else ""
    made = f"""
[certificate."ocpp/csms-root-{name}"]
kind = "csms-root"
common_name = "Sample CSMS Root CA {letter}"
organization = "Sample Charge Point Operator"
valid_from = {root_from}
description = "for a scenario"
{root}
{ends}
"""
    below = f"""
[certificate."ocpp/csms-sub-ca-{name}"]
kind = "csms-sub-ca"
issuer = "csms-root-{name}"
common_name = "Sample CSMS Sub-CA {letter}"
organization = "Sample Charge Point Operator"
valid_from = 2026-05-11
description = "for a scenario"
{ends}
[certificate."ocpp/csms-server-{name}"]
kind = "csms-server"
issuer = "csms-sub-ca-{name}"
common_name = "csms.pnc.example"
organization = "Sample Charge Point Operator"
valid_from = 2026-05-18
description = "for a scenario"
{server or ends}
"""
    return (made if root else "") + below


_MORE = "".join(
    (
        _line("C", "unsigned"),  # the root itself is a sample
        _line("D", "third", root=f'issuer = "csms-root-new"\n{_SIGNED}'),
        _line("E", "future", root=f'issuer = "csms-root"\n{_SIGNED}', root_from="2026-07-01"),
        _line("F", "short", root="# self-signed", lifetime="56 days"),
        _line("G", "after-short", root=f'issuer = "csms-root-short"\n{_SIGNED}'),
    )
)


@dataclass(frozen=True, slots=True)
class Root:
    """A CSMS root of a scenario with the server below it.

    Attributes
    ----------
    name
        For people, e.g. ``"root A"``.
    item
        The certificate.
    server
        Leaf and Sub-CA below it.
    """

    name: str
    item: Item
    server: Server

    @property
    def pem(self) -> str:
        """The certificate as InstallCertificate carries it."""
        return x509.load_der_x509_certificate(self.item.der).public_bytes(Encoding.PEM).decode("ascii")

    @property
    def sha256(self) -> str:
        """Fingerprint, 64 lower-case hex digits."""
        return self.item.facts.sha256 if self.item.facts is not None else ""

    @property
    def self_signed(self) -> bool:
        """Whether it stands for itself; else an older root signed it."""
        return self.item.facts is not None and self.item.facts.self_issued

    @property
    def begins(self) -> datetime:
        """The beginning of its validity, UTC-aware."""
        facts = self.item.facts
        return facts.not_before if facts is not None and facts.not_before is not None else start()

    @property
    def ends(self) -> Iterator[tuple[datetime, str]]:
        """When its certificates and those below it end, and what then ends."""
        for item, what in (
            (self.item, self.name),
            (self.server.chain[1], "the Sub-CA below"),
            (self.server.chain[0], "the server below"),
        ):
            if item.facts is not None and item.facts.not_after is not None:
                yield item.facts.not_after, what if what == self.name else f"{what} {self.name}"


_LETTERS = {"": "A", "-new": "B", "-unsigned": "C", "-third": "D", "-future": "E", "-short": "F", "-after-short": "G"}


@cache
def root(which: str = "") -> Root:
    """A root by what follows ``csms-root`` in its name: nothing, ``-new``, ``-unsigned``, ``-third``, ``-future``, ``-short``."""
    issuance = _issuance()
    names = [f"ocpp/csms-{part}{which}" for part in ("root", "server", "sub-ca")]
    files = [(f"{name}.pem", issuance.certificate(name)) for name in names]
    anchor, *chain = loading.load(files).items
    name = f"root {_LETTERS[which]}"
    return Root(name, anchor, Server(name, tuple(chain), HOST))


@cache
def stranger() -> Server:
    """A server of quite another PKI: a vehicle's charging point."""
    issuance = _issuance()
    names = ("iso15118-2/secc", "iso15118-2/cpo-sub-ca2", "iso15118-2/cpo-sub-ca1")
    return Server("a stranger", loading.load([(f"{name}.pem", issuance.certificate(name)) for name in names]).items, HOST)


@cache
def start() -> datetime:
    """The samples' reference time, UTC-aware."""
    return _declaration().reference_time


@cache
def _issuance() -> Issuance:
    return Issuance(_declaration())


@cache
def _declaration() -> Declaration:
    return read_declaration((samples_directory() / "pki.toml").read_text("utf-8") + _MORE)
