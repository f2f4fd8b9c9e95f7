"""The verdict on each row: each distinct chain is thought through once, stores by what else they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE, MOST_CHILDREN
from workbench.fleet.reliance_chains import Fate, Shape, Verdict, fate_of
from workbench.fleet.reliance_stores import SERVES_TOO
from workbench.fleet.schema import CHAIN_TYPE

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.questions.who_breaks_rows import Scene

COLUMNS = ("station", "certificate_type", "chain", "verdict", "reason", "certificate", "by", "needs", "earlier")
NAMELESS = "it lists an entry that nobody can name"
_PLACES = range(1, MOST_CHILDREN + 1)
_SHAPE = ["a0", *(f"{name}{place}" for place in _PLACES for name in "ca")]


def of_chains(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """A row of :data:`COLUMNS` for each V2G certificate chain."""
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays
    import pandas as pd  # noqa: PLC0415

    chains = rows[(rows["certificate_type"] == CHAIN_TYPE) & (rows["open"] == 0)]
    numbers = chains[_SHAPE].astype("Int64").fillna(-1).astype("int64")
    shapes = numbers.drop_duplicates()
    known, lost = scene.inventory.known.certificates, scene.loss.lost
    fates = [_fate(scene, shape) for shape in shapes.itertuples(index=False, name=None)]
    told = _frame(fates).assign(**{name: shapes[name].to_numpy() for name in _SHAPE})
    told["ends"] = [_first_end(scene, shape) for shape in shapes.itertuples(index=False, name=None)]
    told["ends"] = pd.to_datetime(told["ends"], utc=True).astype("datetime64[us, UTC]")
    found = chains[["station", "certificate_type", "chain"]].reset_index(drop=True).join(numbers.reset_index(drop=True))
    found = found.merge(told, on=_SHAPE, how="left")
    leaf = chains["c0"].astype("Int64").fillna(-1).to_numpy(dtype="int64")
    own = np.array(scene.certificates, dtype=object)
    at_hand = leaf >= 0
    begin, end = (known[name].reindex(leaf).reset_index(drop=True) for name in ("not_before", "not_after"))
    now = pd.Timestamp(lost.now)
    dead = at_hand & ~((begin <= now) & (now <= end)).to_numpy(dtype=bool)
    dead &= (found["verdict"] != Verdict.HOLDS.value).to_numpy()
    gone = at_hand & np.isin(leaf, scene.lost_numbers)
    for mask, verdict, reason in (
        (gone, Verdict.BREAKS, f"its own certificate is {scene.loss.how.value}"),
        (dead, Verdict.BROKEN, "its own certificate is not valid even now"),
    ):
        found.loc[mask, ["verdict", "reason", "by", "needs"]] = [verdict.value, reason, "", ""]
    found.loc[gone, "certificate"] = own[leaf[gone]]
    earlier = pd.concat([found["ends"], end.where(at_hand & ~gone)], axis=1).min(axis=1)
    found["earlier"] = earlier.where(
        (earlier > now) & (earlier < pd.Timestamp(lost.then)) & (found["verdict"] == Verdict.BREAKS.value)
    )
    return found[list(COLUMNS)]


def of_nameless(rows: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """A row of :data:`COLUMNS` for each chain, and each root but the CSMS's, that may be the lost: nobody can name it.

    Parameters
    ----------
    told
        What :func:`of_stores` gives: where a station lists the lost by name, what else it lists is not the lost.
    """
    import pandas as pd  # noqa: PLC0415  # see of_chains

    nobodys = rows[(rows["open"] == 1) & (rows["certificate_type"] != CSMS_TYPE)]
    keys = ["station", "certificate_type"]
    known = pd.MultiIndex.from_frame(nobodys[keys]).isin(pd.MultiIndex.from_frame(told[keys]))
    found = nobodys[~known][[*keys, "chain"]].assign(verdict=Verdict.NOT_CHECKED.value, reason=NAMELESS)
    found = found.assign(certificate="", by="", needs="")
    found["earlier"] = pd.Series(pd.NaT, index=found.index, dtype="datetime64[us, UTC]")
    return found[list(COLUMNS)]


def of_stores(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    """A row of :data:`COLUMNS` for each lost root in a store, those for the CSMS apart."""
    import pandas as pd  # noqa: PLC0415  # see of_chains

    stores = rows[~rows["certificate_type"].isin([CHAIN_TYPE, CSMS_TYPE])]
    number = stores["c0"].astype("Int64").fillna(-1).astype("int64")
    sha256 = pd.Series([scene.certificates[one] if one >= 0 else "" for one in number], index=stores.index, dtype="str")
    stores = stores.assign(certificate=sha256)
    parts = [_by_hashes(scene, stores)]
    for lost, saving in scene.savers.items():
        hit = stores[stores["certificate"] == lost]
        if hit.empty:
            continue
        ended = not scene.reliance.certificates[lost].valid(scene.loss.lost.now) if lost in scene.reliance.certificates else False
        for kind, theirs in hit.groupby("certificate_type"):
            part = theirs[["station", "certificate_type", "chain"]].assign(certificate=lost)
            others = stores[
                stores["certificate_type"].isin(SERVES_TOO.get(str(kind), (kind,))) & stores["certificate"].isin(saving)
            ]
            best = _best(others, saving)
            part = part.merge(best, on="station", how="left")
            saved = part["by"].notna()
            verdict = Verdict.BROKEN if ended else Verdict.BREAKS
            part["verdict"] = saved.map({True: Verdict.SAVED.value, False: verdict.value})
            name = scene.name(lost)
            here = f"it keeps {name}" + (", which is not valid even now" if ended else "")
            part["reason"] = saved.map(
                {
                    True: f"{here}, and another root that verifies the same",
                    False: f"{here}, and no other root that verifies the same",
                }
            )
            parts.append(part)
    found = pd.concat(parts, ignore_index=True)
    found["earlier"] = pd.Series(pd.NaT, index=found.index, dtype="datetime64[us, UTC]")
    return found.reindex(columns=list(COLUMNS)).fillna({"by": "", "needs": ""})


def _by_hashes(scene: Scene, stores: pd.DataFrame) -> pd.DataFrame:
    """The lost roots that are known by their hashes alone; whatever else is kept cannot be told to verify the same."""
    hit = stores[stores["hash_only"] == 1]
    names = ", ".join(sorted(scene.loss.lost.authorities))
    return hit[["station", "certificate_type", "chain"]].assign(
        verdict=Verdict.BREAKS.value,
        reason="it keeps a root that is known by its hashes alone, and no other of them",
        certificate=names,
        by="",
        needs="",
    )


def _best(others: pd.DataFrame, saving: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """By station the stored root that needs the least sent along."""
    ranked = others[["station", "certificate"]].rename(columns={"certificate": "by"})
    ranked = ranked.assign(length=ranked["by"].map({one: len(way) for one, way in saving.items()}))
    ranked = ranked.sort_values(["length", "by"]).drop_duplicates("station")
    return ranked.assign(needs=ranked["by"].map({one: " ".join(way) for one, way in saving.items()}))[["station", "by", "needs"]]


def _fate(scene: Scene, numbers: tuple[int, ...]) -> Fate:
    given = dict(zip(_SHAPE, numbers, strict=True))
    listed = tuple(scene.certificates[given[f"c{place}"]] for place in _PLACES if given[f"c{place}"] >= 0)
    issuers = tuple(scene.authorities[given[f"a{place}"]] for place in _PLACES if given[f"a{place}"] >= 0)
    issuer = scene.authorities[given["a0"]] if given["a0"] >= 0 else None
    return fate_of(Shape(issuer, listed, issuers), scene.reliance, scene.loss.lost, scene.name)


def _first_end(scene: Scene, numbers: tuple[int, ...]) -> pd.Timestamp | None:
    """When the first of what is listed above the leaf ends, the lost apart."""
    given = dict(zip(_SHAPE, numbers, strict=True))
    listed = [scene.certificates[given[f"c{place}"]] for place in _PLACES if given[f"c{place}"] >= 0]
    listed = [one for one in listed if one not in scene.loss.lost.certificates]
    ends = scene.known.by_certificate.loc[listed, "not_after"].dropna()
    return ends.min() if len(ends) else None


def _frame(fates: list[Fate]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # see of_chains

    rows = [(one.verdict.value, one.reason, one.certificate, " ".join(one.by), " ".join(one.needs)) for one in fates]
    return pd.DataFrame(rows, columns=["verdict", "reason", "certificate", "by", "needs"], dtype="object")
