"""Hash entries of a pile: in order, as sent, with their chain's certificate type and their parent."""

import json
from dataclasses import FrozenInstanceError

import pytest

from workbench.certs.forensics.entries import HashEntry, entries_of
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.loading import load


def fields(serial: object) -> dict[str, object]:
    return {"hashAlgorithm": "SHA256", "issuerNameHash": "a1" * 32, "issuerKeyHash": "b2" * 32, "serialNumber": serial}


def chain(kind: str, *serials: object, **more: object) -> dict[str, object]:
    first, *children = map(fields, serials)
    return {"certificateType": kind, "certificateHashData": first, "childCertificateHashData": children, **more}


def entries(*documents: object) -> tuple[HashEntry, ...]:
    return entries_of(load((f"f{number}", json.dumps(document).encode()) for number, document in enumerate(documents)))


def test_entries_are_numbered_through_all_files_and_everything_else_is_passed_over():
    found = entries([2, "m", "DeleteCertificate", {"certificateHashData": fields("1")}], [fields("2"), fields("3")])
    assert [(entry.index, entry.given["serialNumber"]) for entry in found] == [(0, "1"), (1, "2"), (2, "3")]
    assert [str(entry.source) for entry in found] == ["f0:2", "f1:1", "f1:2"]


def test_children_know_their_parent_and_share_its_certificate_type():
    found = entries({"certificateHashDataChain": [chain("V2GCertificateChain", "1", "2", "3"), chain("MORootCertificate", "4")]})
    assert [entry.parent for entry in found] == [None, 0, 0, None]
    assert [entry.certificate_type for entry in found] == [*["V2GCertificateChain"] * 3, "MORootCertificate"]


def test_a_parent_that_stands_behind_its_children_is_found():
    shuffled = [dict(reversed(chain("V2GCertificateChain", serial, "2", "3").items())) for serial in ("1", "4")]
    found = entries(shuffled)
    assert [(entry.given["serialNumber"], entry.parent) for entry in found] == [
        *[("2", 2), ("3", 2), ("1", None)],
        *[("2", 5), ("3", 5), ("4", None)],
    ]


def test_the_same_message_twice_on_one_line_keeps_its_parents_apart():
    line = json.dumps([3, "m", {"certificateHashDataChain": [chain("V2GCertificateChain", "1", "2")]}])
    assert [entry.parent for entry in entries_of(load([("log", f"{line} {line}".encode())]))] == [None, 0, None, 2]


def test_children_without_a_parent_have_none():
    lost = {"certificateHashDataChain": [{"certificateType": "x", "childCertificateHashData": [fields("1")]}]}
    assert [(entry.parent, entry.certificate_type) for entry in entries(lost)] == [(None, "x")]


def test_one_child_without_a_list_is_a_child():
    (_, child) = entries({"certificateHashData": fields("1"), "childCertificateHashData": fields("2")})
    assert (child.parent, child.certificate_type) == (0, None)


@pytest.mark.parametrize("value", [12, 1.5, 2**200, True, None, "", "\ud800", ["x"], {"a": 1}], ids=repr)
def test_values_are_given_as_sent(value):
    (entry,) = entries(fields(value))
    assert entry.given["serialNumber"] == value
    assert type(entry.given["serialNumber"]) is type(value)


def test_hash_data_from_elsewhere_serves_too():
    item = Item(ItemType.HASH_DATA, b"", Source("made"), fields("1"))
    assert entries_of([item]) == (HashEntry(index=0, given=fields("1"), source=Source("made")),)


def test_an_entry_is_frozen():
    (entry,) = entries(fields("1"))
    with pytest.raises(FrozenInstanceError):
        entry.index = 1  # type: ignore[misc]
