"""The law of ingest: every record is kept, folded or refused, whatever the file; and no file raises or takes long."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fleet.ingest.given import AT, CHAIN, HEADER, ISO, MO, V2G, entry, gathered, table
from tests.properties.depth import examples
from workbench.fleet.ingest import Collector, Context, read

TYPES = st.sampled_from([V2G, MO, CHAIN, "V2GRoot", "", "=cmd|' /C calc'!A0"])
STATIONS = st.sampled_from(["A", "B", "", " C ", "=1+1", "Säule", "\u202eX"])
TIMES = st.sampled_from([ISO, "2026-11-20", "1795248000", "", "soon"])
WORDS = st.one_of(
    st.sampled_from(["aa", "BB", "", "NULL", "1.5E+15", "a" * 5000, " x"]), st.text(alphabet="0123456789abcdefE+.", max_size=8)
)
CELLS = st.tuples(STATIONS, TIMES, TYPES, st.sampled_from(["SHA256", "", "SHA-1"]), WORDS, WORDS, WORDS)
CONTEXTS = st.sampled_from([Context(), Context("TOLD", AT), Context(at=AT), Context("TOLD", source="csms")])


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


ROWS = st.tuples(st.lists(CELLS, max_size=15), st.lists(st.integers(0, 100), max_size=15)).map(
    lambda drawn: drawn[0] + [drawn[0][place % len(drawn[0])] for place in drawn[1] if drawn[0]]
)
"""Rows, some of them again."""


@given(ROWS, st.sampled_from([",", ";", "\t"]), CONTEXTS)
@examples(40)
def test_no_row_of_a_table_is_lost(rows, separator, context):
    text = "\n".join([HEADER.replace(",", separator), *(separator.join(map(_quoted, cells)) for cells in rows)])
    blank = sum(not any(cell.strip() for cell in cells) for cells in rows)
    found = gathered(text, context=context)
    assert found.report.given == len(rows) - blank


NODES = st.one_of(
    st.fixed_dictionaries({
        "hashAlgorithm": st.just("SHA256"), "issuerNameHash": st.sampled_from(["aa", "bb"]),
        "issuerKeyHash": st.sampled_from(["cc", 7]),
        "serialNumber": st.sampled_from(["1", 2, "3"]),
    }),
    st.sampled_from([entry(1), entry(2), None, 7, "x", [], {}]),
)  # fmt: skip
CHAINS = st.fixed_dictionaries(
    {"certificateType": st.sampled_from([V2G, CHAIN, "Nonsense", 7, None]), "certificateHashData": NODES},
    optional={"childCertificateHashData": st.lists(NODES, min_size=1, max_size=4)},
)
ANSWERS = st.fixed_dictionaries(
    {"status": st.sampled_from(["Accepted", "NotFound", "Odd", 7])},
    optional={"certificateHashDataChain": st.lists(CHAINS, max_size=5)},
)
RECORDS = st.fixed_dictionaries(
    {"response": ANSWERS},
    optional={"station": st.sampled_from(["A", "B"]), "at": st.sampled_from([ISO, "2026-11-20T00:00:00Z", "soon"])},
)


def _weight(record: dict[str, Any]) -> int:
    """The records that an answer is: its entries, or itself where it lists none."""
    chains = record["response"].get("certificateHashDataChain", [])
    return max(
        sum((one["certificateHashData"] is not None) + len(one.get("childCertificateHashData", ())) or 1 for one in chains), 1
    )


@given(st.lists(RECORDS, max_size=12), st.booleans(), CONTEXTS)
@examples(40)
def test_no_entry_of_an_answer_is_lost(records, on_lines, context):
    sound = [
        one
        for one in records
        if "certificateHashDataChain" in one["response"] or one["response"]["status"] in {"Accepted", "NotFound"}
    ]
    text = "\n".join(map(json.dumps, sound)) if on_lines else json.dumps(sound)
    found = gathered(text, context=context)
    expected = sum(map(_weight, sound))
    assert found.report.given == (expected if sound else found.report.given)


@given(st.lists(CELLS, min_size=1, max_size=30), st.integers(2, 4))
@examples(20)
def test_the_same_file_again_adds_nothing(rows, times):
    text = table(*(",".join(map(_quoted, cells)) for cells in rows))
    once, again = gathered(text), gathered(*[text] * times)
    assert again.sightings.equals(once.sightings)
    assert again.answers.drop(columns="origin").equals(once.answers.drop(columns="origin"))
    assert again.report.given == times * once.report.given


@given(st.lists(RECORDS, min_size=1, max_size=12))
@examples(20)
def test_the_same_answers_again_add_nothing(records):
    text = json.dumps(records)
    once, again = gathered(text), gathered(text, text)
    # one answer may stand in a file in two parts; a second reading puts each part behind its like
    assert len(again.sightings) == len(once.sightings)
    assert again.answers.drop(columns="origin").equals(once.answers.drop(columns="origin"))


BEGINNINGS = st.sampled_from(
    [
        b"",
        b"[",
        b"{",
        b'{"station": ',
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"PAR1",
        b"PK\x03\x04xl/",
        HEADER.encode() + b"\n",
        b'[2,"1","',
        b'"',
    ]
)


@given(BEGINNINGS, st.binary(max_size=400), CONTEXTS)
@examples(80)
def test_any_octets_are_read_without_an_exception(beginning, rest, context):
    gathered(beginning + rest, context=context)


@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12),
        st.sampled_from([V2G, ISO, "Accepted", "NotFound"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from([
                "station", "at", "response", "certificateHashDataChain", "certificateHashData", "childCertificateHashData",
                "certificateType", "status",
                "source", "asked", "issuerNameHash", "issuerKeyHash", "serialNumber", "hashAlgorithm", "chain", "child", "parent",
                "pem",
                "vendor", "request",
                "security_profile", "x",
            ]),
            inner, max_size=6,
        ),
    ),
    max_leaves=30,
), CONTEXTS)  # fmt: skip
@examples(80)
def test_any_json_is_read_without_an_exception(value, context):
    gathered(json.dumps(value), context=context)
    gathered(json.dumps(value) + "\n" + json.dumps(value, indent=1), context=context)


@given(st.text(max_size=300), st.integers(0, 300))
@examples(40)
def test_a_sound_line_is_kept_whatever_stands_around_it(noise, place):
    line = json.dumps({"station": "A", "at": ISO, "response": {"status": "Accepted", "certificateHashDataChain": [
        {"certificateType": V2G, "certificateHashData": entry(5)}
    ]}})  # fmt: skip
    noise = "".join(char for char in noise if char.isprintable() and char not in '{}[]"')
    other = line.replace('"A"', '"B"')
    text = f"{line}\n{noise[:place]}\n{other}\n{noise[place:]}\n"
    collector = Collector()
    collector.add(read(text.encode(), "x"))
    assert collector.finish().answers["station"].tolist() == ["A", "B"]
