"""Match holds its laws for whatever is asked and whatever is known: no exception, true answers, bounded work."""

import hashlib
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import workbench as wb
from tests.properties import forge, laws
from tests.properties.depth import examples
from tests.properties.forge import certificate, common_name, extension, integer, oid, sequence, tlv
from tests.properties.laws import Page
from tests.properties.mutations import changed
from workbench.certs.forensics import MISTAKES, HashEntry, Matcher, Matches, Result, entries_of
from workbench.certs.hash_sheet import HashSheet
from workbench.certs.items import Item
from workbench.certs.loading import load
from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.errors import WorkbenchError

SCHEMA = Draft202012Validator(json.loads(files("workbench.schemas").joinpath("match.schema.json").read_text(encoding="utf-8")))


# --- what is known ---


@cache
def samples() -> tuple[Item, ...]:
    return wb.load(wb.samples("iso15118-2")).certificates


@cache
def sheet() -> dict[str, dict[str, str]]:
    """The right hash data of the samples, by fingerprint."""
    return {row.pairing.facts.sha256: row.hash_data.to_dict() for row in HashSheet.of(samples()) if row.hash_data is not None}


@cache
def matcher() -> Matcher:
    return Matcher(samples())


def pile(ders: Iterable[bytes]) -> Matcher:
    return Matcher(load([("pile", b"".join(forge.pem("CERTIFICATE", der) for der in ders))]))


# --- the laws ---


class Answers(Page):
    """A page with details to open, and lines to copy."""

    _CHILDREN = {  # noqa: RUF012
        **Page._CHILDREN,
        "div": {*Page._CHILDREN["div"], "details", "p"},
        "details": {"summary", "pre", "p"},
        "pre": {"code"},
    }
    _ATTRIBUTES = {**Page._ATTRIBUTES, "details": {"class"}, "pre": {"class"}, "p": {"class"}}  # noqa: RUF012


def examine(matches: Matches, entries: int) -> Matches:
    """Assert what holds for any answer."""
    assert len(matches) == entries
    assert [match.entry.index for match in matches] == list(range(entries))
    document = matches.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    SCHEMA.validate(document)
    for match in matches:
        resolved = match.result in {Result.EXACT, Result.DIALECT}
        assert (match.certificate is not None) == resolved
        assert bool(match.mistakes) == (match.result is Result.DIALECT)
        assert all(code in MISTAKES for one in (match.mistakes, *match.equivalent) for code in one)
        assert match.result is not Result.AMBIGUOUS or len(match.candidates) > 1
        assert match.explanation
    Answers.of(matches._repr_html_())
    assert not laws._hidden(str(matches)) - {"\n"}
    assert len(matches.to_frame()) == entries
    return matches


def examine_truth(match: Any) -> None:
    """Assert that the answer of one entry is true of the samples."""
    given = {name: value for name, value in match.entry.given.items() if name in HASH_FIELDS}
    owners = {sha256 for sha256, right in sheet().items() if folded(right) == folded(given)}
    if match.result is Result.EXACT:
        assert match.certificate in owners or folded(given)["hashAlgorithm"] != "SHA256"
    elif match.result is Result.DIALECT:
        assert not owners
    for best in (match.best, *match.candidates):
        if best is not None and best.corrected is not None and best.corrected["hashAlgorithm"] == "SHA256":
            assert {name: best.corrected[name] for name in HASH_FIELDS} == sheet()[best.certificate]


