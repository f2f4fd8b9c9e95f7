from datetime import UTC, datetime

import pytest

from workbench.certs.issuing import NameAttribute
from workbench.errors import InputError
from workbench.sample_pki.declaration import Declaration, read_declaration

HEAD = """
seed = "s"
reference_time = 2026-06-01T00:00:00Z
[defaults]
subject = ["CN={common_name}", "DC={domain_component}"]
string_types = { DC = "IA5String" }
ocsp = ["http://o.example/{issuer}"]
key = "P-256"
lifetime = "1 year"
description = "d"
[profile.f]
key = "P-384"
[kind.root]
domain_component = "V2G"
lifetime = "40 years"
"""
ROOT = """
[certificate."f/root"]
kind = "root"
common_name = "Root"
valid_from = 2024-02-29
"""


def read(text: str) -> Declaration:
    return read_declaration(HEAD + ROOT + text)


def test_an_entry_takes_what_it_does_not_say() -> None:
    root = read("").certificates["f/root"]
    assert (root.issuer, root.same_key_as, root.key, root.description) == ("f/root", "f/root", "P-384", "d")
    assert root.subject == (NameAttribute("CN", "Root"), NameAttribute("DC", "V2G", "IA5String"))
    assert root.ocsp == ("http://o.example/root",)


def test_an_entry_overrides_everything() -> None:
    odd = read(
        '[certificate."f/odd"]\nkind = "root"\nissuer = "root"\nsame_key_as = "f/root"\nkey = "Ed448"\nlifetime = "90 days"\n'
        'subject = ["DC=MO", "CN=x=y"]\nstring_types = { CN = "PrintableString" }\n'
        "valid_from = 2026-01-01T06:00:00+02:00\nserial = 0\n"
    ).certificates["f/odd"]
    assert (odd.issuer, odd.same_key_as, odd.key, odd.serial) == ("f/root", "f/root", "Ed448", 0)
    assert odd.subject == (NameAttribute("DC", "MO"), NameAttribute("CN", "x=y", "PrintableString"))
    assert odd.not_before == datetime(2026, 1, 1, 4, tzinfo=UTC)
    assert odd.not_after == datetime(2026, 4, 1, 3, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "lifetime", "end"),
    [
        ("2024-02-29", "40 years", datetime(2064, 2, 28, 23, 59, 59, tzinfo=UTC)),
        ("2024-02-29", "1 year", datetime(2025, 2, 27, 23, 59, 59, tzinfo=UTC)),
        ("2025-11-30", "3 months", datetime(2026, 2, 27, 23, 59, 59, tzinfo=UTC)),
        ("2026-04-15", "3 months", datetime(2026, 7, 14, 23, 59, 59, tzinfo=UTC)),
        ("2026-12-01", "1 month", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-01-01", "90 days", datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_lifetime_ends_with_its_last_second(begin: str, lifetime: str, end: datetime) -> None:
    entry = f'[certificate."f/a"]\nkind = "root"\ncommon_name = "A"\nvalid_from = {begin}\nlifetime = "{lifetime}"\n'
    assert read(entry).certificates["f/a"].not_after == end


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x =", "The declaration is no TOML"),
        ('[certificate."f/a"]\nkind = "root"\nvalid_from = 2026-01-01', "certificate f/a lacks 'common_name'"),
        ('[certificate."f/a"]\nkind = "root"\ncommon_name = "A"', "certificate f/a lacks 'valid_from'"),
        ('[certificate."f/a"]\nkind = "root"\ncommon_name = "A"\nvalid_from = 2026-01-01\nkeyusage = []', "'keyusage'"),
        (
            '[certificate."f/a"]\nkind = "root"\ncommon_name = "A"\nvalid_from = 2026-01-01\nissuer = "b"',
            "certificate f/a names f/b, which is not declared",
        ),
        ('[file."x"]\nformat = "PEM"', "file x: missing 1 required keyword-only argument: 'description'"),
        ('[crl."f/root"]\nnumber = 1', "crl f/root: missing 3"),
        ("[message.m]\naction = 'x'", "message m: .*'action'"),
    ],
)
def test_a_mistake_in_the_declaration_is_named(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(text)


def test_a_declaration_without_its_head_is_named() -> None:
    with pytest.raises(InputError, match="lacks reference_time and seed"):
        read_declaration("")
