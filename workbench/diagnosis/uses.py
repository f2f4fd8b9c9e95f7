"""What a certificate is used for: who presents it to whom, which kinds belong on its path, and which anchors count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.certs.kinds import Kind, Pki


class Use(StrEnum):
    """The uses of ``pnc diagnose --use``; the values are stable and stand in JSON."""

    SECC = "secc"
    CPS = "cps"
    CONTRACT = "contract"
    OEM_PROVISIONING = "oem-provisioning"
    VEHICLE = "vehicle"
    CSMS_SERVER = "csms-server"
    STATION_CLIENT = "station-client"
    FIRMWARE_SIGNING = "firmware-signing"
    OCSP_SIGNING = "ocsp-signing"
    CRL_SIGNING = "crl-signing"
    EST_SERVER = "est-server"
    ROOT_INSTALL = "root-install"
    ANY = "any"


class Purpose(StrEnum):
    """What a TLS library asks an extended key usage for."""

    SERVER = "serverAuth"
    CLIENT = "clientAuth"
    OCSP = "OCSPSigning"
    CODE = "codeSigning"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one use asks for.

    Attributes
    ----------
    title
        For people: who shows the certificate to whom.
    leaf
        The kind of its leaf; None where any will do.
    sub_cas
        The kinds of CAs below the root, the one that issues the leaf first. How many there are is open.
    roots
        The kinds of roots that count as its anchors, the usual one first; empty: any.
    anchor_types
        OCPP certificate types (InstallCertificateUse) whose members are anchors of this use, the usual one first; empty: any.
    pkis
        PKIs that its leaf may belong to; empty: any.
    purpose
        The purpose that verifiers of this use ask extended key usages for.
    verifier, presenter
        Who judges, and who shows the chain.
    requirement
        Where the anchors of this use are laid down.
    """

    title: str
    verifier: str
    presenter: str
    leaf: Kind | None = None
    sub_cas: tuple[Kind, ...] = ()
    roots: tuple[Kind, ...] = ()
    anchor_types: tuple[str, ...] = ()
    pkis: frozenset[Pki] = frozenset()
    purpose: Purpose = Purpose.NONE
    requirement: str = ""


