"""The verdict on reaching the CSMS: by any one stored root that verifies the chain which its server shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.frames import frame_of
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE
from workbench.fleet.questions.who_breaks_verdicts import COLUMNS, NAMELESS
from workbench.fleet.reliance_chains import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from workbench.fleet.questions.who_breaks_rows import Scene

NOT_DECLARED = "the chain that the CSMS's server shows was not declared"


def of_csms(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """A row of the verdicts' columns for each station whose reaching the CSMS stood on something lost."""
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays
    import pandas as pd  # noqa: PLC0415

    stores = rows[rows["certificate_type"] == CSMS_TYPE]
    number = stores["c0"].astype("Int64").fillna(-1).to_numpy(dtype="int64")

    def among(certificates: Collection[str]) -> np.ndarray:
        return np.isin(number, [place for place, one in enumerate(scene.certificates) if one in certificates])

    gone = np.isin(number, scene.lost_numbers) | (stores["hash_only"] == 1).fillna(value=False).to_numpy(dtype=bool)
    flags = pd.DataFrame(
        {
            "station": stores["station"].to_numpy(),
            "hit": gone,
            "before": among(scene.csms_before),
            "after": among(scene.csms_after) & ~gone,
            "touched": among(scene.csms_touched),
            "unknown": (number < 0) & ~gone,
            "open": (stores["open"] == 1).to_numpy(dtype=bool) & ~gone,
            "which": np.where(gone, number, -1),
        }
    )
    flags["kept"] = np.where(flags["after"], number, -1)
    flags["stood"] = np.where(flags["before"] & ~flags["after"], number, -1)
    each = flags.groupby("station", sort=False).agg(
        hit=("hit", "any"),
        touched=("touched", "any"),
        before=("before", "sum"),
        after=("after", "sum"),
        unknown=("unknown", "sum"),
        open=("open", "any"),
        which=("which", "max"),
        kept=("kept", "max"),
        stood=("stood", "max"),
    )
    # what nobody can name may be the lost one; who keeps another root that verifies the chain does not need it
    each = each[each["hit"] | each["touched"] | (each["open"] & (each["after"] == 0))].reset_index()
    return _told(scene, each).reindex(columns=list(COLUMNS))


def _told(scene: Scene, each: pd.DataFrame) -> pd.DataFrame:
    import numpy as np  # noqa: PLC0415  # see of_csms
    import pandas as pd  # noqa: PLC0415

    names = scene.inventory.known.certificates["name"]
    own = np.array([*scene.certificates, ""], dtype=object)
    kept = np.array([*(f"{name} verifies the CSMS's chain as well" for name in names), ""], dtype=object)[each["kept"].to_numpy()]
    chain = f"the CSMS's own chain stands on {', '.join(scene.loss.names)}"
    stood = np.where(each["hit"], "no other root that it keeps verifies the CSMS's chain", chain)
    no_tls = each["station"].isin(_without_tls(scene)).to_numpy() if len(each) else np.zeros(0, dtype=bool)
    cases = [
        (no_tls, Verdict.HOLDS, "its security profile uses no TLS"),
        (np.full(len(each), scene.csms is None), Verdict.NOT_CHECKED, NOT_DECLARED),
        (np.full(len(each), _is_unknown(scene)), Verdict.NOT_CHECKED, "the issuer of the CSMS server's certificate is not at hand"),
        ((each["before"] > 0) & ~each["touched"], Verdict.HOLDS, "the lost root does not verify the CSMS's chain; another does"),
        (each["after"] > 0, Verdict.SAVED, kept),
        (each["open"] & ~each["hit"] & ~each["touched"], Verdict.NOT_CHECKED, NAMELESS),
        (each["unknown"] > 0, Verdict.NOT_CHECKED, "it keeps CSMS roots of which no certificate is at hand"),
        (each["before"] == 0, Verdict.BROKEN, "no root that it keeps verifies the CSMS's chain even now"),
        (np.full(len(each), fill_value=True), Verdict.BREAKS, stood),
    ]
    masks = [np.asarray(mask, dtype=bool) for mask, _, _ in cases]
    saved = np.select(masks, [verdict is Verdict.SAVED for _, verdict, _ in cases])
    return pd.DataFrame(
        {
            "station": each["station"],
            "certificate_type": CSMS_TYPE,
            "chain": 0,
            "verdict": np.select(masks, [verdict.value for _, verdict, _ in cases], ""),
            "reason": np.select(
                masks, [np.broadcast_to(np.asarray(reason, dtype=object), len(each)) for _, _, reason in cases], ""
            ),
            "certificate": np.where(each["which"] >= 0, own[each["which"].to_numpy()], own[each["stood"].to_numpy()]),
            "by": np.where(saved, own[each["kept"].to_numpy()], ""),
            "needs": "",
            "earlier": pd.Series(pd.NaT, index=each.index, dtype="datetime64[us, UTC]"),
        }
    )


def _is_unknown(scene: Scene) -> bool:
    return scene.csms is not None and scene.csms.issuer is None


def _without_tls(scene: Scene) -> pd.Series:
    stations = scene.inventory.tables.stations
    return frame_of(stations.filter(stations.security_profile <= 1).select("station"))["station"]
