"""M05.FR.09 to .12: with AdditionalRootCertificateCheck a new CSMS root replaces the current one, which must have signed it.

The new root is verified in full, up to the current one. What it verifies later is another matter: then it is an anchor
itself, though not self-signed, and the old root is gone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.messages.reason_codes import ReasonCode
from workbench.station.decision import consequence, told
from workbench.station.installed import CSMS_ROOT, InstalledCertificate, same
from workbench.station.judging import signed_by, sub_ca_role, verify
from workbench.station.m05_answers import beyond_limit, installed, rejected

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.station.decision import Decision
    from workbench.station.policy import Policy
    from workbench.station.state import StationState


def replace_csms_root(state: StationState, current: InstalledCertificate, item: Item, now: datetime, policy: Policy) -> Decision:
    """The answer to a CSMS root while there is a current one and the check is on."""
    if item.der == current.item.der and (policy.take_current_root_again or signed_by(item, item)):
        sentence = told("{} is the current CSMS root already: nothing changes.", current)
        return installed(state, sentence, requirement="M05.FR.12", about=current)
    if refusal := _not_signed(current, item, now, policy):
        sentence, because = refusal
        remedy = "Have the new root's key certified by the current root, and install that certificate."
        about = InstalledCertificate(item)
        return rejected(state, sentence, requirement="M05.FR.11", about=about, because=because, remedy=remedy)
    return _replaced(state, current, item, policy)


def _replaced(state: StationState, current: InstalledCertificate, item: Item, policy: Policy) -> Decision:
    role = sub_ca_role(item)
    if role and not policy.take_sub_ca_as_successor:
        sentence = told(f"{{}} is a {role}, and no root that could replace one.", InstalledCertificate(item))
        remedy = "Install a root; sub-CAs travel in the chain of CertificateSigned."
        return rejected(state, sentence, requirement="M05.FR.07", about=InstalledCertificate(item), remedy=remedy)
    new = InstalledCertificate.of(item, current.item)
    if same(new, current):
        sentence = told("The new CSMS root has the hash data of {}: while both are held, OCPP could not tell them apart.", current)
        remedy = "Have the new root issued with another serial number."
        return rejected(state, sentence, requirement="M05.FR.12", about=new, remedy=remedy)
    notes: list[Finding] = []
    store = state.store
    if (kept := state.fallback_root) is not None and not same(new, kept):
        if policy.third_root == "refuse":
            sentence = told("{} is still kept as fallback: a third CSMS root is not taken before it is gone.", kept)
            remedy = "Let the station connect to a server under the new root; that removes the fallback."
            return rejected(state, sentence, requirement="M05.FR.09", reason=ReasonCode.TOO_MANY_ELEMENTS, about=new, remedy=remedy)
        store = store.without(CSMS_ROOT, kept.sha256)
        notes.append(consequence("{} is given up as fallback.", requirement="M05.FR.09", about=kept))
    after = replace(state, fallback=current.sha256).with_store(store.with_entry(CSMS_ROOT, new))
    if full := beyond_limit(state, after, policy, uncounted=0 if policy.fallback_counts else 1):
        remedy = "Delete a certificate first: during the rotation both roots are held."
        return rejected(state, full, requirement="M05.FR.06", reason=ReasonCode.OUT_OF_STORAGE, about=new, remedy=remedy)
    notes.append(
        consequence("{} is kept as fallback until a server under the new root was met.", requirement="M05.FR.12", about=current)
    )
    if role:
        words = f"{{}} looks like a {role}: from now on only servers below it are verified, no other branch of the old root."
        notes.append(consequence(words, requirement="M05.FR.12", about=new, remedy="Install the new root itself, if there is one."))
    sentence = told("{} is the CSMS root now: the current one signed it.", new)
    return installed(after, sentence, requirement="M05.FR.12", about=new, notes=tuple(notes))


def _not_signed(current: InstalledCertificate, item: Item, now: datetime, policy: Policy) -> tuple[str, tuple[Finding, ...]] | None:
    """Why the current root does not vouch for the new one; None where it does."""
    if signed_by(item, item):  # whatever the current root's key made of it, it stands for itself
        if signed_by(item, current.item) and policy.take_reissue_of_old_key:
            return None
        return told("The new CSMS root is self-signed: {}, which it is to replace, did not sign it.", current), ()
    if not signed_by(item, current.item):
        return told("The new CSMS root is not signed by {}, which it is to replace.", current), ()
    verified = verify([item], [current.item], now)
    if verified.anchor is not None:
        return None
    return told("{} signed the new CSMS root, but does not vouch for it now.", current), verified.findings
