"""What still fits and what does not: octets of a certificate, sub-certificates, characters of OCPP's fields."""

from dataclasses import replace

import pytest

from tests.contracts.making import EMAID, NOW, SESSION, Trio
from workbench.certs.items import Item, ItemType, Source
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.installation.budgets import REQUEST, RESPONSE, judge_chain, judge_field
from workbench.contracts.standards import ISO_2, ISO_20
from workbench.messages.versions import Version


def certificates(*lengths):
    return [Item(ItemType.UNREADABLE, bytes(length), Source("a chain", number)) for number, length in enumerate(lengths, 1)]


@pytest.mark.parametrize(("schema", "longest"), [(ISO_2, 800), (ISO_20, 1600)])
def test_a_certificate_of_the_longest_length_fits_and_one_octet_more_does_not(schema, longest):
    assert list(judge_chain(schema, certificates(longest), "A chain")) == []
    (only,) = judge_chain(schema, certificates(10, longest + 1), "A chain")
    assert only.code == "contract-certificate-too-long"
    assert (only.observed, only.expected) == (f"{longest + 1} octets", f"at most {longest}")


@pytest.mark.parametrize(("schema", "most"), [(ISO_2, 4), (ISO_20, 3)])
def test_a_chain_has_as_many_sub_certificates_as_its_schema_takes(schema, most):
    assert list(judge_chain(schema, certificates(*[9] * (most + 1)), "A chain")) == []
    (only,) = judge_chain(schema, certificates(*[9] * (most + 2)), "A chain")
    assert (only.code, only.expected) == ("contract-chain-too-long", f"at most {most}")


@pytest.mark.parametrize(("folder", "most"), [("iso15118-2", 4), ("iso15118-20", 3)])
def test_exi_itself_has_no_room_for_more(folder, most):
    """The grammar ends there: this limit, unlike the octets, cannot be broken on the wire."""
    trio = Trio(folder)
    data = trio.operator.make(trio.vehicle.chain, EMAID, NOW)
    fits, longer = (replace(data, chain=(data.chain[0], *[data.chain[1]] * count)) for count in (most, most + 1))
    assert trio.service.sign(fits, NOW).response(SESSION, NOW)
    with pytest.raises(EXIError):
        trio.service.sign(longer, NOW)


def test_ocpps_fields_are_as_long_as_its_schemas_say():
    assert (REQUEST[Version.V201], RESPONSE[Version.V201]) == (5600, 7500)
    assert (REQUEST[Version.V21], RESPONSE[Version.V21]) == (11_000, 17_000)


def test_a_field_at_its_limit_fits():
    assert list(judge_field("exiRequest", "A" * 5600, 5600, "OCPP 2.0.1")) == []
    (only,) = judge_field("exiRequest", "A" * 5601, 5600, "OCPP 2.0.1")
    assert only.message == "exiRequest has 5,601 characters of base64; 5,600 fit (OCPP 2.0.1)."
