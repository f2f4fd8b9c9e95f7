"""How many stations still stand after each coming end of a CA, by purpose, if nothing is renewed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions import covering
from workbench.fleet.questions.who_breaks_csms import NOT_DECLARED
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE
from workbench.fleet.questions.who_breaks_words import LOSES, PURPOSES
from workbench.fleet.relations import relation_of
from workbench.fleet.reliance import Reliance
from workbench.fleet.reliance_ends import End, ends_of_authorities, ends_of_csms_roots
from workbench.fleet.reliance_stores import CsmsReach, with_chain
from workbench.fleet.schema import CERTIFICATE_TYPES, CHAIN_TYPE

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.known import Known

COLUMNS = ["at", "certificate", "name", "certificate_type", "purpose", "breaks", "stations_left"]


@dataclass(frozen=True, eq=False)
class Ends:
    """Every end that there is, in the order of time; a place in that order stands for it in the engine.

    Attributes
    ----------
    known
        The certificates at hand, and the CSMS's chain.
    events
        By place.
    authorities, roots, csms_roots
        By CA, by stored certificate, by stored CSMS root: the place of its end.
    """

    known: Known
    events: list[End]
    authorities: dict[str, int]
    roots: dict[str, int]
    csms_roots: dict[str, int]

    @classmethod
    def of(cls, inventory: Inventory) -> Ends:
        """All ends that the certificates at hand tell."""
        known = with_chain(inventory.known, inventory.csms_chain)
        reliance = Reliance(known)
        authorities = ends_of_authorities(reliance)
        roots = {one.certificate: End(one.not_after, one.certificate) for one in reliance.certificates.values() if one.not_after}
        chain = inventory.csms_chain
        csms = ends_of_csms_roots(CsmsReach(chain, known, reliance), reliance) if chain else {}
        events = sorted({*authorities.values(), *roots.values(), *csms.values()})
        place = {event: number for number, event in enumerate(events)}
        return cls(known, events, *({one: place[end] for one, end in ends.items()} for ends in (authorities, roots, csms)))


def waterfall(inventory: Inventory) -> Answer:
    """How the fleet falls, step by step.

    A chain stands on the CAs above its leaf; the leaf itself is not counted, for it is renewed all the time. A station reaches the
    CSMS until the last of its roots that verify the declared chain has ended; for everything else it stands until the first end
    that touches it. Stations of security profiles 0 and 1 need no CSMS root.

    Returns
    -------
    A row for each coming end and certificate type that it breaks at some station: at, certificate (SHA-256), name,
    certificate_type, purpose, breaks (stations that stood until then), stations_left (that still stand after it); in time's
    order.
    """
    ends = Ends.of(inventory)
    frame = frame_of(expression(inventory, ends=ends))
    rank = frame["certificate_type"].map({one: number for number, one in enumerate(CERTIFICATE_TYPES)})
    frame = frame.assign(rank=rank, at=_times(ends, frame)).sort_values(["rank", "end"], kind="stable")
    known = frame["end"].notna()
    over = (frame["at"] <= inventory.at) | (~known & (frame["open"] == 0))
    coming = frame[known & ~over]
    left = coming.groupby("certificate_type")["stations"].transform("sum") - coming.groupby("certificate_type")["stations"].cumsum()
    coming = coming.assign(breaks=coming["stations"], stations_left=left)
    coming["certificate"] = [ends.events[int(one)].certificate for one in coming["end"]]
    coming["name"] = [ends.known.name(one) for one in coming["certificate"]]
    coming["purpose"] = coming["certificate_type"].map(PURPOSES)
    coming = coming.sort_values(["at", "end", "rank"], kind="stable")
    text = dict.fromkeys(["certificate", "name", "purpose"], "str")
    return Answer(
        question="waterfall",
        title="How many stations still stand at each coming end of a CA",
        sentence=_sentence(coming),
        frame=coming[COLUMNS].astype(text).reset_index(drop=True),
        notes=_notes(inventory, frame, over),
        ok=not bool(over.any()),
        tones={"stations_left": {0: Tone.ERROR}},
    )


def expression(inventory: Inventory, *, ends: Ends | None = None) -> ir.Table:
    """certificate_type, end (its place among ``Ends.events``), open (1: there is none, for not all is at hand), stations."""
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

    ends = ends or Ends.of(inventory)
    rows = inventory.resolved
    for name, places, column in (
        ("ca", ends.authorities, "authority"),
        ("own", ends.authorities, "own_authority"),
        ("root", ends.roots, "certificate"),
        ("csms", ends.csms_roots, "certificate"),
    ):
        table = relation_of(sorted(places.items()), {f"{name}_of": "!string", f"{name}_end": "int32"})
        rows = rows.left_join(table, [(column, f"{name}_of")]).drop(f"{name}_of")
    never = ibis.null("int32")
    chain, csms = rows.certificate_type == CHAIN_TYPE, rows.certificate_type == CSMS_TYPE
    rows = rows.mutate(
        leaf=(chain & (rows.child == 0)).ifelse(rows.ca_end, never),
        above=(chain & (rows.child > 0)).ifelse(ibis.coalesce(rows.own_end, rows.ca_end), never),
        store=(~chain & ~csms & (rows.child == 0)).ifelse(rows.root_end, never),
        reach=csms.ifelse(rows.csms_end, never),
        open=(csms & rows.certificate.notnull()).ifelse(0 if ends.csms_roots else 1, 1),
    )
    # where the leaf's issuer cannot be told, it is one of those listed above it
    each = rows.group_by("station", "certificate_type", "chain").aggregate(
        leaf=rows.leaf.max(), above=rows.above.min(), store=rows.store.max(), reach=rows.reach.max(), open=rows.open.max()
    )
    each = each.mutate(first=ibis.coalesce(each.leaf, each.above, each.store))
    stations = each.group_by("station", "certificate_type").aggregate(
        first=each["first"].min(), last=each.reach.max(), open=each.open.max()
    )
    plain = inventory.tables.stations.filter(inventory.tables.stations.security_profile <= 1)
    plain = plain.select(without_tls="station")
    stations = stations.left_join(plain, [("station", "without_tls")])
    stations = stations.filter(stations.without_tls.isnull() | (stations.certificate_type != CSMS_TYPE))
    stations = stations.mutate(end=(stations.certificate_type == CSMS_TYPE).ifelse(stations["last"], stations["first"]))
    stations = stations.mutate(open=(stations.end.isnull() & (stations.open == 1)).ifelse(1, 0))
    return stations.group_by("certificate_type", "end", "open").aggregate(stations=stations.count())


def _times(ends: Ends, frame: pd.DataFrame) -> pd.Series:
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    times = pd.Series([event.at for event in ends.events], dtype="datetime64[us, UTC]")
    return times.reindex(frame["end"].fillna(-1).astype("int64")).set_axis(frame.index).astype("datetime64[us, UTC]")


def _sentence(coming: pd.DataFrame) -> str:
    if coming.empty:
        return "No CA at hand on which a station stands has an end to come."
    first = coming.iloc[0]
    count = int(first["breaks"])
    said = f"{first['name']} ends first, on {first['at']:%Y-%m-%d}: by it {counted(count, 'station')} "
    said += f"{'loses' if count == 1 else 'lose'} " + LOSES[str(first["certificate_type"])]
    chains = coming[coming["certificate_type"] == CHAIN_TYPE]
    if len(chains):
        said += f"; if nothing is renewed, vehicles accept none of those that are known after {chains.iloc[-1]['at']:%Y-%m-%d}"
    return said + "."


def _notes(inventory: Inventory, frame: pd.DataFrame, over: pd.Series) -> tuple[str, ...]:
    said = ["Nothing is taken to be renewed but leaves; cross-certificates at hand count, whether stations send them or not."]
    for kind, number in frame[over].groupby("certificate_type", sort=False)["stations"].sum().items():
        said.append(f"Over already: {kind} at {counted(int(number), 'station')}.")
    unknown = frame[frame["open"] == 1]
    for kind, number in zip(unknown["certificate_type"], unknown["stations"], strict=True):
        why = f": {NOT_DECLARED}" if kind == CSMS_TYPE and not inventory.csms_chain else ""
        said.append(f"Not checked: {kind} at {counted(int(number), 'station')}, for no end is known{why}.")
    return (*said, *covering.notes(inventory))
