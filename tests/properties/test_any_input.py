"""Load and show hold their laws for whatever comes: real files changed, bytes, text, JSON and DER made up."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import forge
from tests.properties.depth import examples
from tests.properties.laws import AT, LIMITS, examine
from tests.properties.mutations import changed
from workbench.certs.loading import load

SEEDS = st.integers(0, 2**63)


@examples(500)
@given(SEEDS)
def test_real_files_changed(seed):
    examine(changed(seed))


@examples(60)
@given(SEEDS)
def test_the_same_bytes_give_the_same_answer(seed):
    content = changed(seed)
    first, second = (load([("file", content)], limits=LIMITS).judged_at(AT, "as given") for _ in range(2))
    assert first.to_dict() == second.to_dict()
    assert first._repr_html_() == second._repr_html_()


@examples(60)
@given(st.lists(SEEDS, min_size=2, max_size=4))
def test_what_stands_beside_a_file_changes_nothing_about_what_it_is(seeds):
    contents = [changed(seed) for seed in seeds]
    alone = [known for content in contents for known in _known([content])]
    assert _known(contents) == alone


def _known(contents: list[bytes]) -> list[object]:
    bundle = load(((f"{number}", content) for number, content in enumerate(contents)), limits=LIMITS)
    return [(item.type, item.der, item.label, [finding.message for finding in item.findings]) for item in bundle]


@examples(100)
@given(st.binary(max_size=400))
def test_bytes(content):
    examine(content)


@examples(60)
@given(
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"\x30\x80", b"0\x82\x01\x00", b"\xff\xfe"]),
    st.binary(max_size=400),
)
def test_bytes_behind_a_beginning_that_promises_something(beginning, rest):
    examine(beginning + rest)


@examples(80)
@given(st.text(st.characters(), max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-8-sig", "utf-32"]))
def test_text(text, codec):
    examine(text.encode(codec, "replace"))


# --- JSON ---

_NAMES = st.one_of(
    st.sampled_from(
        [
            *("certificate", "certificateChain", "csr", "ocspResult", "hashAlgorithm", "issuerNameHash", "issuerKeyHash"),
            *(
                "serialNumber",
                "certificateHashData",
                "certificateHashDataChain",
                "ocspRequestData",
                "exiResponse",
                "payload",
                "log",
            ),
        ]
    ),
    st.text(st.characters(), max_size=8),
)
_PEM = forge.pem("CERTIFICATE", forge.certificate()).decode()
_TEXTS = st.one_of(
    st.sampled_from(
        ["SHA256", _PEM, _PEM.replace("\n", "\\n"), "-----BEGIN CERTIFICATE-----", "MII", "3003020101", '[2,"a","b",{}]', "{"]
    ),
    st.text(st.characters(), max_size=20),
)
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _TEXTS)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(_NAMES, inner, max_size=5),
        st.tuples(st.integers(1, 7), _TEXTS, _TEXTS, st.dictionaries(_NAMES, inner, max_size=4)).map(list),
        inner.map(json.dumps),
    ),
    max_leaves=20,
)


@examples(150)
@given(_JSON)
def test_json(value):
    examine(json.dumps(value).encode())


@examples(80)
@given(st.lists(st.tuples(_TEXTS, _JSON), max_size=4), st.sampled_from(["\n", " ", "\\n", ""]))
def test_logs(lines, end):
    examine(end.join(f"{before} {json.dumps(value)}" for before, value in lines).encode("utf-8", "replace"))


# --- DER ---

_TAGS = st.one_of(
    st.sampled_from([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x13, 0x17, 0x18, 0x1E, 0xA0, 0x80, 0x82]), st.integers(0, 255)
)
_VALUES = st.one_of(
    st.builds(forge.tlv, _TAGS, st.binary(max_size=12)),
    st.builds(
        forge.common_name, st.text(st.characters(), max_size=20), st.sampled_from([0x0C, 0x13, 0x14, 0x16, 0x1C, 0x1E, 0x04])
    ),
    st.sampled_from([forge.KEY, forge.ECDSA, forge.VALIDITY, forge.rsa_key(64), forge.sequence(), forge.long_oid(70)]),
)
_DER = st.recursive(
    _VALUES,
    lambda inner: st.builds(
        lambda tag, parts: forge.tlv(tag, *parts), st.sampled_from([0x30, 0x31, 0xA0, 0xA3]), st.lists(inner, max_size=5)
    ),
)
_NAME = st.one_of(st.lists(_VALUES, max_size=3).map(lambda parts: forge.sequence(*parts)), _DER)
_TIMES = st.one_of(
    st.sampled_from(
        [
            *(b"000000000000Z", b"991231235959Z", b"200230000000Z", b"2001010000Z", b"200101000000+0530", b"", b"\xff" * 13),
            *(b"00000101000000Z", b"00010101000000Z", b"99991231235959Z", b"99991231235959-1200", b"00010101000000+1200"),
            *(b"20201301000000Z", b"20200101000060Z", b"20200101240000Z", b"20200101000000.5Z", b"2020", b"100000101000000Z", b"Z"),
        ]
    ),
    st.from_regex(rb"\A[0-9]{12,14}Z\Z"),
)
_VALIDITY = st.lists(st.builds(forge.tlv, st.sampled_from([0x17, 0x18]), _TIMES), max_size=3).map(
    lambda times: forge.sequence(*times)
)
_EXTENSION_TYPES = [
    *(
        "2.5.29.14",
        "2.5.29.15",
        "2.5.29.17",
        "2.5.29.18",
        "2.5.29.19",
        "2.5.29.30",
        "2.5.29.31",
        "2.5.29.32",
        "2.5.29.35",
        "2.5.29.36",
    ),
    *(
        "2.5.29.37",
        "2.5.29.54",
        "1.3.6.1.5.5.7.1.1",
        "1.3.6.1.5.5.7.1.3",
        "1.3.6.1.5.5.7.1.24",
        "1.3.6.1.4.1.11129.2.4.2",
        "1.2.3.4",
    ),
]
_EXTENSIONS = st.lists(st.one_of(st.builds(forge.extension, st.sampled_from(_EXTENSION_TYPES), _DER), _DER), max_size=4)


@examples(100)
@given(st.binary(max_size=5), _DER)
def test_der(rest, der):
    examine(der + rest)


@examples(300)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "version": st.sampled_from([b"\x02", b"\x00", b"\x07", b"\xff", b""]),
            "serial": st.one_of(st.integers(-(2**170), 2**170), st.binary(max_size=24)),
            "algorithm": _DER,
            "issuer": _NAME,
            "subject": _NAME,
            "validity": _VALIDITY,
            "key": _DER,
            "extensions": _EXTENSIONS,
        },
    )
)
def test_certificates(parts):
    examine(forge.certificate(**parts))


@examples(60)
@given(_NAME, _DER, st.one_of(st.just(b""), _DER))
def test_requests_and_crls(name, part, attributes):
    examine(forge.request(subject=name, key=part, attributes=attributes) + forge.crl(part, attributes, issuer=name))


@examples(60)
@given(_DER, _DER)
def test_containers(first, second):
    examine(forge.pkcs7(first, forge.certificate(), second))
    examine(forge.pkcs12(forge.data(first), second))
    examine(forge.encrypted_key(first))
