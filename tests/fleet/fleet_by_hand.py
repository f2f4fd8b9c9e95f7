"""Twenty stations written down by hand, of certificates of the samples; each has one thing that some question is about.

The hash data are made here with asn1crypto and hashlib, so that nothing of the code under test decides what the stations say.
"""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
from asn1crypto import pem, x509

import workbench as wb
from workbench.fleet import Inventory, Tables
from workbench.fleet.known import Known
from workbench.fleet.schema import ANSWERS, SIGHTINGS, STATIONS, schema_of

SAMPLES = Path(__file__).parents[2] / "sample_certs"

T1 = datetime(2026, 5, 1, tzinfo=UTC)
T2 = datetime(2026, 5, 20, 12, tzinfo=UTC)
T3 = datetime(2026, 5, 25, tzinfo=UTC)
AT = datetime(2026, 6, 1, tzinfo=UTC)

CSMS, MANUFACTURER, V2G = "CSMSRootCertificate", "ManufacturerRootCertificate", "V2GRootCertificate"
MO, OEM, CHAIN = "MORootCertificate", "OEMRootCertificate", "V2GCertificateChain"

# letter: file, letter of who issued it; the years in which they end are told below
CERTIFICATES = {
    "A": ("ocpp/csms-root.pem", "A"),  # CSMS root A, 2044-12-31
    "B": ("ocpp/csms-root-new.pem", "A"),  # CSMS root B, which A signed, 2036-05-03
    "C": ("ocpp/csms-root-unsigned.pem", "C"),  # CSMS root C, 2036-05-03
    "MF": ("ocpp/manufacturer-root.pem", "MF"),  # 2048-12-31
    "V1": ("iso15118-2/v2g-root.pem", "V1"),  # 2060-12-31
    "S1": ("iso15118-2/cpo-sub-ca1.pem", "V1"),  # 2028-01-14
    "S2": ("iso15118-2/cpo-sub-ca2.pem", "S1"),  # 2027-02-28
    "S2R": ("variants/cpo-sub-ca2-renewed.pem", "S1"),  # S2 with the same name and key until 2027-12-31
    "L1": ("iso15118-2/secc.pem", "S2"),  # 2026-07-14
    "LX": ("atlas/leaf-expired.pem", "S2"),  # 2026-05-09
    "VB": ("variants/v2g-root-b.pem", "VB"),  # 2062-12-31
    "VX": ("variants/v2g-root-b-by-a.pem", "V1"),  # VB's name and key, signed by V1, 2033-12-31
    "SB": ("variants/cpo-sub-ca.pem", "VB"),  # 2027-03-31
    "LB": ("variants/secc.pem", "SB"),  # 2026-07-19
    "MO": ("iso15118-2/mo-root.pem", "MO"),  # 2041-12-31
    "OEM": ("iso15118-2/oem-root.pem", "OEM"),  # 2059-12-31
    # at nobody's hand: the inventory knows what follows by its hashes alone
    "P": ("iso15118-20/v2g-root.pem", "P"),
    "PS1": ("iso15118-20/cpo-sub-ca1.pem", "P"),
    "PS2": ("iso15118-20/cpo-sub-ca2.pem", "PS1"),
    "PL": ("iso15118-20/secc.pem", "PS2"),
    "R": ("variants/private-root.pem", "R"),
    "RL": ("variants/secc-private.pem", "R"),
}
AT_HAND = tuple(letter for letter in CERTIFICATES if letter[0] not in "PR")

# station: vendor, model, firmware, version, security profile, maxLimit, AdditionalRootCertificateCheck
ALPHA, BETA, NOBODY = ("Alpha", "One", "1.0"), ("Beta", "Two", "2.0"), (None, None, None)
USUAL = ("2.1", 2, 20, False)
STATION_ROWS = {
    **{f"CS-{number:02}": (*ALPHA, *USUAL) for number in range(1, 21)},
    "CS-04": (*ALPHA, "2.1", 1, 20, False),  # no TLS
    "CS-07": (*BETA, *USUAL),
    "CS-08": (*BETA, *USUAL),
    "CS-10": (*NOBODY, *USUAL),
    "CS-16": (*ALPHA, "2.1", 2, 5, True),
    "CS-17": (*ALPHA, "2.1", 2, 10, True),
    "CS-18": (*ALPHA, "2.0.1", None, None, None),
    "CS-20": (*ALPHA, "2.1", 1, 20, False),
}