def folded(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Upper and lower case are the same in hexadecimal; the algorithm's name is as it is."""
    return {name: value.lower() if isinstance(value, str) and name != "hashAlgorithm" else value for name, value in fields.items()}


# --- any question ---

ABSURD: list[Any] = [
    *(
        "",
        " ",
        "0",
        "-",
        "-0",
        "-5",
        "+5",
        "00",
        "0x",
        "0x0",
        "x",
        "e",
        "1e5",
        "1e400",
        "1e-5",
        "inf",
        "nan",
        "NaN",
        "null",
        "1_000",
    ),
    *(":", "::", "a:", "-a", "=", "====", "A===", "A", "AB", "\ud800", "\x00", "\x1b[31m", "\u202e", "\n", "<b>", "=1+1"),
    *("\u0663\u0663", "\uff15", "\u00b2", "1e99999999", "9" * 256, "9" * 257, "0" * 256 + "1", "f" * 4096, "A" * 4097),
    *(True, False, None, 0, -1, 5, 5.0, 1.5, -0.0, 1e300, 2**64, 2**1024, 10**4000, [], {}, [1], {"type": "Buffer", "data": [1]}),
]
_HUGE = [*("x", "0", "9", "f", ":", " ", "1:", "a-", "0x", "=", "A", "\ud800", "\u0663"), "CN=", "\n"]
_TEXT = st.one_of(st.text(st.characters(), max_size=80), st.text("0123456789abcdefABCDEFx:-+/=_ .", max_size=140))
_VALUE = st.one_of(st.sampled_from(ABSURD), _TEXT, st.integers(), st.floats(allow_nan=False, allow_infinity=False))
_CHANGES: list[Callable[[str], Any]] = [
    *(str.upper, str.title, lambda text: text, lambda text: text[::-1], lambda text: text[1:], lambda text: text[:-1]),
    *(
        lambda text: f"0x{text}",
        lambda text: f"00{text}",
        lambda text: f" {text}\n",
        lambda text: f"{text}=",
        lambda text: text[:20],
    ),
    *(
        lambda text: ":".join(text[i : i + 2] for i in range(0, len(text), 2)),
        lambda text: text.replace("0", "O"),
        lambda text: [text],
    ),
    *(lambda text: int(text, 36), lambda text: str(int(text[-60:], 36))),
    *(
        lambda text: float(int(text[:150], 36)),
        lambda text: text.encode().hex(),
        lambda text: hashlib.sha256(text.encode()).hexdigest(),
    ),
]


@st.composite
def nearly_right(draw: st.DrawFn) -> dict[str, Any]:
    """The hash data of a sample, with some fields changed, exchanged, replaced or left out."""
    fields: dict[str, Any] = dict(sheet()[draw(st.sampled_from(sorted(sheet())))])
    if draw(st.booleans()):
        other = sheet()[draw(st.sampled_from(sorted(sheet())))]
        name = draw(st.sampled_from(HASH_FIELDS))
        fields[name] = other[name]
    for name in HASH_FIELDS:
        for change in draw(st.lists(st.sampled_from(_CHANGES), max_size=2)):
            fields[name] = (
                change(fields[name])
                if isinstance(fields[name], str) and fields[name].isascii() and fields[name].isalnum()
                else fields[name]
            )
    for name in draw(st.lists(st.sampled_from(HASH_FIELDS), max_size=1)):
        fields[name] = draw(_VALUE)
    for name in draw(st.lists(st.sampled_from(HASH_FIELDS), max_size=1)):
        fields.pop(name)
    return fields


def entry(fields: Mapping[str, Any], index: int = 0) -> HashEntry:
    return HashEntry(index=index, given=fields)


@examples(300)
@given(nearly_right())
def test_an_answer_is_true(fields):
    (match,) = examine(matcher().match([entry(fields)]), 1)
    examine_truth(match)


@examples(100)
@given(st.lists(st.one_of(nearly_right(), st.fixed_dictionaries({}, optional=dict.fromkeys(HASH_FIELDS, _VALUE))), max_size=6))
def test_answers_in_company_and_again_are_the_same(questions):
    entries = [entry(fields, index) for index, fields in enumerate(questions)]
    first = examine(matcher().match(entries), len(entries)).to_dict()
    again = Matcher(samples()[::-1][::-1]).match(entries).to_dict()
    assert first == again


@examples(40)
@given(st.lists(nearly_right(), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_the_pile_changes_no_result(questions, random):
    shuffled = list(samples())
    random.shuffle(shuffled)
    for match in zip(*(one.match(map(entry, questions)) for one in (matcher(), Matcher(shuffled))), strict=True):
        assert match[0].result == match[1].result
        assert match[0].certificate == match[1].certificate
        assert match[0].mistakes == match[1].mistakes


@pytest.mark.parametrize("field", HASH_FIELDS)
def test_absurd_values(field):
    right = next(iter(sheet().values()))
    entries = [entry(right | {field: value}, index) for index, value in enumerate(ABSURD)]
    entries += [entry(dict.fromkeys(HASH_FIELDS, value), len(entries) + index) for index, value in enumerate(ABSURD)]
    for match in examine(matcher().match(entries), len(entries)):
        examine_truth(match)


def huge(size: int) -> list[Any]:
    return [*(token * (size // len(token)) for token in _HUGE), 10**5000, -(10**5000), 1 << size, math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("field", HASH_FIELDS)
def test_huge_values_are_answered(field):
    right = next(iter(sheet().values()))
    matches = matcher().match(entry(right | {field: value}, index) for index, value in enumerate(huge(10_000_000)))
    assert {match.result for match in matches} <= {Result.UNKNOWN, Result.DIALECT if field == "hashAlgorithm" else Result.UNKNOWN}
    assert max(len(match.explanation) for match in matches) < 10_000


@pytest.mark.parametrize("field", HASH_FIELDS)
def test_huge_values_are_shown_short(field):
    right = next(iter(sheet().values()))
    matches = matcher().match(entry(right | {field: value}, index) for index, value in enumerate(huge(200_000)))
    assert len(str(matches)) + len(matches._repr_html_()) < 500_000


@pytest.mark.parametrize("field", HASH_FIELDS)
def test_nested_values(field):
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    (match,) = matcher().match([entry(next(iter(sheet().values())) | {field: deep})])
    assert match.result in {Result.UNKNOWN, Result.DIALECT}
    assert str(match.explanation)


def test_nothing_asked_and_nothing_known():
    examine(matcher().match([]), 0)
    examine(Matcher(()).match([entry(next(iter(sheet().values())))]), 1)
    examine(Matcher(()).match([entry({})]), 1)


# --- whatever is pasted ---

_NAMES = st.sampled_from(
    [
        *(
            *HASH_FIELDS,
            "responderURL",
            "hash_algorithm",
            "issuer_key_hash",
            "serial_number",
            "certificateType",
            "certificate_type",
        ),
        *("certificateHashData", "childCertificateHashData", "certificateHashDataChain", "ocspRequestData", "x"),
    ]
)
_JSON = st.recursive(
    st.one_of(_VALUE, st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(_NAMES, inner, max_size=6), nearly_right(), inner.map(json.dumps)
    ),
    max_leaves=20,
)


@examples(150)
@given(_JSON)
def test_any_json(value):
    _ask(json.dumps(value).encode())


def _lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(" ".join(map(str, fields.values())) for fields in rows)


@examples(60)
@given(st.one_of(_JSON.map(repr), st.lists(nearly_right(), max_size=3).map(_lines)))
def test_any_text(text):
    _ask(text.encode("utf-8", "replace"))


@examples(100)
@given(st.integers(0, 2**63))
def test_any_file(seed):
    _ask(changed(seed))


@examples(60)
@given(st.binary(max_size=300))
def test_any_bytes(content):
    _ask(content)


def _ask(content: bytes) -> None:
    items = load([("file", content)])
    entries = entries_of(items)
    examine(matcher().match(entries), len(entries))
    try:
        examine(wb.match(content, wb.load(wb.samples("iso15118-2/secc-chain.pem"))), len(entries))
    except WorkbenchError as error:
        assert error.hint  # noqa: PT017  # most inputs raise nothing


@examples(60)
@given(
    st.one_of(_JSON, st.binary(max_size=50), st.sampled_from([10**5000, {1: 2}, {None: b"x"}, object(), {"a": {1, 2}}, (), b""]))
)
def test_any_value_of_python(value):
    try:
        wb.match(value if not isinstance(value, str) else [value], b"x")
    except WorkbenchError as error:
        assert error.hint  # noqa: PT017


# --- piles made to be slow ---

MANY = 400
LONG = 0x1234567890ABCDEF1234
ISSUER = sequence(common_name("issuer"))


def _key(number: int) -> bytes:
    modulus = (1 << 1023) + 2 * number + 1
    return sequence(sequence(oid("1.2.840.113549.1.1.1"), tlv(0x05)), tlv(0x03, b"\0", sequence(integer(modulus), integer(65537))))


def _named(number: int) -> bytes:
    return sequence(common_name(f"subject {number}"))


PILES: dict[str, Callable[[int], bytes]] = {
    "one short serial": lambda n: certificate(serial=5, subject=_named(n)),
    "one long serial": lambda n: certificate(serial=LONG, subject=_named(n)),
    "one long serial, own keys": lambda n: certificate(serial=LONG, subject=_named(n), key=_key(n)),
    "one serial and name": lambda n: certificate(serial=LONG, subject=ISSUER, extensions=[extension(f"1.2.3.{n}", b"")]),
    "self-issued, own keys": lambda n: certificate(serial=LONG, subject=ISSUER, key=_key(n)),
    "serials 1 to many": lambda n: certificate(serial=n + 1, subject=_named(n)),
    "serials that begin alike": lambda n: certificate(serial=(LONG << 32) + n, subject=_named(n)),
    "serials that end alike": lambda n: certificate(serial=(n + 1 << 80) + LONG, subject=_named(n)),
    "serials that are one in 64 bits": lambda n: certificate(serial=(n + 1 << 64) + 7, subject=_named(n)),
    "serials that begin alike, self-issued": lambda n: certificate(serial=(LONG << 32) + n, subject=ISSUER, key=_key(n)),
    "negative serials": lambda n: certificate(serial=-n - 1, subject=_named(n)),
    "huge serials": lambda n: certificate(serial=b"\x7f" + n.to_bytes(4) * 50, subject=_named(n)),
    "malformed": lambda n: certificate(
        version=forge.MALFORMED, serial=5, subject=_named(n), key=b"" if n % 2 else sequence(b"\5\0")
    ),
}
_NAME_HASH, _KEY_HASH = (hashlib.sha256(octets).hexdigest() for octets in (ISSUER, forge.KEY[-65:]))
_SPKI_HASH, _SHA1 = hashlib.sha256(forge.KEY).hexdigest(), hashlib.sha1(ISSUER, usedforsecurity=False).hexdigest()
_HASHES = [
    *((_NAME_HASH, _KEY_HASH), (_KEY_HASH, _NAME_HASH), (_NAME_HASH, _SPKI_HASH), (_NAME_HASH, "11" * 32), ("00" * 32, "11" * 32)),
    *(("CN=issuer", forge.KEY.hex()), (_SHA1, _SHA1)),
]
_SERIALS: list[Any] = [
    *("5", "05", "7", 7, "1", f"{LONG:x}", f"{LONG:x}00000001", f"{LONG:x}"[:16], f"{LONG:x}"[-10:], str(LONG), str(LONG << 32)),
    *(float(LONG), LONG, f"{LONG >> 8:x}:{LONG:x}", "-1", "", None),
]
QUESTIONS = [
    {"hashAlgorithm": "SHA256", "issuerNameHash": name, "issuerKeyHash": key, "serialNumber": serial}
    for name, key in _HASHES
    for serial in _SERIALS
]
CALLS_PER_ENTRY = 200_000
"""Some tenth of a second. A loop over each pair of many certificates is far above."""


def calls(work: Callable[[], object]) -> int:
    """How many functions the work calls: what it costs, the same on every machine."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


FEW_PILES = {"one long serial, own keys", "serials that begin alike, self-issued", "malformed"}


@pytest.mark.parametrize("name", [pytest.param(one, marks=[] if one in FEW_PILES else pytest.mark.deep) for one in PILES])
def test_no_pile_makes_an_entry_expensive(name):
    known = pile(map(PILES[name], range(MANY)))
    entries = [entry(fields, index) for index, fields in enumerate(QUESTIONS)]
    examine(known.match(entries), len(entries))  # what is prepared once is prepared
    costs = [
        (calls(lambda one=one: known.solve(one)), one.given)  # type: ignore[misc]
        for one in (entry(fields | {"responderURL": "x", "hashAlgorithm": "sha256"}) for fields in QUESTIONS)
    ]
    assert max(cost for cost, _ in costs) < CALLS_PER_ENTRY, max(costs, key=lambda cost: cost[0])


def test_the_same_entry_again_costs_a_look():
    known = pile(PILES["one long serial"](n) for n in range(MANY))
    entries = [entry({**QUESTIONS[0], "serialNumber": f"{LONG:x}"}, index) for index in range(40_000)]
    assert calls(lambda: known.match(entries)) < 60 * len(entries)


@pytest.mark.parametrize("hashes", _HASHES[:5], ids=["right", "swapped", "spki", "name only", "nothing"])
def test_another_entry_that_fits_nothing_costs_no_more_however_many_are_known(hashes):
    few, many = (pile(PILES["serials 1 to many"](n) for n in range(count)) for count in (MANY // 4, MANY))
    fields = dict(zip(HASH_FIELDS, ("SHA256", *hashes), strict=False))
    entries = [entry({**fields, "serialNumber": f"{LONG + n:x}"}, n) for n in range(100)]
    for known in (few, many):
        known.match(entries[:1])
    assert calls(lambda: many.match(entries)) < 1.5 * calls(lambda: few.match(entries))
