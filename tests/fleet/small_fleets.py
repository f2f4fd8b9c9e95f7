"""Small fleets out of the samples: what each station lists, by file names; and certificates that are made for one test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import workbench as wb
from workbench.certs.items import Item, ItemType, Source
from workbench.fleet.inventory import Inventory
from workbench.fleet.known import Known
from workbench.fleet.schema import ANSWERS, SIGHTINGS, STATIONS, schema_of
from workbench.fleet.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAMPLES = Path(__file__).parents[2] / "sample_certs"
AT = datetime(2026, 6, 1, tzinfo=UTC)
V2G_ROOT, MO_ROOT, CSMS_ROOT, MANUFACTURER_ROOT, OEM_ROOT = (
    f"{name}RootCertificate" for name in ("V2G", "MO", "CSMS", "Manufacturer", "OEM")
)
CHAIN = "V2GCertificateChain"
Entry = tuple[str, str, str, str]


@cache
def item(file: str) -> Item:
    """The first certificate of a sample file."""
    return wb.load(SAMPLES / file).certificates[0]


@cache
def sha256(file: str) -> str:
    facts = item(file).facts
    assert facts is not None
    return facts.sha256


@cache
def known() -> Known:
    """The ISO 15118-2 PKI, the second root with its cross-certificate, the CSMS's and the manufacturer's."""
    return Known.of(one for folder in ("iso15118-2", "variants", "ocpp") for one in wb.load(SAMPLES / folder).certificates)


@cache
def _entries(algorithm: str) -> dict[str, Entry]:
    rows = known().hashes
    rows = rows[rows["hash_algorithm"] == algorithm]
    return {row[4]: (row[0], row[1], row[2], row[3]) for row in rows.itertuples(index=False, name=None)}


def entry(file: str, algorithm: str = "SHA256") -> Entry:
    """A sample's hash data."""
    return _entries(algorithm)[sha256(file)]


@dataclass(frozen=True)
class Chain:
    """One element of certificateHashDataChain: file names of samples, or four fields."""

    certificate_type: str
    certificates: tuple[str | Entry, ...]


def chain(*certificates: str | Entry) -> Chain:
    return Chain(CHAIN, certificates)


SECC = chain("iso15118-2/secc.pem", "iso15118-2/cpo-sub-ca2.pem", "iso15118-2/cpo-sub-ca1.pem")
SECC_B = chain("variants/secc.pem", "variants/cpo-sub-ca.pem")
SECC_B_CROSSED = chain("variants/secc.pem", "variants/cpo-sub-ca.pem", "variants/v2g-root-b-by-a.pem")


def root(certificate_type: str, certificate: str | Entry) -> Chain:
    return Chain(certificate_type, (certificate,))


@dataclass
class Fleet:
    """Stations and their answers, each at its own time."""

    sightings: list[tuple[object, ...]] = field(default_factory=list)
    answers: list[tuple[object, ...]] = field(default_factory=list)
    stations: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def says(
        self,
        station: str,
        *chains: Chain,
        asked: str | None = "",
        at: datetime = datetime(2026, 5, 30, tzinfo=UTC),
        source: str = "station",
        profile: int | None = None,
        sender: tuple[str | None, str | None, str | None] = ("Vendor", "Model", "1"),
    ) -> Fleet:
        number = len(self.answers)
        self.answers.append((number, station, at, source, "Accepted" if chains else "NotFound", asked, f"test:{number}"))
        self.stations.setdefault(station, (station, *sender, "2.1", profile, None, None))
        for place, one in enumerate(chains):
            for child, given in enumerate(one.certificates):
                fields = entry(given) if isinstance(given, str) else given
                self.sightings.append((station, at, number, source, one.certificate_type, place, child, *fields))
        return self

    def tables(self) -> Tables:
        parts = ((self.sightings, SIGHTINGS), (self.answers, ANSWERS), (list(self.stations.values()), STATIONS))
        return Tables(
            *(
                ibis.memtable(pd.DataFrame(rows, columns=[column.name for column in columns]), schema=schema_of(columns))
                for rows, columns in parts
            )
        )

    def inventory(self, csms: str = "", at: datetime = AT, pile: Known | None = None) -> Inventory:
        server = tuple(wb.load(SAMPLES / csms).certificates) if csms else ()
        return Inventory(self.tables(), known() if pile is None else pile, at, server)


def fleet(stations: Mapping[str, Sequence[Chain]]) -> Fleet:
    made = Fleet()
    for station, chains in stations.items():
        made.says(station, *chains)
    return made


# --- certificates of a test's own ---


@cache
def key(label: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(label.encode().ljust(20, b"."), "big"), ec.SECP256R1())


@cache
def made(
    name: str,
    by: str | None = None,
    *,
    own_key: str | None = None,
    by_key: str | None = None,
    serial: int = 7,
    ca: bool = True,
    years: tuple[int, int] = (2020, 2040),
) -> Item:
    """A certificate of ``name`` issued by ``by`` (None: by itself); the keys are those of the names unless given."""
    issuer = by or name
    subject, above = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(key(own_key or name).public_key())
        .serial_number(serial)
        .not_valid_before(datetime(years[0], 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(years[1], 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(key(by_key or issuer), hashes.SHA256())
    )
    return Item(ItemType.CERTIFICATE, certificate.public_bytes(serialization.Encoding.DER), Source("made.pem"), certificate)