# answer, station, time, whose word, what was asked (None: not told), {type: entries}
# An entry is a certificate's letter, with "/384" by SHA384, with "~" as Beta writes it: the key hash over the whole
# SubjectPublicKeyInfo. A chain is leaf, then its children; chains are parted by "|".
REPLIES: tuple[tuple[int, str, datetime, str, str | None, dict[str, str]], ...] = (
    (1, "CS-01", T1, "station", "", {CSMS: "A", MANUFACTURER: "MF", V2G: "V1", MO: "MO", OEM: "OEM", CHAIN: "L1 S2 S1"}),
    (2, "CS-05", T1, "station", CSMS, {CSMS: "A"}),
    (3, "CS-06", T1, "station", "", {CSMS: "A", V2G: "V1", MANUFACTURER: "MF"}),
    (4, "CS-08", T1, "station", "", {CSMS: "A~"}),
    (5, "CS-10", T1, "station", "", {CSMS: "A", V2G: "P/384"}),
    # the complete station: nothing is amiss
    (11, "CS-01", T2, "station", "", {CSMS: "A", MANUFACTURER: "MF", V2G: "V1", MO: "MO", OEM: "OEM", CHAIN: "L1 S2 S1"}),
    # two CSMS roots; its leaf hangs below the renewed S2
    (12, "CS-02", T2, "station", "", {CSMS: "A C", MANUFACTURER: "MF", V2G: "V1", CHAIN: "L1 S2R S1"}),
    # NotFound
    (13, "CS-03", T2, "station", "", {}),
    # security profile 1: no CSMS root, and needs none
    (14, "CS-04", T2, "station", "", {V2G: "V1", CHAIN: "L1 S2 S1"}),
    # asked in two parts, three weeks apart, and never for ManufacturerRoot, MORoot, OEMRoot
    (15, "CS-05", T2, "station", f"{V2G},{CHAIN}", {V2G: "V1", CHAIN: "L1 S2 S1"}),
    # between the dates: MF is gone, MO has come, V1 is listed by another algorithm
    (16, "CS-06", T2, "station", "", {CSMS: "A", V2G: "V1/384", MO: "MO"}),
    # Beta's mistake
    (17, "CS-07", T2, "station", "", {CSMS: "A~", V2G: "V1~", CHAIN: "L1~ S2~ S1~"}),
    (18, "CS-08", T2, "station", "", {CSMS: "A~", V2G: "V1~"}),
    # a V2G root that nobody gave the certificate of, and a chain below it
    (19, "CS-09", T2, "station", "", {CSMS: "A", V2G: "P", CHAIN: "PL PS2 PS1"}),
    # the same root, listed twice
    (20, "CS-11", T2, "station", "", {CSMS: "A", V2G: "P P"}),
    # V2G root B; its chain carries the cross-sign VX. CSMS roots A and B
    (21, "CS-12", T2, "station", "", {CSMS: "A B", V2G: "VB", CHAIN: "LB SB VX"}),
    # the same without the cross-sign; CSMS root B alone
    (22, "CS-13", T2, "station", "", {CSMS: "B", V2G: "VB", CHAIN: "LB SB"}),
    # an expired leaf; V1 twice alike
    (23, "CS-14", T2, "station", "", {CSMS: "A", V2G: "V1 V1", CHAIN: "LX S2 S1"}),
    # A by two algorithms; V1 under two types; two chains that share their sub-CAs, as they should be listed
    (24, "CS-15", T2, "station", "", {CSMS: "A A/384", V2G: "V1", MO: "V1", CHAIN: "L1 S2 S1 | LX S2 S1"}),
    # full: five entries of five, and the root check is on
    (25, "CS-16", T2, "station", "", {CSMS: "A", V2G: "V1", CHAIN: "L1 S2 S1"}),
    # in the midst of a rotation: root and fallback; its chain is listed without children
    (26, "CS-17", T2, "station", "", {CSMS: "A B", V2G: "V1", CHAIN: "L1"}),
    # OCPP 2.0.1, nothing told about it, nor what it was asked
    (27, "CS-18", T2, "station", None, {CSMS: "A", V2G: "V1"}),
    # security profile 1, and a CSMS root all the same; a leaf whose issuer is nowhere
    (28, "CS-20", T2, "station", "", {CSMS: "A", CHAIN: "RL"}),
    # CS-19 never answered
    (41, "CS-01", T2, "csms", None, {CSMS: "A", MANUFACTURER: "MF", V2G: "V1", MO: "MO", OEM: "OEM", CHAIN: "L1 S2 S1"}),
    (42, "CS-02", T1, "csms", None, {CSMS: "A", MANUFACTURER: "MF", V2G: "V1", CHAIN: "L1 S2R S1"}),
    (43, "CS-05", T2, "csms", None, {CSMS: "A", V2G: "V1", CHAIN: "L1 S2 S1"}),
    (44, "CS-06", T1, "csms", None, {CSMS: "A", V2G: "V1", MANUFACTURER: "MF"}),
    (45, "CS-07", T2, "csms", None, {CSMS: "A", V2G: "V1", CHAIN: "L1 S2 S1"}),
    (46, "CS-09", T3, "csms", None, {CSMS: "A", V2G: "P/384", CHAIN: "PL"}),
    (47, "CS-16", T3, "csms", None, {CSMS: "A", V2G: "V1", MO: "MO", CHAIN: "L1 S2 S1"}),
    (48, "CS-19", T2, "csms", None, {CSMS: "A", V2G: "V1"}),
)


