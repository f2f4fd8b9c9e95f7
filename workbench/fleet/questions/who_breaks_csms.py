"""The verdict on reaching the CSMS: by any one stored root that verifies the chain which its server shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.fleet.frames import frame_of
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE
from workbench.fleet.questions.who_breaks_verdicts import NAMELESS, never
from workbench.fleet.reliance_chains import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    import pandas as pd

    from workbench.fleet.questions.who_breaks_codes import Rows
    from workbench.fleet.questions.who_breaks_rows import Scene

NOT_DECLARED = "the chain that the CSMS's server shows was not declared"


def of_csms(scene: Scene, rows: Rows) -> pd.DataFrame:
    """A row of coded verdicts for each station whose reaching the CSMS stood on something lost."""
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays
    import pandas as pd  # noqa: PLC0415

    stores = rows.frame[rows.frame["type"] == rows.types.index(CSMS_TYPE)]
    number = stores["c0"].to_numpy()

    def among(certificates: Collection[str]) -> np.ndarray:
        return np.isin(number, [place for place, one in enumerate(scene.certificates) if one in certificates])

    gone = np.isin(number, scene.lost_numbers) | (stores["hash_only"] == 1).to_numpy()
    flags = pd.DataFrame(
        {
            "station": stores["station"].to_numpy(),
            "hit": gone,
            "before": among(scene.csms_before),
            "after": among(scene.csms_after) & ~gone,
            "touched": among(scene.csms_touched),
            "unknown": (number < 0) & ~gone,
            "open": (stores["open"] == 1).to_numpy() & ~gone,
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
    return _told(scene, rows, each)


def _told(scene: Scene, rows: Rows, each: pd.DataFrame) -> pd.DataFrame:
    import numpy as np  # noqa: PLC0415  # see of_csms
    import pandas as pd  # noqa: PLC0415

    number = scene.texts.number
    own = scene.certificate_texts
    kept_as, kept_by = np.unique(each["kept"].to_numpy(), return_inverse=True)
    names = [*scene.inventory.known.certificates["name"], ""]
    kept = scene.texts.numbers(f"{names[one]} verifies the CSMS's chain as well" for one in kept_as)[kept_by]
    chain = f"the CSMS's own chain stands on {', '.join(scene.loss.names)}"
    stood = np.where(each["hit"], number("no other root that it keeps verifies the CSMS's chain"), number(chain))
    no_tls = _without_tls(scene, rows)[each["station"]]
    unknown = number("the issuer of the CSMS server's certificate is not at hand")
    cases: list[tuple[Any, Verdict, Any]] = [
        (no_tls, Verdict.HOLDS, number("its security profile uses no TLS")),
        (np.full(len(each), scene.csms is None), Verdict.NOT_CHECKED, number(NOT_DECLARED)),
        (np.full(len(each), _is_unknown(scene)), Verdict.NOT_CHECKED, unknown),
        (
            (each["before"] > 0) & ~each["touched"],
            Verdict.HOLDS,
            number("the lost root does not verify the CSMS's chain; another does"),
        ),
        (each["after"] > 0, Verdict.SAVED, kept),
        (each["open"] & ~each["hit"] & ~each["touched"], Verdict.NOT_CHECKED, number(NAMELESS)),
        (each["unknown"] > 0, Verdict.NOT_CHECKED, number("it keeps CSMS roots of which no certificate is at hand")),
        (each["before"] == 0, Verdict.BROKEN, number("no root that it keeps verifies the CSMS's chain even now")),
        (np.full(len(each), fill_value=True), Verdict.BREAKS, stood),
    ]
    masks = [np.asarray(mask, dtype=bool) for mask, _, _ in cases]
    saved = np.select(masks, [verdict is Verdict.SAVED for _, verdict, _ in cases]).astype(bool)
    return pd.DataFrame(
        {
            "station": each["station"],
            "type": rows.types.index(CSMS_TYPE),
            "chain": 0,
            "verdict": np.select(masks, [number(verdict.value) for _, verdict, _ in cases]),
            "reason": np.select(masks, [np.broadcast_to(reason, len(each)) for _, _, reason in cases]),
            "certificate": np.where(each["which"] >= 0, own[each["which"]], own[each["stood"]]),
            "by": np.where(saved, own[each["kept"]], number("")),
            "needs": number(""),
            "earlier": np.full(len(each), never()),
        }
    )


def _is_unknown(scene: Scene) -> bool:
    return scene.csms is not None and scene.csms.issuer is None


def _without_tls(scene: Scene, rows: Rows) -> np.ndarray:
    """Of each of the stations whether it uses no TLS."""
    import pyarrow as pa  # noqa: PLC0415  # see of_csms
    import pyarrow.compute as pc  # noqa: PLC0415

    stations = scene.inventory.tables.stations
    plain = frame_of(stations.filter(stations.security_profile <= 1).select("station"))["station"]
    found: np.ndarray = pc.is_in(rows.stations, pa.array(plain, pa.large_string())).to_numpy(zero_copy_only=False)
    return found
