"""A station's store and its CSMS's record, aligned by hash data."""

import base64
import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PIL import Image

from tests.station.makers import CHAIN, CSMS, MANUFACTURER, MO, V2G, held, station
from tests.views.happenings import EVIL, OLD, STRANGER, hostile, outfitted, rotation
from tests.views.page_reading import harmless
from workbench.csms.record import Believed, StationRecord
from workbench.display import visible
from workbench.errors import InputError
from workbench.views.side_by_side import SIGNS, side_by_side
from workbench.views.side_by_side_rows import Mark

STATE = rotation().entries[6].decision.state


def believed(type_, one, children=(), *, at_hand=True):
    hashes = tuple(child.hash_data[0] for child in children)
    return Believed(type_, one.hash_data[:1], one.item if at_hand else None, hashes)


def record_of(state, **changes):
    """What a CSMS that saw everything believes."""
    anchors = tuple(believed(type_, one) for type_, one in state.store.entries)
    chains = tuple(believed(CHAIN, chain.leaf, chain.sub_cas) for chain in state.v2g_chains)
    return StationRecord(identity="CS0001", believed=changes.get("believed", (*anchors, *chains)))


def marks(view):
    return [(pair.certificate_type, pair.mark) for pair in view.pairs]


def test_what_both_know_is_the_same():
    view = side_by_side(STATE, record_of(STATE))
    assert view.agree
    assert view.summary == "5 the same."
    assert [type_ for type_, _ in marks(view)] == [CSMS, CSMS, MANUFACTURER, V2G, CHAIN]


def test_any_hash_algorithm_aligns():
    roots = tuple(Believed(type_, one.hash_data[2:], None) for type_, one in STATE.store.entries)
    view = side_by_side(STATE, record_of(STATE, believed=roots))
    assert view.summary == "4 the same, 1 only in the station."
    assert "(Example V2G Root CA)" in str(view.table().to_html())


def test_each_difference_is_told_in_words_sign_and_side():
    old, maker = STATE.store.of_type(CSMS)[0], STATE.store.of_type(MANUFACTURER)[0]
    (chain,) = STATE.v2g_chains
    record = record_of(
        STATE,
        believed=(
            believed(CSMS, old, at_hand=False),
            believed(CSMS, held(STRANGER)),
            believed(MO, maker),
            believed(CHAIN, chain.leaf, chain.sub_cas[:1]),
        ),
    )
    view = side_by_side(STATE, record)
    assert marks(view) == [
        (CSMS, Mark.SAME),
        (CSMS, Mark.ONLY_HERE),
        (CSMS, Mark.ONLY_THERE),
        (MANUFACTURER, Mark.ONLY_HERE),
        (V2G, Mark.ONLY_HERE),
        (MO, Mark.ONLY_THERE),
        (CHAIN, Mark.DIFFERENT),
    ]
    rows = [row for row in harmless(view._repr_mimebundle_()[0]["text/html"]).rows if len(row) == 5][1:]
    assert [row[3] for row in rows] == [
        "= the same",
        "◀ only in the station",
        "▶ only in the record",
        "◀ only in the station: in the record as MORootCertificate",
        "◀ only in the station",
        "▶ only in the record: in the station as ManufacturerRootCertificate",
        "≠ different: other sub-CAs: 2 and 1",
    ]
    assert rows[2][1] == rows[1][2] == "not here"
    assert rows[2][2] == "Another Root CA"
    assert not view.agree
    assert "Another Root CA: only in the record" in view.picture.alt
    svg = view.picture.svg
    for words in ("only in the station", "only in the record", "the same", "different"):
        assert f">{words}</text>" in svg


def test_the_same_certificate_by_other_hash_data_is_different():
    old = STATE.store.of_type(CSMS)[0]
    wrong = replace(believed(CSMS, old), hash_data=(held(STRANGER).hash_data[0],))
    view = side_by_side(station((CSMS, OLD)), record_of(STATE, believed=(wrong,)))
    assert [(pair.mark, pair.why) for pair in view.pairs] == [(Mark.DIFFERENT, "other hash data")]


def test_what_the_csms_can_know_is_told_below():
    page = harmless(side_by_side(STATE, record_of(STATE))._repr_mimebundle_()[0]["text/html"])
    assert page.row("not checked", CSMS)[-1] == "List it with M03."


def test_holders_and_identities():
    record = record_of(STATE)
    csms = SimpleNamespace(stations={"CS0001": record, "CS0002": record})
    assert side_by_side(SimpleNamespace(state=STATE, identity="CS0001"), csms).pairs == side_by_side(STATE, record).pairs
    assert side_by_side(STATE, csms, "CS0002").agree
    for wrong in ((STATE, csms), (STATE, csms, "CS0009"), (3, record), (STATE, 3)):
        with pytest.raises(InputError):
            side_by_side(*wrong)


def test_a_notebook_gets_table_picture_and_words():
    view = side_by_side(STATE, record_of(STATE))
    data, metadata = view._repr_mimebundle_()
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert data["text/plain"] == str(view)
    size = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).size
    assert size == (2 * metadata["image/png"]["width"], round(2 * view.picture.size[1]))
    assert side_by_side(STATE, record_of(STATE)).picture.png == view.picture.png


def test_hostile_names_stay_text():
    state = hostile().state
    view = side_by_side(state, replace(record_of(outfitted()), identity=EVIL[0]))
    data = view._repr_mimebundle_()[0]
    page = harmless(data["text/html"])
    for evil in EVIL[:-1]:
        assert visible(evil)[:20] in page.text
    assert "\x1b" not in data["text/plain"]
    assert "<script" not in view.picture.svg
    assert "\u202e" not in view.picture.svg


def test_many_rows_keep_what_differs():
    one = held(OLD)
    same = [believed(f"type {number}", one) for number in range(400)]
    state = replace(station(), store=replace(station().store, entries=tuple((two.certificate_type, one) for two in same)))
    view = side_by_side(state, StationRecord(identity="CS0001", believed=(*same[:-1], believed("zzz", one))))
    assert "only in the record" in view.picture.svg
    assert "only in the station" in view.picture.svg
    assert "371 rows are left out" in view.picture.svg
    assert len(view.table().rows) == 300


def test_neither_side_has_anything():
    view = side_by_side(station(), StationRecord(identity="CS0001"))
    assert str(view) == "Neither side has an entry."
    assert view.picture.png.startswith(b"\x89PNG")


def test_each_mark_has_a_sign_of_its_own():
    assert len(set(SIGNS.values())) == len(Mark)
