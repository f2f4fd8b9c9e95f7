"""Answers, one a line: the reader of large files gives what the exact reader gives, line for line."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.net.fleet_data.against_ingest import by_ingest, by_large
from workbench.fleet.schema import CERTIFICATE_TYPES
from workbench.net.fleet_data import answer_lines, answer_shape

pytestmark = pytest.mark.deep

EASY = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
HEX = "0123456789abcdefABCDEF"
FIELD = st.one_of(
    st.text(HEX, min_size=5, max_size=12),
    st.sampled_from(
        ["", "a", "ä" * 6, " b1c2d3 ", "A:B:C:D", "null", "1.23E+15", "x" * 4097, "\x00abcdef", "\ud800abc", 'q"u', "b\\u"]
    ),
)
ODD = st.sampled_from([None, 5, 1.5, True, [], {}, "Accepted", "CSMSRootCertificate", {"a": 1}, [1]])
ENTRY = st.one_of(
    st.fixed_dictionaries(
        {"hashAlgorithm": st.sampled_from(["SHA256", "SHA384", "sha256", ""]), "issuerNameHash": FIELD, "issuerKeyHash": FIELD},
        optional={"serialNumber": FIELD, "customData": st.just({"vendorId": "x"})},
    ),
    st.builds(
        lambda n, k, s: {"hashAlgorithm": "SHA256", "issuerNameHash": n, "issuerKeyHash": k, "serialNumber": s},
        *[st.text(HEX, min_size=6, max_size=6)] * 3,
    ),
    st.builds(
        lambda n: {"hashAlgorithm": "SHA256", "issuerNameHash": "aaaaaa", "issuerKeyHash": "bbbbbb", "serialNumber": n},
        st.sampled_from(["1a2b3c", 77, "00112233"]),
    ),
)
PLAIN = st.builds(
    lambda n: {"hashAlgorithm": "SHA256", "issuerNameHash": "aaaaaa", "issuerKeyHash": "bbbbbb", "serialNumber": f"{n:06x}"},
    st.integers(0, 3),
)
ENTRIES = st.one_of(PLAIN, PLAIN, PLAIN, ENTRY, ODD)
ELEMENT = st.one_of(
    st.fixed_dictionaries(
        {"certificateType": st.sampled_from(CERTIFICATE_TYPES), "certificateHashData": PLAIN},
        optional={"childCertificateHashData": st.lists(PLAIN, max_size=3)},
    ),
    st.fixed_dictionaries(
        {"certificateType": st.sampled_from([*CERTIFICATE_TYPES, "RootCertificate", 3, None])},
        optional={"certificateHashData": ENTRIES, "childCertificateHashData": st.one_of(st.lists(ENTRIES, max_size=3), ODD)},
    ),
)
TIMES = """
2026-11-20T00:00:00Z|2026-11-20T00:00:01Z|2026-11-20 00:00:00+00:00|2026-11-20T02:00:00+02:00|2026-11-20T00:00:00.5Z|soon
|2026-11-20|2026-11-20T00:00:00.1234567Z|2026-11-20T00:00:00|2026-02-30T00:00:00Z|2026-11-20T00:00:60Z|2026-13-01T00:00:00Z
"""
TIME = st.sampled_from([*TIMES.replace("\n", "").split("|"), "", None, 1763596800])
STATION = st.sampled_from(
    ["CS1", "CS2", "CS-3", "Straße 5", " CS1", "CS1 ", "", None, 7, "null", "\u00a0x", "x" * 1025, "c\x1fs", "c\x1f"]
)
CHAINS = st.one_of(st.lists(ELEMENT, max_size=4), st.lists(ELEMENT, min_size=1, max_size=4), ODD)
STATUS = st.sampled_from(["Accepted", "Accepted", "Accepted", "NotFound", None, "", "accepted", 5])
ASKED = st.one_of(
    st.just({}),
    st.builds(
        lambda types: {"certificateType": types}, st.lists(st.sampled_from([*CERTIFICATE_TYPES, "No", "", "A,B"]), max_size=3)
    ),
    ODD,
)
PLAIN_LINE = st.builds(
    lambda station, second, chains: {
        "station": station,
        "timestamp": f"2026-11-20T00:00:{second:02}Z",
        "response": {"status": "Accepted", "certificateHashDataChain": chains},
    },
    st.sampled_from(["CS1", "CS2", "CS3"]),
    st.integers(0, 2),
    st.lists(
        st.builds(
            lambda t, e, c: {"certificateType": t, "certificateHashData": e, "childCertificateHashData": c},
            st.sampled_from(CERTIFICATE_TYPES),
            PLAIN,
            st.lists(PLAIN, max_size=2),
        ),
        min_size=1,
        max_size=3,
    ),
)
WRAPPED = st.fixed_dictionaries(
    {
        "station": STATION,
        "timestamp": TIME,
        "response": st.one_of(st.fixed_dictionaries({}, optional={"status": STATUS, "certificateHashDataChain": CHAINS}), ODD),
    },
    optional={
        "request": ASKED,
        "source": st.sampled_from(["station", "csms", "CSMS", "who", None]),
        "tenant": st.sampled_from(["a", None, 1]),
        "vendor": st.just("ACME"),
    },
)
BARE = st.fixed_dictionaries(
    {"cp_id": STATION, "at": TIME, "certificateHashDataChain": CHAINS},
    optional={"status": STATUS, "asked": st.just("CSMSRootCertificate"), "customData": st.just({"vendorId": "x"})},
)
BROKEN = st.sampled_from(
    [
        b"",
        b"  ",
        b"nonsense",
        b'{"station": "CS1"',
        b"{}",
        b"[]",
        b"null",
        b'{"a": NaN}',
        b'{"station": "CS9",}',
        b"\xff\xfe",
        b'"text"',
        b"\xc3(",
        b"}",
    ]
)


def encoded(value):
    return st.sampled_from([(", ", ": "), (",", ":")]).flatmap(
        lambda separators: st.booleans().map(lambda ascii_only: text_of(value, separators, ascii_only))
    )


def text_of(value, separators, ascii_only):
    text = json.dumps(value, separators=separators, ensure_ascii=ascii_only)
    return text.encode("utf-8", "surrogatepass")


def files(plain, other):
    line = st.one_of(plain.flatmap(encoded), plain.flatmap(encoded), other.flatmap(encoded), BROKEN)
    return st.tuples(
        plain.flatmap(encoded),
        st.lists(line, max_size=12),
        st.sampled_from([b"\n", b"\n", b"\r\n"]),
        st.sampled_from([b"", b"", b"\xef\xbb\xbf"]),
        st.booleans(),
    ).map(lambda made: made[3] + made[2].join([made[0], *made[1]]) + (made[2] if made[4] else b""))


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(answer_lines, "_FEW", 1)
    monkeypatch.setattr(answer_shape, "_SAMPLE", 1)


@settings(EASY, max_examples=30)
@given(
    contents=st.lists(st.one_of(files(PLAIN_LINE, WRAPPED), files(WRAPPED, BARE), files(BARE, PLAIN_LINE)), min_size=1, max_size=2)
)
def test_answers_of_any_file_are_those_of_the_exact_reader(contents, tmp_path):
    paths = []
    for number, content in enumerate(contents):
        paths.append(tmp_path / f"answers {number}.jsonl")
        paths[-1].write_bytes(content)
    assert by_large(paths) == by_ingest(paths)
