"""The rows that a loss may concern: one for each chain and each stored root, with certificates and CAs as small numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.fleet.questions.who_breaks_codes import Texts
from workbench.fleet.questions.who_breaks_lost import How, Loss
from workbench.fleet.relations import relation_of
from workbench.fleet.reliance import Reliance
from workbench.fleet.reliance_stores import CsmsReach, savers, with_chain
from workbench.fleet.resolve_solving import SIGHTED
from workbench.fleet.schema import CERTIFICATE_TYPES, CHAIN_TYPE
from workbench.messages.certificates import GetCertificateIdUse

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.known import Known

CSMS_TYPE = GetCertificateIdUse.CSMS_ROOT_CERTIFICATE.value
MOST_CHILDREN = 4
"""childCertificateHashData has at most so many (GetInstalledCertificateIdsResponse)."""
_PLAIN, _LINK, _STORE = 0, 1, 2
_TYPES_OF = {
    "V2G": ("V2GRootCertificate", CHAIN_TYPE),
    "CSO": (CHAIN_TYPE,),
    "CPS": (),
    "MO": ("MORootCertificate",),
    "OEM": ("OEMRootCertificate",),
    "CSMS": (CSMS_TYPE,),
    "Manufacturer": ("ManufacturerRootCertificate",),
}
"""By PKI: the types under which its certificates are listed."""


@dataclass(frozen=True, eq=False)
class Scene:
    """All that an answer needs besides the stations' rows.

    Attributes
    ----------
    inventory, loss
        What is asked.
    """

    inventory: Inventory
    loss: Loss

    @cached_property
    def known(self) -> Known:
        """The certificates at hand, and the declared CSMS chain with them."""
        return with_chain(self.inventory.known, self.inventory.csms_chain)

    @cached_property
    def reliance(self) -> Reliance:
        """The CAs at hand."""
        return Reliance(self.known)

    @cached_property
    def certificates(self) -> list[str]:
        """By number: SHA-256 of the certificates that entries may be, in the order of the inventory's."""
        return list(self.inventory.known.certificates["certificate"])

    @cached_property
    def texts(self) -> Texts:
        """The words of the answer."""
        return Texts()

    @cached_property
    def certificate_texts(self) -> Any:
        """The numbers of :attr:`certificates` among :attr:`texts`; that of the empty text behind them, for place -1."""
        return self.texts.numbers([*self.certificates, ""])

    @cached_property
    def lost_numbers(self) -> list[int]:
        """The numbers of the lost; one that stands in the CSMS's chain alone has none."""
        lost = self.loss.lost.certificates
        return [number for number, one in enumerate(self.certificates) if one in lost]

    def name(self, identity: str) -> str:
        """What people call a certificate or a CA. Hostile text."""
        known = self.inventory.known
        return known.name(identity) if identity in known.items else self.known.name(identity)

    @cached_property
    def authorities(self) -> list[str]:
        """By number: the CAs below which something is lost."""
        if self.loss.how is How.REMOVED:
            return []
        lost = self.loss.lost
        own = [self.reliance.certificates[one].authority for one in lost.certificates if one in self.reliance.certificates]
        return sorted(self.reliance.below([*own, *lost.authorities]))

    @cached_property
    def links(self) -> set[str]:
        """The certificates that a chain which stands on the lost, or its way round it, may list above its leaf."""
        found: set[str] = set()
        for authority in self.authorities:
            if authority not in found:
                found.update(self.reliance.above(authority, lambda _: True))
        return {one.certificate for authority in found for one in self.reliance.of.get(authority, ())}

    @cached_property
    def savers(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """By lost certificate: the stored ones that verify the same."""
        return {one: savers(one, self.reliance, self.loss.lost) for one in sorted(self.loss.lost.certificates)}

    @cached_property
    def csms(self) -> CsmsReach | None:
        """The declared CSMS chain; None where none was declared."""
        chain = self.inventory.csms_chain
        return CsmsReach(chain, self.known, self.reliance) if chain else None

    @cached_property
    def csms_before(self) -> dict[str, tuple[str, ...]]:
        """The stored roots that verify the CSMS's chain before the loss."""
        now = self.loss.lost.now
        return self.csms.verifying(lambda one: one.valid(now), lambda one: one.valid(now)) if self.csms else {}

    @cached_property
    def csms_after(self) -> dict[str, tuple[str, ...]]:
        """Those that verify it after."""
        lost, csms = self.loss.lost, self.csms
        if csms is None or (csms.leaf in lost.certificates and self.loss.how is not How.REMOVED):
            return {}
        removed = self.loss.how is How.REMOVED
        return csms.verifying(
            (lambda one: one.valid(lost.now)) if removed else (lambda one: lost.usable(one, csms.chain)),
            lambda one: one.certificate not in lost.certificates and one.valid(lost.then),
        )

    @cached_property
    def csms_touched(self) -> set[str]:
        """The stored roots that verify the CSMS's chain by way of something lost: they, or what the chain puts below them."""
        lost, removed = self.loss.lost.certificates, self.loss.how is How.REMOVED
        below = {one: () if removed or self.csms is None else (self.csms.leaf, *way) for one, way in self.csms_before.items()}
        return {one for one, way in below.items() if not lost.isdisjoint((one, *way))}

    @cached_property
    def types(self) -> list[str]:
        """The types of which an entry that nobody can name may be the lost one: all, where the lost is of no known PKI."""
        pki = self.known.by_certificate["pki"]
        of_each = [_TYPES_OF.get(str(pki.get(one, "")), CERTIFICATE_TYPES) for one in self.loss.lost.certificates]
        found = {kind for kinds in of_each for kind in kinds} | set(CERTIFICATE_TYPES if self.loss.lost.authorities else ())
        if self.loss.how is How.REMOVED:
            found.discard(CHAIN_TYPE)
        if self.csms is not None and self.csms.issuer is not None and not self.csms_is_concerned:
            found.discard(CSMS_TYPE)  # whatever they keep, they reach the CSMS by something else
        return sorted(found)

    @property
    def csms_is_concerned(self) -> bool:
        """Whether some stored root may verify the CSMS's chain by way of something lost."""
        return self.csms is not None and bool(self.csms_touched or self.loss.lost.authorities)


def rows(scene: Scene, *, all_csms_roots: bool = False) -> ir.Table:
    """One row for each chain that may stand on something lost, each stored root that is lost or may help, and what may be either.

    Parameters
    ----------
    all_csms_roots
        Whether every stored CSMS root has a row; else only where the loss touches the CSMS's chain.

    Returns
    -------
    station, certificate_type, chain, open (1: a root, or a chain all of whose entries, that nobody can name and whose issuer is no
    CA at hand, or the lost one's), hash_only (1: a root that is lost and known by its hashes alone), c0
    (the number of the entry's own certificate in ``scene.certificates``), a0 (of the CA that issued it, in ``scene.authorities``),
    c1 to c4 and a1 to a4 (of its children); -1 where it is not at hand, or no such CA.
    """
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

    listed = scene.inventory.resolved
    stores = {one for way in scene.savers.values() for one in way} | scene.loss.lost.certificates
    roles = dict.fromkeys(scene.links, _LINK) | dict.fromkeys(stores, _STORE)
    numbers = relation_of(
        [(one, number, roles.get(one, _PLAIN)) for number, one in enumerate(scene.certificates)],
        {"number_of": "!string", "c": "int32", "role": "int32"},
    )
    cas = relation_of([(one, number) for number, one in enumerate(scene.authorities)], {"authority_of": "!string", "a": "int32"})
    gone = relation_of([(one, 1) for one in sorted(scene.loss.lost.authorities)], {"gone_of": "!string", "gone": "int32"})
    found = listed.left_join(numbers, [("certificate", "number_of")]).drop("number_of")
    found = found.left_join(cas, [("authority", "authority_of")]).drop("authority_of")
    if scene.loss.lost.authorities:
        found = found.left_join(gone, [("own_authority", "gone_of")])
    else:
        found = found.mutate(gone=ibis.null("int32"))
    chain = found.certificate_type == CHAIN_TYPE
    wanted = ~chain & (found.child == 0) & ((found.role == _STORE) | (found.gone == 1))
    touched = ~chain
    if scene.loss.how is not How.REMOVED:
        # its leaf may be lost itself, or known to be a link's though its issuer is not
        stands = chain & (found.a.notnull() | found.c.isin(scene.lost_numbers))
        wanted, touched = wanted | stands | (chain & (found.role >= _LINK)), touched | stands
    if all_csms_roots or scene.csms_is_concerned:
        wanted = wanted | (found.certificate_type == CSMS_TYPE)
    nameless = found.certificate.isnull() & (found.authority.isnull() | found.authority.startswith(SIGHTED))
    nobodys = nameless
    if issuers := _issuers(scene):
        nobodys = nobodys | (~chain & found.certificate.isnull() & found.authority.isin(issuers))
    may_be = nobodys & (chain | (found.child == 0)) & found.certificate_type.isin([*scene.types, ""])
    # a chain that has anything named hangs where that does
    named = chain & ~nameless if CHAIN_TYPE in scene.types else ibis.literal(value=False)
    counted = wanted | may_be
    marks = {"counted": counted, "touched": counted & touched, "open": may_be, "named": named}
    kept = found.filter(counted | named).mutate(**{name: mark.ifelse(1, 0) for name, mark in marks.items()})
    places = range(MOST_CHILDREN + 1)
    grouped = kept.group_by("answer", "certificate_type", "chain").aggregate(  # of a type one answer of each station counts
        station=kept.station.max(),
        counted=kept.counted.max(),
        touched=kept.touched.max(),
        open=kept.open.max(),
        named=kept.named.max(),
        hash_only=(kept.counted == 1).ifelse(kept.gone.fill_null(0), 0).max(),
        **{
            f"{name}{place}": ((kept.child == place) & (kept.counted == 1)).ifelse(kept[name].fill_null(-1), -1).max()
            for name in ("c", "a")
            for place in places
        },
    )
    if CHAIN_TYPE not in scene.types:
        return grouped.filter(grouped.touched == 1).drop("answer", "counted", "touched", "named")
    told = grouped.filter((grouped.counted == 1) & ((grouped.touched == 1) | (grouped.named == 0)))
    is_open = (told.certificate_type != CHAIN_TYPE) | (told.touched == 0)
    return told.mutate(open=is_open.ifelse(told.open, 0)).drop("answer", "counted", "touched", "named")


def _issuers(scene: Scene) -> list[str]:
    """The CAs that issued the lost: an entry of theirs that nobody can name may be a lost one whose serial number is odd."""
    issuer = scene.known.by_certificate["issuer"]
    found = [issuer.get(one) for one in scene.loss.lost.certificates]
    return sorted({one for one in found if isinstance(one, str)})
