"""Which stations are one expiry from being unreachable: of all roots that they keep, one verifies the CSMS's chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions import covering
from workbench.fleet.questions.naming import identity
from workbench.fleet.questions.who_breaks_csms import NOT_DECLARED
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE
from workbench.fleet.questions.who_breaks_words import without_csms_roots
from workbench.fleet.relations import relation_of
from workbench.fleet.reliance import Reliance
from workbench.fleet.reliance_stores import CsmsReach, with_chain

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.known import Known

COLUMNS = ["station", "verdict", "last_root", "name", "not_after", "days_left", "other_roots"]
_ONE, _NONE = "one root left", "none left"


def one_expiry_away(inventory: Inventory) -> Answer:
    """The stations that reach the CSMS by one root alone, or by none any more.

    Returns
    -------
    A row for each: station, verdict (``"one root left"``, ``"none left"``, ``"not checked"``: its other roots are not at hand),
    last_root (SHA-256), name, not_after, days_left (whole days), other_roots (CSMS roots that it lists besides, of which none is
    known to verify the chain); by verdict, of one verdict those whose root ends first. Stations of security profiles 0 and 1
    need no root.
    """
    verifying, known, csms = _verifying(inventory)
    frame = frame_of(expression(inventory))
    certificates = known.by_certificate
    frame["verdict"] = [_verdict(*row) for row in zip(frame["verifying"], frame["unknown"], strict=True)]
    if not verifying:
        frame["verdict"] = "not checked" if csms is None or csms.issuer is None else frame["verdict"]
    about = certificates[["name", "not_after"]].reindex(frame["last_root"]).set_axis(frame.index)
    frame["name"], frame["not_after"] = about["name"].astype("str"), about["not_after"].astype("datetime64[us, UTC]")
    frame["days_left"] = ((frame["not_after"] - inventory.at).dt.days).astype("Int64")
    frame["other_roots"] = frame["roots"] - frame["verifying"]
    frame = frame.sort_values(["verdict", "not_after", "station"], kind="stable")
    frame = frame.astype({"verdict": "str", "name": "str"})
    return Answer(
        question="one-expiry-away",
        title="One expiry from being unreachable",
        sentence=_sentence(frame, csms),
        frame=frame[COLUMNS].reset_index(drop=True),
        notes=_notes(inventory, csms, verifying, known),
        ok=not len(frame) and csms is not None,
        tones={"verdict": {_ONE: Tone.WARNING, _NONE: Tone.ERROR, "not checked": Tone.MUTED}},
    )


def expression(inventory: Inventory) -> ir.Table:
    """station, roots (CSMS roots that it lists), verifying (those that verify the chain), unknown (not at hand), last_root."""
    verifying, _, _ = _verifying(inventory)
    table = relation_of([(one,) for one in sorted(verifying)], {"verifies": "!string"})
    rows = inventory.resolved
    rows = rows.filter(rows.certificate_type == CSMS_TYPE).left_join(table, [("certificate", "verifies")])
    rows = rows.mutate(root=identity(rows))
    each = rows.group_by("station").aggregate(
        roots=rows.root.nunique(),
        verifying=rows.verifies.nunique(),
        unknown=rows.certificate.isnull().ifelse(1, 0).sum(),
        last_root=rows.verifies.max(),
    )
    stations = inventory.tables.stations
    plain = stations.filter(stations.security_profile <= 1).select("station")
    return each.filter(each.verifying <= 1).anti_join(plain, "station")


def _verifying(inventory: Inventory) -> tuple[set[str], Known, CsmsReach | None]:
    """The roots that verify the declared chain now."""
    known = with_chain(inventory.known, inventory.csms_chain)
    if not inventory.csms_chain:
        return set(), known, None
    reliance = Reliance(known)
    csms = CsmsReach(inventory.csms_chain, known, reliance)
    return set(csms.verifying(lambda one: one.valid(inventory.at), lambda one: one.valid(inventory.at))), known, csms


def _verdict(verifying: int, unknown: int) -> str:
    if unknown:
        return "not checked"
    return _ONE if verifying else _NONE


def _sentence(frame: pd.DataFrame, csms: CsmsReach | None) -> str:
    if csms is None:
        return f"Not checked: {NOT_DECLARED} (csms_chain), so which roots verify it cannot be told."
    counts = frame["verdict"].value_counts()
    one, none, left = (int(counts.get(verdict, 0)) for verdict in (_ONE, _NONE, "not checked"))
    said = f"{counted(one, 'station')} {'is' if one == 1 else 'are'} one expiry from being unreachable"
    if one:
        first = frame[frame["verdict"] == _ONE].iloc[0]
        said += f", the first on {first['not_after']:%Y-%m-%d} with {first['name']}"
    if none:
        said += f"; {none:,} {'keeps' if none == 1 else 'keep'} no root that verifies the CSMS's chain now"
    return said + (f"; {left:,} not checked" if left else "") + "."


def _notes(inventory: Inventory, csms: CsmsReach | None, verifying: set[str], known: Known) -> tuple[str, ...]:
    if csms is None:
        return ()
    said = []
    if csms.issuer is None:
        said.append("Not checked: the issuer of the CSMS server's certificate is not at hand.")
    ends = known.by_certificate.loc[
        [one for one in csms.chain if one in known.by_certificate.index], ["name", "not_after"]
    ].dropna()
    if len(ends) and verifying:
        first = ends.sort_values("not_after").iloc[0]
        said.append(
            f"All stand on the CSMS's own chain as well: of it {first['name']} ends first, on {first['not_after']:%Y-%m-%d}."
        )
    return (*said, *without_csms_roots(inventory), *covering.notes(inventory, [CSMS_TYPE]))
