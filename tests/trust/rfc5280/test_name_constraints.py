"""Name constraints, rule by rule; ``test_name_constraints_openssl`` asks OpenSSL about the same rows."""

import pytest

from tests.properties.forge import sequence, tlv
from tests.trust.rfc5280.constrained_names import directory_name, general_name, general_names, name_constraints
from tests.trust.rfc5280.name_rules import RULES
from workbench.trust.rfc5280.name_constraints import NameJudgement, NameSpace

DNS = "DNS:example.com"


def space(permitted=(), excluded=(), *, critical=True):
    return NameSpace.unlimited().restricted(name_constraints(permitted, excluded), critical=critical)


def violations(constraints, names, subject=""):
    return constraints.violations(directory_name(subject), general_names(names))


@pytest.mark.requirement("RFC 5280 4.2.1.10")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.claim)
def test_names_are_allowed_as_the_rfc_says(rule):
    found = violations(space(rule.permitted, rule.excluded), rule.names, rule.subject)
    assert (not found) == rule.allowed, found
    assert all(violation.permitted == bool(rule.permitted) for violation in found if not (rule.permitted and rule.excluded))


@pytest.mark.parametrize("kind", ["permitted", "excluded"])
def test_an_x400_address_is_rejected_where_its_form_is_constrained(kind):
    constrained = space(**{kind: ["x400:"]})
    (found,) = violations(constrained, ["x400:", "DNS:a.example"])
    assert (found.form, found.permitted) == ("x400Address", kind == "permitted")


@pytest.mark.requirement("RFC 5280 4.2.1.10")
def test_all_violations_are_told():
    below = space([DNS], ["DNS:bad.example.com", "email:example.com"])
    found = violations(
        below, ["DNS:bad.example.com", "email:a@example.com", "DNS:ok.example.com", "DNS:b.example", "DNS:c.example"]
    )
    assert [(violation.name, violation.constraint, violation.permitted) for violation in found] == [
        ("bad.example.com", "bad.example.com", False),
        ("a@example.com", "example.com", False),
        ("b.example", '"example.com"', True),
        ("c.example", '"example.com"', True),
    ]


def test_a_violation_is_a_sentence():
    below = space([DNS, "DNS:example.org"], ["dirName:O=A"])
    found = violations(below, ["DNS:a.example"], "O=A, CN=x")
    assert [violation.sentence for violation in found] == [
        'The subject "CN=x,O=A" lies in the excluded subtree "O=A".',
        'The dNSName "a.example" lies in no permitted subtree; permitted: "example.com", "example.org".',
    ]


@pytest.mark.parametrize(
    ("constraint", "name", "shown"),
    [
        ("IP:10.1.0.0/255.255.0.0", "IP:10.1.0.1", ("10.1.0.1", "10.1.0.0/16")),
        ("IP:10.0.0.1/255.0.0.255", "IP:10.1.0.1", ("10.1.0.1", "10.0.0.1/255.0.0.255")),
        ("IP:0.0.0.0/0.0.0.0", "IP:10.1.0.1", ("10.1.0.1", "0.0.0.0/0")),
        ("IP:2001:db8::/ffff:ffff::", "IP:2001:db8::1", ("2001:db8::1", "2001:db8::/32")),
        ("RID:1.2.3", "RID:1.2.4", ("1.2.4", "1.2.3")),
        ("URI:.example.com", "URI:http://a.example.com", ("http://a.example.com", ".example.com")),
        ("DNS:", "DNS:" + "a" * 5000, ("a" * 199 + "…", '""')),
    ],
)
def test_names_are_shown_as_people_write_them(constraint, name, shown):
    (found,) = violations(space(excluded=[constraint]), [name])
    assert (found.name, found.constraint) == shown


@pytest.mark.requirement("RFC 5280 6.1.4")
def test_each_ca_narrows_further():
    below = space([DNS]).restricted(name_constraints(["DNS:example.org", "DNS:a.example.com"], ["DNS:x.a.example.com"]))
    assert not violations(below, ["DNS:b.a.example.com"])
    (first,) = violations(below, ["DNS:example.org"])  # permitted by the second CA, but not by the first
    (second,) = violations(below, ["DNS:b.example.com"])
    (third,) = violations(below, ["DNS:x.a.example.com"])
    assert [(found.restriction, found.permitted) for found in (first, second, third)] == [(0, True), (1, True), (1, False)]


def test_two_cas_that_permit_nothing_in_common_leave_nothing():
    below = space([DNS]).restricted(name_constraints(["DNS:example.org"]))
    assert [found.restriction for found in violations(below, ["DNS:example.com", "DNS:example.org"])] == [1, 0]


def test_restricting_leaves_the_value_above_as_it_was():
    above = space([DNS])
    above.restricted(name_constraints(["DNS:example.org"]))
    assert not violations(above, ["DNS:example.com"])
    assert above == space([DNS])
    assert hash(above) == hash(space([DNS]))
    assert above != space([DNS], critical=False)


def test_without_constraints_nothing_is_read():
    assert NameSpace.unlimited().judgement(b"no name", b"no names") == NameJudgement((), complete=True)


@pytest.mark.requirement("RFC 5280 4.2.1.10")
@pytest.mark.parametrize("constraint", ["RID:1.2.3", "DNS:a..b", "DNS:example.com max=2", "IP:#00"])
@pytest.mark.parametrize("kind", ["permitted", "excluded"])
def test_what_cannot_be_applied_may_be_ignored_where_it_is_not_critical(constraint, kind):
    name = {"RID": "RID:1.2.4", "DNS": "DNS:other.example", "IP:": "IP:10.0.0.1"}[constraint[:3]]
    critical, other = (space(**{kind: [constraint]}, critical=critical) for critical in (True, False))
    assert len(violations(critical, [name])) == 1
    assert not violations(other, [name])
    assert "may be rejected" in critical.notes[0]
    assert "ignored" in other.notes[0]


