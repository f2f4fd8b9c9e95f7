"""The verdict on each row: each distinct chain is thought through once, stores by what else they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.fleet.questions.who_breaks_codes import CODED, TEXTS
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE, MOST_CHILDREN
from workbench.fleet.reliance_chains import Fate, Shape, Verdict, fate_of
from workbench.fleet.reliance_stores import SERVES_TOO
from workbench.fleet.schema import CHAIN_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from workbench.fleet.questions.who_breaks_codes import Rows
    from workbench.fleet.questions.who_breaks_rows import Scene

NAMELESS = "it lists an entry that nobody can name"
_PLACES = range(1, MOST_CHILDREN + 1)
_SHAPE = ["a0", *(f"{name}{place}" for place in _PLACES for name in "ca")]
_WHERE = ["station", "type", "chain"]


def of_chains(scene: Scene, rows: Rows) -> pd.DataFrame:
    """A row of :data:`CODED` for each V2G certificate chain."""
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays

    frame = rows.frame
    chains = frame[(frame["type"] == rows.types.index(CHAIN_TYPE)) & (frame["open"] == 0)]
    shape = chains.groupby(_SHAPE, sort=False).ngroup().to_numpy()
    _, firsts = np.unique(shape, return_index=True)
    shapes = list(chains[_SHAPE].iloc[firsts].itertuples(index=False, name=None))
    told = {name: column[shape] for name, column in _words(scene, [_fate(scene, one) for one in shapes]).items()}
    leaf = chains["c0"].to_numpy()
    known, lost = scene.inventory.known.certificates, scene.loss.lost
    # the last stands for a leaf that is not at hand
    begin, end = (_moments([*known[name], None])[leaf] for name in ("not_before", "not_after"))
    now, then = _moments([lost.now, lost.then])
    at_hand, number = leaf >= 0, scene.texts.number
    dead = at_hand & ~((begin <= now) & (now <= end)) & (told["verdict"] != number(Verdict.HOLDS.value))
    gone = at_hand & np.isin(leaf, scene.lost_numbers)
    for mask, verdict, reason in (
        (gone, Verdict.BREAKS, f"its own certificate is {scene.loss.how.value}"),
        (dead, Verdict.BROKEN, "its own certificate is not valid even now"),
    ):
        for name, text in zip(("verdict", "reason", "by", "needs"), (verdict.value, reason, "", ""), strict=True):
            told[name][mask] = number(text)
    told["certificate"][gone] = scene.certificate_texts[leaf[gone]]
    earlier = np.fmin(_moments([_first_end(scene, one) for one in shapes])[shape], np.where(at_hand & ~gone, end, never()))
    counts = (earlier > now) & (earlier < then) & (told["verdict"] == number(Verdict.BREAKS.value))
    return chains[_WHERE].assign(**told, earlier=np.where(counts, earlier, never()))


def of_nameless(scene: Scene, rows: Rows, told: pd.DataFrame) -> pd.DataFrame:
    """A row of :data:`CODED` for each chain, and each root but the CSMS's, that may be the lost: nobody can name it.

    Parameters
    ----------
    told
        What :func:`of_stores` gives: where a station lists the lost by name, what else it lists is not the lost.
    """
    frame = rows.frame
    nobodys = frame[(frame["open"] == 1) & (frame["type"] != rows.types.index(CSMS_TYPE))]
    known, theirs = (one["station"].to_numpy(dtype="int64") * len(rows.types) + one["type"] for one in (told, nobodys))
    return _alike(scene, nobodys[~theirs.isin(known).to_numpy()], Verdict.NOT_CHECKED, NAMELESS)


def of_stores(scene: Scene, rows: Rows) -> pd.DataFrame:
    """A row of :data:`CODED` for each lost root in a store, those for the CSMS apart."""
    import numpy as np  # noqa: PLC0415  # see of_chains
    import pandas as pd  # noqa: PLC0415

    frame, types = rows.frame, rows.types
    stores = frame[~frame["type"].isin([types.index(CHAIN_TYPE), types.index(CSMS_TYPE)])]
    # whatever else is kept cannot be told to verify the same as one that is known by its hashes alone
    here = "it keeps a root that is known by its hashes alone, and no other of them"
    by_hashes = _alike(scene, stores[stores["hash_only"] == 1], Verdict.BREAKS, here)
    parts = [by_hashes.assign(certificate=scene.texts.number(", ".join(sorted(scene.loss.lost.authorities))))]
    places = {one: place for place, one in enumerate(scene.certificates)}
    for lost, saving in scene.savers.items():
        hit = stores[stores["c0"] == places.get(lost, -2)]
        ended = not scene.reliance.certificates[lost].valid(scene.loss.lost.now) if lost in scene.reliance.certificates else False
        best = sorted((one for one in saving if one in places), key=lambda one: (len(saving[one]), one))
        ranks = np.full(len(places) + 1, -1)
        ranks[[places[one] for one in best]] = range(len(best))
        here = f"it keeps {scene.name(lost)}" + (", which is not valid even now" if ended else "")
        fates = [Fate(Verdict.SAVED, f"{here}, and another root that verifies the same", lost, (one,), saving[one]) for one in best]
        without = Verdict.BROKEN if ended else Verdict.BREAKS
        words = _words(scene, [*fates, Fate(without, f"{here}, and no other root that verifies the same", lost)])
        for place, part in hit.groupby("type"):
            kind = types[int(str(place))]
            serving = [types.index(one) for one in SERVES_TOO.get(kind, (kind,))]
            others = stores[stores["type"].isin(serving)]
            ranked = pd.Series(ranks[others["c0"]], index=others["station"])
            saver = ranked[ranked >= 0].groupby(level=0).min().reindex(part["station"]).fillna(-1).to_numpy(dtype="int64")
            parts.append(part[_WHERE].assign(**{name: column[saver] for name, column in words.items()}, earlier=never()))
    return pd.concat(parts, ignore_index=True)[list(CODED)]


def _alike(scene: Scene, rows: pd.DataFrame, verdict: Verdict, reason: str) -> pd.DataFrame:
    """Rows of :data:`CODED` with one verdict."""
    words = _words(scene, [Fate(verdict, reason)])
    return rows[_WHERE].assign(**{name: column[0] for name, column in words.items()}, earlier=never())


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


def _words(scene: Scene, fates: Sequence[Fate]) -> dict[str, Any]:
    """By column of :data:`TEXTS` the numbers of what is said of each."""
    import numpy as np  # noqa: PLC0415  # see of_chains

    rows = [(one.verdict.value, one.reason, one.certificate, " ".join(one.by), " ".join(one.needs)) for one in fates]
    numbers = np.array([[scene.texts.number(text) for text in row] for row in rows], dtype="int32").reshape(len(rows), len(TEXTS))
    return dict(zip(TEXTS, numbers.T.copy(), strict=True))


def _moments(times: Iterable[Any]) -> Any:
    """Times as numpy's, in UTC, microseconds; absent ones as NaT."""
    import pandas as pd  # noqa: PLC0415  # see of_chains

    return pd.to_datetime(pd.Series(list(times), dtype="object"), utc=True).dt.tz_convert(None).to_numpy(dtype="datetime64[us]")


def never() -> Any:
    """No time."""
    import numpy as np  # noqa: PLC0415  # see of_chains

    return np.datetime64("NaT", "us")