TERMS = {
    Use.SECC: Terms(
        title="SECC certificate, shown by the charging station to the vehicle in TLS",
        verifier="the vehicle",
        presenter="the charging station",
        leaf=Kind.SECC,
        sub_cas=(Kind.CSO_SUB_CA2, Kind.CSO_SUB_CA1),
        roots=(Kind.V2G_ROOT,),
        anchor_types=("V2GRootCertificate",),
        pkis=frozenset({Pki.CSO, Pki.V2G}),
        purpose=Purpose.SERVER,
        requirement="V2G2-925",
    ),
    Use.CPS: Terms(
        title="CPS certificate, whose key signs contract data for the vehicle",
        verifier="the vehicle",
        presenter="the certificate provisioning service",
        leaf=Kind.CPS,
        sub_cas=(Kind.CPS_SUB_CA2, Kind.CPS_SUB_CA1),
        roots=(Kind.V2G_ROOT,),
        anchor_types=("V2GRootCertificate",),
        pkis=frozenset({Pki.CPS}),
        requirement="V2G2-925",
    ),
    Use.CONTRACT: Terms(
        title="contract certificate, shown by the vehicle to the charging station and on to the CSMS",
        verifier="the charging station or the CSMS",
        presenter="the vehicle",
        leaf=Kind.CONTRACT,
        sub_cas=(Kind.MO_SUB_CA2, Kind.MO_SUB_CA1),
        roots=(Kind.MO_ROOT, Kind.V2G_ROOT),
        anchor_types=("MORootCertificate", "V2GRootCertificate"),
        pkis=frozenset({Pki.MO}),
        requirement="V2G2-925",
    ),
    Use.OEM_PROVISIONING: Terms(
        title="OEM provisioning certificate, by which a vehicle asks for a contract",
        verifier="the certificate provisioning service and the mobility operator",
        presenter="the vehicle",
        leaf=Kind.OEM_PROVISIONING,
        sub_cas=(Kind.OEM_SUB_CA2, Kind.OEM_SUB_CA1),
        roots=(Kind.OEM_ROOT, Kind.V2G_ROOT),
        anchor_types=("OEMRootCertificate", "V2GRootCertificate"),
        pkis=frozenset({Pki.OEM}),
        requirement="V2G2-925",
    ),
    Use.VEHICLE: Terms(
        title="vehicle certificate, shown by the vehicle to the charging station in TLS (ISO 15118-20)",
        verifier="the charging station",
        presenter="the vehicle",
        leaf=Kind.VEHICLE,
        sub_cas=(Kind.OEM_SUB_CA2, Kind.OEM_SUB_CA1),
        roots=(Kind.OEM_ROOT, Kind.V2G_ROOT),
        anchor_types=("OEMRootCertificate", "V2GRootCertificate"),
        pkis=frozenset({Pki.OEM}),
        purpose=Purpose.CLIENT,
        requirement="V2G20-2331",
    ),
    Use.CSMS_SERVER: Terms(
        title="CSMS server certificate, shown by the CSMS to the charging station in TLS",
        verifier="the charging station",
        presenter="the CSMS",
        leaf=Kind.CSMS_SERVER,
        sub_cas=(Kind.CSMS_SUB_CA,),
        roots=(Kind.CSMS_ROOT,),
        anchor_types=("CSMSRootCertificate",),
        pkis=frozenset({Pki.CSMS}),
        purpose=Purpose.SERVER,
        requirement="A00.FR.510",
    ),
    Use.STATION_CLIENT: Terms(
        title="charging station certificate, shown by the charging station to the CSMS in TLS",
        verifier="the CSMS",
        presenter="the charging station",
        leaf=Kind.STATION_CLIENT,
        sub_cas=(Kind.CSMS_SUB_CA, Kind.CSO_SUB_CA2, Kind.CSO_SUB_CA1),
        pkis=frozenset({Pki.CSMS, Pki.CSO, Pki.MANUFACTURER}),
        purpose=Purpose.CLIENT,
        requirement="A00.FR.511",
    ),
    Use.FIRMWARE_SIGNING: Terms(
        title="firmware signing certificate, by which the charging station trusts a firmware image",
        verifier="the charging station",
        presenter="the manufacturer",
        leaf=Kind.FIRMWARE_SIGNING,
        sub_cas=(Kind.MANUFACTURER_SUB_CA,),
        roots=(Kind.MANUFACTURER_ROOT,),
        anchor_types=("ManufacturerRootCertificate",),
        pkis=frozenset({Pki.MANUFACTURER}),
        purpose=Purpose.CODE,
    ),
    Use.OCSP_SIGNING: Terms(
        title="OCSP responder's certificate, by which its answers are believed",
        verifier="whoever asks for a status",
        presenter="the OCSP responder",
        leaf=Kind.OCSP_SIGNER,
        purpose=Purpose.OCSP,
        requirement="RFC 6960 4.2.2.2",
    ),
    Use.CRL_SIGNING: Terms(
        title="certificate of a CRL's signer",
        verifier="whoever reads the CRL",
        presenter="the CA",
        requirement="RFC 5280 4.2.1.3",
    ),
    Use.EST_SERVER: Terms(
        title="EST server certificate, shown to whoever enrols",
        verifier="the EST client",
        presenter="the EST server",
        leaf=Kind.EST_SERVER,
        purpose=Purpose.SERVER,
        requirement="RFC 7030 3.3.1",
    ),
    Use.ROOT_INSTALL: Terms(
        title="new root, to be installed on a charging station (M05)",
        verifier="the charging station",
        presenter="the CSMS",
        requirement="M05.FR.10",
    ),
    Use.ANY: Terms(title="any use, by RFC 5280 alone", verifier="a verifier", presenter="its owner"),
}
"""What each use asks for."""

USE_OF_KIND = {terms.leaf: use for use, terms in TERMS.items() if terms.leaf is not None}
"""The use that a leaf's kind suggests; a kind that is not there suggests none."""