def test_what_can_be_applied_holds_even_where_it_is_not_critical():
    assert violations(space([DNS], critical=False), ["DNS:example.org"])
    below = space(excluded=[DNS, "DNS:a..b"], critical=False)
    assert violations(below, ["DNS:example.com"])
    assert not violations(below, ["DNS:example.org"])


def test_nothing_is_rejected_for_a_list_of_which_nothing_can_be_applied_and_which_is_not_critical():
    assert not violations(space(excluded=["DNS:a..b"], critical=False), ["DNS:no..name"])


def test_of_many_permitted_subtrees_the_first_are_told():
    (found,) = violations(space([f"DNS:{letter}.example" for letter in "abcdef"]), ["DNS:example.com"])
    assert found.constraint == '"a.example", "b.example", "c.example", "d.example" and 2 more'


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("http://[2001:db8::1]/", "IP address"),
        ("http://192.0.2.1/", "IP address"),
        ("urn:x", "no authority"),
        ("http://user@/", "no host name"),
    ],
)
def test_it_is_told_why_a_uri_cannot_be_compared(uri, reason):
    (found,) = violations(space(["URI:example.com"]), [f"URI:{uri}"])
    assert reason in found.sentence


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        ("DNS:.example.com", "begins with a dot"),
        ("DNS:example.com.", "ends with a dot"),
        ("email:@example.com", "before its @"),
        ("email:", "it is empty"),
        ("URI:http://a.example/", "no host name"),
        ("DNS:b\xfccher.example", "visible ASCII"),
        ("DNS:" + "a." * 130 + "a", "at most 253 characters"),
        ("IP:10.0.0.0/255.0.255.0", "has gaps"),
        ("IP:10.0.0.1/255.0.0.0", "outside the mask"),
        ("IP:#0102", "2 octets instead of 8 or 32"),
        ("DNS:example.com min=1", "minimum is not 0"),
        ("DNS:example.com max=1", "has a maximum"),
        ("edi:x", "no way to compare"),
    ],
)
def test_what_is_odd_in_a_constraint_is_a_note(constraint, words):
    (note,) = space([constraint]).notes
    assert words in note


@pytest.mark.parametrize("constraint", [DNS, "email:a@example.com", "URI:.example.com", "IP:10.0.0.0/255.0.0.0", "dirName:O=A"])
def test_usual_constraints_have_no_notes(constraint):
    assert space([constraint], [constraint]).notes == ()


def test_notes_are_few_however_many_constraints_are_odd():
    notes = space([f"DNS:.{number}.example" for number in range(500)]).notes
    assert len(notes) == 1


@pytest.mark.parametrize("value", [sequence(), sequence(tlv(0xA0)), sequence(tlv(0xA0), tlv(0xA1))])
def test_no_subtrees_allow_all_and_are_noted(value):
    below = NameSpace.unlimited().restricted(value)
    assert "no subtree" in below.notes[0]
    assert not violations(below, [DNS], "O=A")


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\x30",
        b"\x31\x00",
        sequence() + b"\0",
        sequence(tlv(0xA2)),
        sequence(tlv(0xA1), tlv(0xA0)),
        sequence(tlv(0xA0), tlv(0xA0)),
        sequence(tlv(0xA0, sequence())),
        sequence(b"\xa0\x05\x30\x00"),
        sequence(tlv(0xA0, b"\x30\x03\x82\x04a\x30\x03\x82\x01b")),  # the first base reaches into the second subtree
        sequence(tlv(0xA0, b"\x30\x05" + general_name("DNS:a"))),
        sequence(tlv(0xA0, general_name(DNS))),
        sequence(tlv(0xA0, sequence(tlv(0x89, b"x")))),
        sequence(tlv(0xA0, sequence(general_name(DNS), b"\x81\x01\x01", b"\x80\x01\x00"))),
        sequence(tlv(0xA0, sequence(general_name(DNS), b"\x82\x01\x01"))),
        sequence(tlv(0xA0, sequence(tlv(0xA0, b"\x02\x01\x01")))),
        name_constraints([DNS])[:-1],
    ],
)
def test_constraints_that_are_no_der_are_refused_in_a_sentence(value):
    with pytest.raises(ValueError, match=r"\AThe name constraints are not well-formed: .+\.\Z"):
        NameSpace.unlimited().restricted(value)


@pytest.mark.parametrize(
    "value", [b"", b"\x30\x05", tlv(0x82, b"a"), sequence(tlv(0x89, b"a")), sequence(general_name(DNS)) + b"\0"]
)
def test_alternative_names_that_are_no_der_are_refused_in_a_sentence(value):
    with pytest.raises(ValueError, match=r"\AThe alternative names are not well-formed: .+\.\Z"):
        space([DNS]).violations(directory_name("O=A"), value)


def test_a_subject_that_is_no_name_is_not_permitted():
    (found,) = space(["dirName:"]).violations(b"\x30\x03abc", None)
    assert "no distinguished name" in found.sentence


@pytest.mark.parametrize(
    "content",
    [b"", b"\x06\x01", tlv(0xA0, b""), tlv(0xA0, tlv(0x16, b"a@example.com")), tlv(0xA0, tlv(0x0C, b"a@example.com"), b"x")],
)
def test_an_smtp_utf8_mailbox_that_is_none_is_not_permitted(content):
    kind = general_name("other:1.3.6.1.5.5.7.8.9=")[2:12]
    (found,) = space(["email:example.com"]).violations(sequence(), sequence(tlv(0xA0, kind, content)))
    assert found.form == "rfc822Name"