@cache
def read(letter):
    octets = (SAMPLES / CERTIFICATES[letter][0]).read_bytes()
    return x509.Certificate.load(pem.unarmor(octets)[2])  # the first of a file: the leaf of a chain


@cache
def sha256(letter):
    return hashlib.sha256(read(letter).dump()).hexdigest()


def hash_fields(entry):
    """The four fields as the station writes them (RFC 6960 4.1.1, OCPP 2.1 CertificateHashDataType)."""
    letter, _, algorithm = entry.rstrip("~").partition("/")
    digest = hashlib.new(f"sha{algorithm or '256'}")
    key = read(CERTIFICATES[letter][1]).public_key
    name_hash, key_hash = digest.copy(), digest.copy()
    name_hash.update(read(letter).issuer.dump())
    key_hash.update(key.dump() if entry.endswith("~") else key["public_key"].contents[1:])  # without the unused-bits octet
    return f"SHA{algorithm or '256'}", name_hash.hexdigest(), key_hash.hexdigest(), format(read(letter).serial_number, "x")


def entries():
    """The rows of sightings, and the letter of each."""
    for answer, station, seen_at, source, _, listed in REPLIES:
        for certificate_type, text in listed.items():
            parts = text.split("|") if certificate_type == CHAIN else text.split()
            for chain, part in enumerate(parts):
                for child, entry in enumerate(part.split()):
                    yield (station, seen_at, answer, source, certificate_type, chain, child, *hash_fields(entry)), entry


def frames():
    """sightings, answers, stations as pandas frames."""
    answers = [
        (answer, station, seen_at, source, "Accepted" if listed else "NotFound", asked, f"by hand:{answer}")
        for answer, station, seen_at, source, asked, listed in REPLIES
    ]
    stations = [(station, *STATION_ROWS[station]) for station in STATION_ROWS]
    return (
        _frame([row for row, _ in entries()], SIGHTINGS),
        _frame(answers, ANSWERS),
        _frame(stations, STATIONS),
    )


def _frame(rows, columns):
    return pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)


def tables(connection):
    """The three tables in an engine that has none of these names yet."""
    made = [
        connection.create_table(name, ibis.memtable(frame, schema=schema_of(columns)))
        for name, frame, columns in zip(("sightings", "answers", "stations"), frames(), (SIGHTINGS, ANSWERS, STATIONS), strict=True)
    ]
    return Tables(*made)


@cache
def at_hand():
    items: dict[str, Any] = {letter: wb.load(SAMPLES / CERTIFICATES[letter][0]).certificates[0] for letter in AT_HAND}
    assert {letter: item.facts.sha256 for letter, item in items.items()} == {letter: sha256(letter) for letter in AT_HAND}
    return items


def csms_chain(*names):
    """The chain that the CSMS's server shows: A's, or with "new" B's, each without the root."""
    files = names or ("ocpp/csms-server-chain.pem",)
    return tuple(item for name in files for item in wb.load(SAMPLES / name).certificates)


def inventory(connection, **given):
    return Inventory(tables(connection), Known.of(at_hand().values()), AT, **given)


def letters(frame):
    """The frame as a list of tuples, with the certificates' letters instead of their SHA-256; absent is None."""
    known = {sha256(letter): letter for letter in CERTIFICATES}
    return [
        tuple(None if pd.isna(value) else known.get(value, value) if isinstance(value, str) else value for value in row)
        for row in frame.itertuples(index=False, name=None)
    ]
