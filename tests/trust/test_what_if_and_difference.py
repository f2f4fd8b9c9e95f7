"""What if: who loses the last path, who gains one, who only changes."""

from __future__ import annotations

from tests.trust.pki import DAY, NOW, fingerprint, graph_of, made
from workbench.trust.difference import Difference
from workbench.trust.portrait import Status
from workbench.trust.portraying import portray
from workbench.trust.what_if import Supposition, what_if

ROOT, SUB = made("Root", "Root", until=99), made("Sub", "Root")
OTHER, CROSS = made("Other", "Other", until=99), made("Root", "Other")
LEAVES = [made(f"Leaf {number}", "Sub", ca=False) for number in range(7)]
ALONE = made("Alone", "Other", ca=False)


def test_without_a_sub_ca_its_leaves_lose_their_last_path():
    graph = graph_of(*LEAVES, ALONE, SUB, ROOT, OTHER)
    difference = what_if(graph, graph.portrait(NOW), Supposition(without=[fingerprint(SUB)]))
    assert {change.standing.sha256 for change in difference.broken} == {fingerprint(leaf) for leaf in LEAVES}
    assert difference.summary == "7 leaves lose their last path to an anchor; 1 certificate is removed."
    assert [one.name for one in difference.missing] == ["CN=Sub"]
    assert fingerprint(ALONE) not in difference.of
    assert difference.of[fingerprint(SUB)].words == "removed"
    assert difference.healed == ()


def test_without_a_root_that_is_cross_signed_nobody_loses_anything():
    graph = graph_of(*LEAVES, SUB, ROOT, CROSS, OTHER)
    difference = what_if(graph, graph.portrait(NOW), Supposition(distrust=[fingerprint(ROOT)]))
    assert difference.broken == ()
    assert difference.summary.endswith("no leaf loses its last path.")
    assert {difference.of[fingerprint(leaf)].words for leaf in LEAVES} == {"anchors"}
    assert difference.after[fingerprint(ROOT)].status is Status.DISTRUSTED
    both = what_if(graph, graph.portrait(NOW), Supposition(distrust=[fingerprint(ROOT), fingerprint(CROSS)]))
    assert len(both.broken) == 7


def test_at_another_date_chains_break_by_themselves():
    graph = graph_of(*LEAVES, SUB, ROOT)
    difference = what_if(graph, graph.portrait(NOW), Supposition(at=NOW + 20 * DAY))
    assert len(difference.broken) == 7
    assert difference.after.counts == {Status.EXPIRED: 8, Status.VALID: 1}


def test_a_revoked_leaf_breaks_alone():
    graph = graph_of(*LEAVES, SUB, ROOT)
    difference = what_if(graph, graph.portrait(NOW), Supposition(revoked=[fingerprint(LEAVES[0])]))
    assert [change.after and change.after.status for change in difference.changes] == [Status.REVOKED]
    assert difference.summary == "1 leaf loses its last path to an anchor."


def test_anchors_stay_those_that_were_given():
    graph = graph_of(*LEAVES, SUB, ROOT)
    now = portray(graph, NOW, anchors={fingerprint(SUB): "V2GRootCertificate"})
    difference = what_if(graph, now, Supposition(without=[fingerprint(ROOT)]))
    assert difference.broken == ()
    assert not difference.after.anchors_assumed
    assert difference.after[fingerprint(SUB)].anchor_type == "V2GRootCertificate"


def test_a_certificate_that_comes_back_heals_its_leaves():
    graph = graph_of(*LEAVES, SUB, ROOT)
    less = graph.without([fingerprint(SUB)])
    difference = Difference(less.portrait(NOW), graph.portrait(NOW))
    assert len(difference.healed) == 7
    assert difference.summary.startswith("7 leaves regain a path to an anchor; 1 certificate is added")
    assert len(less) == len(graph) - 1


def test_nothing_supposed_changes_nothing():
    graph = graph_of(*LEAVES, SUB, ROOT)
    difference = what_if(graph, graph.portrait(NOW), Supposition())
    assert (difference.changes, difference.summary) == ((), "Nothing changes.")
    assert difference.to_frame().empty
    assert difference.to_dict() == {"summary": "Nothing changes.", "broken": [], "healed": [], "changes": []}


def test_changes_are_a_table_and_a_frame():
    graph = graph_of(*LEAVES, SUB, ROOT)
    difference = what_if(graph, graph.portrait(NOW), Supposition(without=[fingerprint(SUB)]))
    frame = difference.to_frame()
    assert list(frame["change"]).count("loses its last path") == 7
    assert set(frame["after"].dropna()) == {"no path to an anchor"}
    assert "loses its last path" in difference._repr_html_()
    assert "7 leaves lose" in str(difference)


def test_names_are_escaped():
    evil = made("<b>Leaf</b>", "Sub", ca=False)
    graph = graph_of(evil, SUB, ROOT)
    shown = what_if(graph, graph.portrait(NOW), Supposition(without=[fingerprint(SUB)]))._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
