"""Who breaks if this root goes: for the right reason, by certificate type, and what saves the others.

Expiry and revocation of a certificate hit the stations that keep it as a root, and every chain below it: a vehicle refuses the
station if any link is lost. Its removal hits only what the station itself verifies by it. See :mod:`workbench.fleet.reliance`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.display import Tone
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions import who_breaks_words as words
from workbench.fleet.questions.who_breaks_codes import CODED, fetched, told
from workbench.fleet.questions.who_breaks_csms import of_csms
from workbench.fleet.questions.who_breaks_lost import loss_of
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE, Scene, rows
from workbench.fleet.questions.who_breaks_verdicts import of_chains, of_nameless, of_stores
from workbench.fleet.reliance_chains import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.questions.who_breaks_codes import Rows

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
    listed, found = _verdicts(scene)
    found = _worst(scene, found)
    shown = found if all else found[found["verdict"] != scene.texts.number(Verdict.HOLDS.value)]
    frame = told(listed, shown, scene.texts)
    frame["purpose"] = frame["certificate_type"].map(words.PURPOSES).astype("str")
    if all:
        frame = _with_the_rest(scene, frame)
    numbers = words.Counted.of(scene, listed, found)
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


def _verdicts(scene: Scene) -> tuple[Rows, pd.DataFrame]:
    """The names in the engine's rows, and the verdicts on them: :data:`~workbench.fleet.questions.who_breaks_codes.CODED`."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    found = fetched(rows(scene))
    if scene.csms is not None and not scene.csms_is_concerned and (found.frame["type"] == found.types.index(CSMS_TYPE)).any():
        # a lost root is kept that does not verify the CSMS's chain: whether another does tells what it kept before
        found = fetched(rows(scene, all_csms_roots=True))
    stores = of_stores(scene, found)
    parts = [of_chains(scene, found), stores, of_csms(scene, found), of_nameless(scene, found, stores)]
    verdicts = pd.concat([part[list(CODED)] for part in parts if len(part)] or parts[:1], ignore_index=True)
    return replace(found, frame=found.frame.iloc[:0].copy()), verdicts


def _worst(scene: Scene, coded: pd.DataFrame) -> pd.DataFrame:
    """Of several chains, or roots, of one station and type the worst; how many they are is said."""
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays
    import pandas as pd  # noqa: PLC0415

    verdicts = scene.texts.numbers(verdict.value for verdict in Verdict)
    rank = np.zeros(len(scene.texts), dtype="int8")
    rank[verdicts] = range(len(verdicts))
    keys = ["type", "station", "chain"]
    kind, station, chain = (coded[name].to_numpy(dtype="int64") for name in keys)
    order = np.lexsort((chain, station, kind, rank[coded["verdict"]]))
    each = pd.Series(kind[order] * (int(station.max(initial=0)) + 1) + station[order])
    first = ~each.duplicated().to_numpy()
    found = coded.iloc[order[first]].reset_index(drop=True)
    if first.all():
        return found
    several = each.map(each.value_counts(sort=False)).to_numpy()[first]
    more = np.flatnonzero(several > 1)
    said = pd.DataFrame({"reason": found["reason"].to_numpy()[more], "several": several[more]})
    alike = said.groupby(["reason", "several"], sort=False)
    words_of = scene.texts.words()
    new = [
        scene.texts.number(f"{words_of[reason]} ({count} entries concerned, this is the worst)")
        for reason, count in said.drop_duplicates().itertuples(index=False, name=None)
    ]
    found.loc[more, "reason"] = np.array(new, dtype="int32")[alike.ngroup()]
    return found


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
