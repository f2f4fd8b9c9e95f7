"""READ SECOND: the declared columns: what each says, its type, and under which other names exports bring it.

Three tables, the same in DuckDB, PostgreSQL and Spark; who keeps them in a warehouse needs these columns and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.messages.certificates import GetCertificateIdUse

if TYPE_CHECKING:
    import ibis

CERTIFICATE_TYPES = tuple(one.value for one in GetCertificateIdUse)
"""The types under which a station lists a certificate, in the order of every table here."""
CHAIN_TYPE = GetCertificateIdUse.V2G_CERTIFICATE_CHAIN.value
ROOT_TYPES = tuple(one for one in CERTIFICATE_TYPES if one != CHAIN_TYPE)
HASH_COLUMNS = ("hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number")
"""The columns that name a certificate, in the order of OCPP's CertificateHashDataType."""
ALL_TYPES = ""
"""What ``answers.asked`` says of a request without certificateType: every type [M03.FR.03]."""


class Side(StrEnum):
    """Whose word it is."""

    STATION = "station"
    """The station's own answer to GetInstalledCertificateIds."""
    CSMS = "csms"
    """The CSMS's record of the station."""


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column.

    Attributes
    ----------
    name
        In the tables here.
    type
        Ibis' name of the type; ``!`` before it: never null.
    means
        One line for people.
    aliases
        Other names of it in exports, folded: lower case, without ``_``, ``-``, ``.`` and spaces. Its own needs no entry.
    """

    name: str
    type: str
    means: str
    aliases: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a row without it is none."""
        return self.type.startswith("!")


_STATION = Column(
    "station",
    "!string",
    "the station's identity, as in its connection URL",
    (
        "stationid", "chargingstation", "chargingstationid", "chargepoint", "chargepointid", "chargeboxid", "cp", "cpid", "cs",
        "csid", "identity", "stationidentity", "evse", "device", "deviceid", "clientid", "ocppid", "stationname",
    ),
)  # fmt: skip
_SEEN_AT = Column(
    "seen_at",
    "!timestamp('UTC')",
    "when it was said, UTC",
    ("at", "time", "timestamp", "ts", "date", "datetime", "when", "seen", "createdat", "receivedat", "eventtime", "updatedat"),
)
_ANSWER = Column("answer", "!int64", "which answer it stands in; of two at one time the larger is the later")
_SOURCE = Column("source", "!string", 'whose word: "station" or "csms"', ("side", "origin_of_truth"))

SIGHTINGS = (
    _STATION,
    _SEEN_AT,
    _ANSWER,
    _SOURCE,
    Column(
        "certificate_type",
        "!string",
        "GetCertificateIdUse, as listed; a child's is its chain's",
        ("type", "use", "certificateuse", "certtype", "kindofcertificate"),
    ),
    Column("chain", "!int32", "which element of certificateHashDataChain, from 0", ("chainindex", "entry", "index")),
    Column("child", "!int32", "0: certificateHashData; 1 ...: its childCertificateHashData, in order", ("childindex", "depth")),
    Column("hash_algorithm", "!string", "SHA256, SHA384 or SHA512, as given", ("algorithm", "hashalg", "alg")),
    Column("issuer_name_hash", "!string", "as given: a vendor's mistake is in the letters", ("namehash",)),
    Column("issuer_key_hash", "!string", "as given", ("keyhash",)),
    Column("serial_number", "!string", "as given", ("serial", "certificateserialnumber", "sn")),
)
"""One row for each hash entry that somebody named of a station."""

ANSWERS = (
    _ANSWER,
    _STATION,
    _SEEN_AT,
    _SOURCE,
    Column("status", "!string", 'Accepted or NotFound; "" where it was not told'),
    Column("asked", "string", 'types asked for, joined by commas; "" is all; null: not told, taken for all', ("certificatetypes",)),
    Column("origin", "!string", "where it was read: file:line"),
)
"""One row for each answer, also for one that lists nothing."""

STATIONS = (
    _STATION,
    Column("vendor_name", "string", "BootNotification's vendorName", ("vendor", "manufacturer", "chargepointvendor", "brand")),
    Column("model", "string", "BootNotification's model", ("stationmodel", "chargepointmodel", "modelname")),
    Column("firmware_version", "string", "BootNotification's firmwareVersion", ("firmware", "fw", "fwversion", "software")),
    Column("ocpp_version", "string", "2.0.1 or 2.1", ("ocpp", "protocol", "version", "ocppprotocol")),
    Column("security_profile", "int64", "0 to 3", ("profile", "securitylevel")),
    Column("most_entries", "int64", "maxLimit of CertificateEntries", ("maxlimit", "maxentries", "certificateentriesmaxlimit")),
    Column("additional_root_check", "boolean", "AdditionalRootCertificateCheck", ("additionalrootcertificatecheck",)),
)  # fmt: skip
"""One row for each station; nothing but its identity need be known."""


def schema_of(columns: tuple[Column, ...]) -> ibis.Schema:
    """The columns as Ibis wants them."""
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

    return ibis.schema({column.name: column.type for column in columns})
