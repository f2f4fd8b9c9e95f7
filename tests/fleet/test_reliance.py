"""Who stands on whom: against a search of every way, and the laws of losing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.fleet.small_fleets import AT, known, sha256
from workbench.fleet.reliance import CaCertificate, Lost, Reliance
from workbench.fleet.reliance_chains import Shape, Verdict, fate_of
from workbench.fleet.reliance_ends import ends_of_authorities

NOW, THEN = datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
Row = tuple[str, str, str | None, datetime, datetime]
_COLUMNS = ["certificate", "authority", "issuer", "not_before", "not_after"]


def graph(rows: list[Row]) -> Reliance:
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype({"authority": "str", "issuer": "str"})
    for name in ("not_before", "not_after"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    pile: Any = SimpleNamespace(certificates=frame)
    return Reliance(pile)


def ca(certificate: str, authority: str, issuer: str | None, until: int = 2050, begin: int = 2020) -> Row:
    return (certificate, authority, issuer, datetime(begin, 1, 1, tzinfo=UTC), datetime(until, 1, 1, tzinfo=UTC))


def lost(*certificates: str, authorities: tuple[str, ...] = (), then: datetime = THEN) -> Lost:
    return Lost(frozenset(certificates), frozenset(authorities), NOW, then)


def verdict(reliance: Reliance, shape: Shape, loss: Lost) -> Verdict:
    return fate_of(shape, reliance, loss, str).verdict


ROOT, SUB1, SUB2 = ca("root", "R", "R"), ca("sub1", "S1", "R", 2028), ca("sub2", "S2", "S1", 2027)
OTHER, CROSS = ca("other", "O", "O"), ca("cross", "R", "O")
LISTED = Shape("S2", ("sub2", "sub1"), ("S1", "R"))


# --- by hand ---


@pytest.mark.parametrize("gone", ["root", "sub1", "sub2"])
def test_a_chain_breaks_if_any_link_above_its_leaf_is_lost(gone: str) -> None:
    fate = fate_of(LISTED, graph([ROOT, SUB1, SUB2]), lost(gone), str)
    assert (fate.verdict, fate.certificate) == (Verdict.BREAKS, gone)


def test_a_root_can_be_asked_for_though_all_that_it_issued_ends_before() -> None:
    short = ca("root", "R", "R", 2029)
    assert verdict(graph([short, SUB1, SUB2]), LISTED, lost("root")) is Verdict.BREAKS


def test_a_chain_holds_that_stands_on_something_else() -> None:
    assert verdict(graph([ROOT, SUB1, SUB2, OTHER]), LISTED, lost("other")) is Verdict.HOLDS


def test_a_cross_certificate_saves_and_must_be_sent_where_it_is_not_listed() -> None:
    reliance = graph([ROOT, SUB1, SUB2, OTHER, CROSS])
    fate = fate_of(LISTED, reliance, lost("root"), str)
    assert (fate.verdict, fate.by, fate.needs) == (Verdict.SAVED, ("cross", "other"), ("cross",))
    listed = Shape("S2", ("sub2", "sub1", "cross"), ("S1", "R", "O"))
    fate = fate_of(listed, reliance, lost("root"), str)
    assert (fate.verdict, fate.by, fate.needs) == (Verdict.SAVED, ("cross", "other"), ())


@pytest.mark.parametrize("row", [ca("cross", "R", "O", 2029), ca("cross", "R", "O", 2050, 2031)])
def test_a_cross_certificate_that_is_not_valid_then_saves_nothing(row: Row) -> None:
    assert verdict(graph([ROOT, SUB1, SUB2, OTHER, row]), LISTED, lost("root")) is Verdict.BREAKS


def test_a_root_that_has_ended_by_then_saves_nothing() -> None:
    assert verdict(graph([ROOT, SUB1, SUB2, ca("other", "O", "O", 2029), CROSS]), LISTED, lost("root")) is Verdict.BREAKS


def test_a_root_in_use_is_not_taken_to_be_renewed() -> None:
    renewed = ca("sub2-new", "S2", "S1", 2035)
    assert verdict(graph([ca("root", "R", "R", 2029), SUB1, SUB2, renewed]), LISTED, lost("sub2")) is Verdict.BREAKS


@pytest.mark.parametrize(("until", "expected"), [(2025, Verdict.HOLDS), (2050, Verdict.SAVED)])
def test_a_listed_cross_certificate_that_has_ended_is_not_in_use(until: int, expected: Verdict) -> None:
    rows = [ROOT, SUB1, SUB2, OTHER, ca("cross", "R", "O", until)]
    shape = Shape("S2", ("sub2", "sub1", "cross"), ("S1", "R", "O"))
    assert verdict(graph(rows), shape, lost("other")) is expected
    assert verdict(graph(rows), shape, lost("cross")) is expected


def test_losing_the_way_round_breaks_nothing_and_losing_both_does() -> None:
    reliance = graph([ROOT, SUB1, SUB2, OTHER, CROSS])
    assert verdict(reliance, LISTED, lost("cross")) is Verdict.HOLDS
    assert verdict(reliance, LISTED, lost("root", "cross")) is Verdict.BREAKS
    assert verdict(reliance, LISTED, lost("root", "other")) is Verdict.BREAKS


def test_a_renewed_sub_ca_saves_and_must_be_sent() -> None:
    fate = fate_of(LISTED, graph([ROOT, SUB1, SUB2, ca("sub2-new", "S2", "S1", 2035)]), lost("sub2"), str)
    assert (fate.verdict, fate.needs) == (Verdict.SAVED, ("sub2-new",))


def test_a_chain_that_is_broken_now_is_not_broken_by_the_loss() -> None:
    over = ca("sub1", "S1", "R", 2025)
    assert verdict(graph([ROOT, over, SUB2]), LISTED, lost("root")) is Verdict.BROKEN


def test_a_way_round_whose_root_is_not_at_hand_is_not_checked() -> None:
    assert verdict(graph([ROOT, SUB1, SUB2, ca("cross", "R", "unknown")]), LISTED, lost("root")) is Verdict.NOT_CHECKED


def test_a_chain_below_a_root_that_is_not_at_hand_breaks_with_its_links() -> None:
    reliance = graph([ca("sub1", "S1", None), SUB2])
    assert verdict(reliance, LISTED, lost("sub1")) is Verdict.BREAKS
    assert verdict(reliance, LISTED, lost("root")) is Verdict.HOLDS


def test_a_chain_below_a_sighted_root_breaks_with_it() -> None:
    shape = Shape(None, (), ("sighted:x",))
    assert verdict(graph([ROOT]), shape, lost(authorities=("sighted:x",))) is Verdict.BREAKS
    assert verdict(graph([ROOT]), shape, lost(authorities=("sighted:y",))) is Verdict.HOLDS


def test_a_chain_of_which_nothing_is_known_is_not_checked() -> None:
    assert verdict(graph([ROOT]), Shape(None, (), ()), lost("root")) is Verdict.NOT_CHECKED


def test_where_children_are_not_listed_what_is_at_hand_tells_the_way() -> None:
    reliance = graph([ROOT, SUB1, SUB2])
    assert verdict(reliance, Shape("S2", (), ()), lost("root")) is Verdict.BREAKS
    assert verdict(reliance, Shape("S2", ("sub2",), ("S1",)), lost("sub1")) is Verdict.BREAKS


def test_a_ring_of_cross_certificates_ends() -> None:
    ring = [ca("a-by-b", "A", "B"), ca("b-by-a", "B", "A")]
    assert graph(ring).way("A", lambda _: True) is None
    assert graph([*ring, ca("b", "B", "B")]).way("A", lambda _: True) is not None
    assert ends_of_authorities(graph(ring)) == {}


def test_both_ends_of_a_validity_belong_to_it() -> None:
    one = CaCertificate("c", "A", "A", NOW, THEN)
    assert one.valid(NOW)
    assert one.valid(THEN)
    assert not one.valid(THEN + timedelta(seconds=1))
    assert not CaCertificate("c", "A", "A", None, THEN).valid(NOW)


def test_the_samples_cross_certificate_saves_what_stands_on_root_b() -> None:
    reliance = Reliance(known())
    about = known().by_certificate
    issuer = str(about.loc[sha256("variants/secc.pem"), "issuer"])
    shape = Shape(issuer, (sha256("variants/cpo-sub-ca.pem"),), (str(about.loc[sha256("variants/v2g-root-b.pem"), "authority"]),))
    revoked = Lost(frozenset({sha256("variants/v2g-root-b.pem")}), frozenset(), AT, AT)
    fate = fate_of(shape, reliance, revoked, str)
    assert (fate.verdict, fate.needs) == (Verdict.SAVED, (sha256("variants/v2g-root-b-by-a.pem"),))


# --- every way, one by one ---


def stands(rows: list[Row], start: str, usable: set[str], seen: frozenset[str] = frozenset()) -> bool:
    """Whether some way up leads to a self-signed certificate; written to be plain, not fast."""
    for certificate, authority, issuer, *_ in rows:
        if authority != start or certificate not in usable:
            continue
        if issuer == authority:
            return True
        if issuer is not None and issuer not in seen and stands(rows, issuer, usable, seen | {start}):
            return True
    return False


authorities = st.sampled_from("ABCDE")
certificates = st.lists(
    st.tuples(authorities, authorities, st.sampled_from([2025, 2028, 2050])), min_size=1, max_size=12, unique=True
).map(lambda many: [ca(f"c{number}", authority, issuer, until) for number, (authority, issuer, until) in enumerate(many)])
losses = st.sets(st.integers(0, 11), max_size=4).map(lambda many: {f"c{number}" for number in many})


@settings(deadline=None)
@given(certificates, authorities, losses)
def test_a_way_is_found_exactly_where_there_is_one(rows: list[Row], start: str, gone: set[str]) -> None:
    usable = {row[0] for row in rows} - gone
    way = graph(rows).way(start, lambda one: one.certificate in usable)
    assert bool(way and way.assured) == stands(rows, start, usable)
    if way and way.assured:
        steps = {row[0]: row for row in rows}
        place = start
        for certificate in way.certificates:
            assert steps[certificate][1] == place
            place = str(steps[certificate][2])
        assert steps[way.certificates[-1]][1] == steps[way.certificates[-1]][2]


@settings(deadline=None)
@given(certificates, authorities, losses, losses)
def test_losing_more_never_mends(rows: list[Row], start: str, gone: set[str], more: set[str]) -> None:
    reliance, shape = graph(rows), Shape(start, tuple(row[0] for row in rows), ())
    order = [Verdict.HOLDS, Verdict.SAVED, Verdict.NOT_CHECKED, Verdict.BREAKS, Verdict.BROKEN]
    few, many = (verdict(reliance, shape, lost(*those)) for those in (gone, gone | more))
    assert order.index(few) <= order.index(many)


@settings(deadline=None)
@given(certificates, authorities, losses, authorities, authorities)
def test_one_more_cross_certificate_never_breaks(rows: list[Row], start: str, gone: set[str], subject: str, issuer: str) -> None:
    certified = {row[1] for row in rows}
    assume({start, subject} <= certified)  # else it tells who a CA is that nothing was known of
    shape = Shape(start, tuple(row[0] for row in rows), ())
    without, with_it = (verdict(graph(these), shape, lost(*gone)) for these in (rows, [*rows, ca("new", subject, issuer)]))
    if with_it is Verdict.BREAKS:
        assert without in {Verdict.BREAKS, Verdict.BROKEN, Verdict.NOT_CHECKED}


@settings(deadline=None)
@given(certificates, authorities)
def test_a_ca_stands_until_the_time_that_is_told(rows: list[Row], start: str) -> None:
    rows = [*rows, *(ca(f"root {one}", one, one, 2060) for one in "ABCDE" if one not in {row[1] for row in rows})]
    end = ends_of_authorities(graph(rows)).get(start)
    moments = sorted({row[4] for row in rows})
    standing = [at for at in moments if stands(rows, start, {row[0] for row in rows if row[4] >= at})]
    assert (end.at if end else None) == (standing[-1] if standing else None)
