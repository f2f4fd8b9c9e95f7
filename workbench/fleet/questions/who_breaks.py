"""Who breaks if this root goes: for the right reason, by certificate type, and what saves the others.

Expiry and revocation of a certificate hit the stations that keep it as a root, and every chain below it: a vehicle refuses the
station if any link is lost. Its removal hits only what the station itself verifies by it. See :mod:`workbench.fleet.reliance`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.display import Tone
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions import who_breaks_words as words
from workbench.fleet.questions.who_breaks_csms import of_csms
from workbench.fleet.questions.who_breaks_lost import loss_of
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE, Scene, rows
from workbench.fleet.questions.who_breaks_verdicts import of_chains, of_nameless, of_stores
from workbench.fleet.reliance_chains import Verdict
from workbench.fleet.schema import CERTIFICATE_TYPES

if TYPE_CHECKING:
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory

COLUMNS = ["station", "certificate_type", "purpose", "verdict", "reason", "certificate", "by", "needs", "earlier"]
TONES = {
    "verdict": {
        Verdict.BREAKS.value: Tone.ERROR,
        Verdict.BROKEN.value: Tone.ERROR,
        Verdict.NOT_CHECKED.value: Tone.WARNING,
        Verdict.SAVED.value: Tone.GOOD,
        Verdict.HOLDS.value: Tone.GOOD,
    }
}


def who_breaks(
    inventory: Inventory,
    *,
    lost: Any,
    how: str = "expired",
    at: datetime | None = None,
    all: bool = False,  # noqa: A002
) -> Answer:
    """Which stations break when something is lost.

    Parameters
    ----------
    lost
        SHA-256 or its beginning, a common name, a certificate, the identity of a CA known by its hashes alone; or several of them.
    how
        ``"expired"``, ``"revoked"`` or ``"removed"`` (from the stations' stores).
    at
        When, UTC-aware; None: at the end of its validity, or for the other losses at the inventory's time.
    all
        Whether the stations that the loss does not touch have rows as well.

    Returns
    -------
    A row for each station and certificate type: purpose, verdict (``"breaks"``, ``"already broken"``, ``"not checked"``,
    ``"saved"``, ``"holds"``), reason, certificate (SHA-256 of the lost that it stands on), by (SHA-256 of what saves it), needs
    (those of them that must be sent along), earlier (when it breaks before that, unless what ends then is renewed).

    Raises
    ------
    InputError
        See :func:`workbench.fleet.questions.who_breaks_lost.loss_of`.
    """
    scene = Scene(inventory, loss_of(inventory, lost, how, at))
    found = _worst(_verdicts(scene))
    frame = found if all else found[found["verdict"] != Verdict.HOLDS.value]
    if all:
        frame = _with_the_rest(scene, frame)
    numbers = words.Counted.of(scene, found)
    return Answer(
        question="who-breaks",
        title=f"Who breaks if {', '.join(scene.loss.names)} is {scene.loss.how.value}",
        sentence=words.sentence(scene, numbers),
        frame=frame[COLUMNS].reset_index(drop=True),
        notes=words.notes(scene, numbers),
        ok=numbers.good,
        tones=TONES,
    )


def expression(inventory: Inventory, *, lost: Any, how: str = "expired", at: datetime | None = None) -> ir.Table:
    """What the engine computes: see :func:`workbench.fleet.questions.who_breaks_rows.rows`."""
    return rows(Scene(inventory, loss_of(inventory, lost, how, at)))


def _verdicts(scene: Scene) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    found = frame_of(rows(scene))
    if scene.csms is not None and not scene.csms_is_concerned and (found["certificate_type"] == CSMS_TYPE).any():
        # a lost root is kept that does not verify the CSMS's chain: whether another does tells what it kept before
        found = frame_of(rows(scene, all_csms_roots=True))
    stores = of_stores(scene, found)
    parts = [of_chains(scene, found), stores, of_csms(scene, found), of_nameless(found, stores)]
    told = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    told["earlier"] = told["earlier"].astype("datetime64[us, UTC]")
    text = ["station", "certificate_type", "verdict", "reason", "certificate", "by", "needs"]
    return told.astype(dict.fromkeys(text, "str"))


def _worst(told: pd.DataFrame) -> pd.DataFrame:
    """Of several chains, or roots, of one station and type the worst; how many they are is said."""
    order = {verdict.value: rank for rank, verdict in enumerate(Verdict)}
    ranks = told.assign(
        rank=told["verdict"].map(order), type_rank=told["certificate_type"].map({one: n for n, one in enumerate(CERTIFICATE_TYPES)})
    )
    ranks = ranks.sort_values(["rank", "type_rank", "station", "chain"], kind="stable")
    keys = ["station", "certificate_type"]
    first = ranks.drop_duplicates(keys)
    counts = ranks.groupby(keys, sort=False).size().reset_index(name="several")
    first = first.merge(counts, on=keys, how="left")
    several = first["several"] > 1
    first.loc[several, "reason"] = (
        first["reason"] + " (" + first["several"].astype("str") + " entries concerned, this is the worst)"
    )
    return first.assign(purpose=first["certificate_type"].map(words.PURPOSES).astype("str"))


def _with_the_rest(scene: Scene, frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # see _verdicts

    listed = frame_of(scene.inventory.tables.current(at=scene.inventory.at).select("station", "certificate_type").distinct())
    keys = ["station", "certificate_type"]
    rest = listed.merge(frame[keys], on=keys, how="left", indicator=True)
    rest = rest[rest["_merge"] == "left_only"][keys].sort_values(keys)
    purposes = rest["certificate_type"].map(words.PURPOSES).astype("str")
    told = rest.assign(
        purpose=purposes, verdict=Verdict.HOLDS.value, reason="it does not stand on the lost", certificate="", by="", needs=""
    )
    told["earlier"] = pd.Series(pd.NaT, index=told.index, dtype="datetime64[us, UTC]")
    return pd.concat([frame[COLUMNS], told[COLUMNS]], ignore_index=True)
