"""The profile of a use: which one applies, which kind each certificate of a path is judged as, and what the rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import profiles
from workbench.certs.kinds import Kind, profile_of_key
from workbench.diagnosis.anchors import KIND_OF_TYPE
from workbench.diagnosis.uses import TERMS, Use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.diagnosis.evidence import Evidence
    from workbench.findings import Finding
    from workbench.profiles import Profile
    from workbench.trust.certificate import PathCertificate
    from workbench.trust.paths import Path

_ISO_USES = frozenset({Use.SECC, Use.CPS, Use.CONTRACT, Use.OEM_PROVISIONING, Use.VEHICLE})
_OCPP_USES = frozenset({Use.CSMS_SERVER, Use.STATION_CLIENT, Use.FIRMWARE_SIGNING})


def profile_for(use: Use, path: Path) -> Profile | None:
    """The profile by default: OCPP's for its own certificates, else the edition of ISO 15118 that the leaf's key tells.

    Where the leaf's key is of neither edition, its issuers' keys tell, then -2; None where no profile is about that use.
    """
    if use in _OCPP_USES:
        return profiles.profile("ocpp")
    if use not in _ISO_USES:
        return None
    if use is Use.VEHICLE:
        return profiles.profile("iso15118-20")  # there are none in -2
    told = (profile_of_key(certificate.facts.key) for certificate in path.certificates)
    return profiles.profile(next(filter(None, told), "iso15118-2"))


class Lint:
    """The rules over the certificates of the paths of one diagnosis; each certificate is judged once as each kind."""

    def __init__(self, use: Use, profile: Profile, evidence: Evidence) -> None:
        self._use = use
        self._profile = profile
        self._evidence = evidence
        self._known: dict[tuple[str, Kind], tuple[Finding, ...]] = {}

    def judge(self, path: Path, *, leaf_only: bool = False) -> Iterator[Finding]:
        """Every certificate of the path as what its place makes it, the leaf first; then the chain as a whole."""
        for position, certificate in enumerate(path.certificates[: 1 if leaf_only else None]):
            kind = self._kind(position, certificate)
            key = certificate.facts.sha256, kind
            if key not in self._known:
                self._known[key] = profiles.lint(certificate.item, kind, self._profile)
            yield from self._known[key]
        if leaf_only:
            return
        leaf = self._kind(0, path.certificates[0])
        yield from profiles.lint_chain([certificate.item for certificate in path.certificates], self._profile, leaf)

    def _kind(self, position: int, certificate: PathCertificate) -> Kind:
        terms = TERMS[self._use]
        known = self._evidence.kind(certificate.facts.sha256)
        if self._use is Use.ROOT_INSTALL:
            return known if known in KIND_OF_TYPE.values() else Kind.CSMS_ROOT
        if not position:
            return terms.leaf or known
        if certificate.facts.looks_self_signed:
            return known if known in terms.roots or not terms.roots else terms.roots[0]
        if certificate.facts.self_issued:  # a root's own name, signed by its other key: a link of a roll-over
            return known
        if terms.sub_cas:
            return terms.sub_cas[min(position, len(terms.sub_cas)) - 1]
        return known
