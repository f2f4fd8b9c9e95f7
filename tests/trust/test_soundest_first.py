"""Crowds of faulty reissues do not hide the one sound way."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.trust.pki import NOW, fingerprint, graph_of, made, node, resigned
from workbench.certs.der import certificate_slices
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

ROOT = made("Root", "Root")
LEAF = made("Leaf", "Sub", ca=False)
SOUND = made("Sub", "Root", serial=7)
EXPIRED, FUTURE = {"since": -9, "until": -1}, {"since": 1, "until": 99}


def best(pile, leaf=LEAF, anchors=(ROOT,)):
    graph = graph_of(leaf, *pile, *anchors)
    found = paths_up(graph, node(graph, leaf), {fingerprint(anchor) for anchor in anchors}, NOW).found
    return judge(found[0], NOW)


def crowd(count=120, **changes):
    return [made("Sub", "Root", serial=number + 100, **changes) for number in range(count)]


@pytest.mark.parametrize(
    "faulty",
    [EXPIRED, FUTURE, {"ca": False, "until": 99}, {"ca": None, "until": 99}, {"identifiers": "wrong", "until": 99}],
    ids=["expired", "future", "no CA", "no basicConstraints", "wrong key identifier"],
)
def test_one_sound_ca_among_faulty_reissues_is_found(faulty):
    assert best([*crowd(**faulty), SOUND]).ok


def test_one_ca_that_allows_the_path_is_found_among_those_that_do_not():
    leaf = made("Leaf", "Low", ca=False)
    assert best([*crowd(path_length=0, until=99), SOUND, made("Low", "Sub")], leaf).ok


@pytest.mark.parametrize("faulty", [EXPIRED, FUTURE], ids=["expired", "future"])
def test_the_sound_one_below_a_bridge_is_found_behind_a_crowd_that_is_nearer(faulty):
    bridged = made("Sub", "Bridge")
    assert best([*crowd(**faulty), bridged, made("Bridge", "Root")]).ok


def test_the_one_sound_way_through_a_web_of_expired_cross_certificates_is_found():
    names = [f"N{number}" for number in range(25)]
    sound = {(0, 7), (7, 13)}
    web = [
        made(names[mine], names[theirs], serial=mine * 100 + theirs + 1, **({} if (mine, theirs) in sound else EXPIRED))
        for mine in range(25)
        for theirs in range(25)
        if mine != theirs
    ]
    found = best([*web, made("N13", "Root")], made("Leaf", "N0", ca=False))
    assert found.ok
    assert len(found.path.certificates) == 5


@pytest.mark.parametrize(("levels", "reissues"), [(4, 3), (6, 2), (10, 6)])
@pytest.mark.parametrize("faulty", [EXPIRED, FUTURE, {"ca": False}])
def test_the_sound_rung_of_every_level_is_found(levels, reissues, faulty):
    ladder = [
        made(
            f"L{level}",
            f"L{level + 1}" if level + 1 < levels else "Root",
            serial=number + 1,
            **({} if number == level % reissues else faulty),
        )
        for level in range(levels)
        for number in range(reissues)
    ]
    assert best(ladder, made("Leaf", "L0", ca=False)).ok


def test_a_ca_whose_key_is_malformed_comes_before_a_namesake_with_another_key():
    new = made("Sub", "Sub", own_key="new")
    info = certificate_slices(new.public_bytes(Encoding.DER)).public_key_info
    malformed = resigned(new, "Sub", b"\x30\x81" + info[1:])
    leaf = made("Leaf", "Sub", issuer_key="new", ca=False)
    assert {finding.code for finding in best([SOUND, malformed], leaf).findings} == {"malformed-certificate"}


def test_an_expired_way_to_the_anchor_comes_before_sound_ways_to_nowhere():
    strangers = [made("Sub", f"Stranger {number}", serial=number + 9) for number in range(70)]
    found = best([*strangers, made("Sub", "Root", **EXPIRED)])
    assert {finding.code for finding in found.findings if finding.severity == "error"} == {"expired"}


def test_a_web_whose_anchor_is_a_namesake_ends_with_a_path_to_judge():
    layers = [made(f"L{level}", f"L{level + 1}" if level < 11 else "Root", serial=n + 1) for level in range(12) for n in range(12)]
    graph = graph_of(leaf := made("Leaf", "L0", ca=False), *layers, anchor := made("Root", "Root", own_key="x", issuer_key="x"))
    answer = paths_up(graph, node(graph, leaf), {fingerprint(anchor)}, NOW)
    assert not answer.complete
    assert not any(judge(path, NOW).ok for path in answer.found)
    assert {finding.code for finding in judge(answer.found[0], NOW).findings} >= {"issuer-key-mismatch"}


def test_what_names_promise_is_given_up_where_keys_do_not_keep_it():
    layers = [
        made(f"L{level}", f"L{level + 1}" if level < 11 else "Root", serial=number + 1, issuer_key=f"L{level + 1}")
        for level in range(12)
        for number in range(12)
    ]
    side = [made("L0", "Side"), made("Side", "Root", **EXPIRED)]
    found = best([*layers, *side], made("Leaf", "L0", ca=False))
    assert {finding.code for finding in found.findings if finding.severity == "error"} == {"expired"}


def test_the_way_is_found_under_another_spelling_of_the_anchor_behind_a_crowd():
    strangers = [made("Sub", f"Stranger {number}", serial=number + 9) for number in range(70)]
    spelled = made("Sub", "ROOT", issuer_key="Root")
    assert best([*strangers, spelled]).ok


def test_a_chain_of_twenty_two_is_judged():
    chain = [made(f"D{level}", f"D{level + 1}" if level < 19 else "Root") for level in range(20)]
    assert best(chain, made("Leaf", "D0", ca=False)).ok
