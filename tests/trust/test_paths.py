from tests.trust.pki import fingerprint, graph_of, made, node
from workbench.trust.paths import LONGEST_PATH, MOST_PATHS, End, Path, paths_up

ROOT = made("Root", "Root")
SUB1 = made("Sub 1", "Root")
SUB2 = made("Sub 2", "Sub 1")
LEAF = made("Leaf", "Sub 2", ca=False)
CHAIN = (LEAF, SUB2, SUB1, ROOT)


def names(path: Path) -> list[str]:
    return [one.facts.subject.common_name for one in path.certificates]


def ways(certificates, anchors, leaf=LEAF):
    graph = graph_of(*certificates)
    return paths_up(graph, node(graph, leaf), {fingerprint(anchor) for anchor in anchors})


def test_a_chain_leads_to_its_anchor_whatever_the_order():
    for pile in (CHAIN, CHAIN[::-1]):
        [path] = ways(pile, [ROOT]).found
        assert names(path) == ["Leaf", "Sub 2", "Sub 1", "Root"]
        assert (path.end, path.verified, path.anchor is path.certificates[-1]) == (End.ANCHOR, True, True)


def test_chains_of_any_length():
    direct = made("Direct", "Root", ca=False)
    assert names(ways([direct, ROOT], [ROOT], direct).found[0]) == ["Direct", "Root"]
    assert names(ways([ROOT], [ROOT], ROOT).found[0]) == ["Root"]
    five = [made("Leaf 5", "Sub 4", ca=False), made("Sub 4", "Sub 3"), made("Sub 3", "Sub 2"), SUB2, SUB1, ROOT]
    assert len(ways(five, [ROOT], five[0]).found[0].certificates) == 6


def test_a_sub_ca_can_be_the_anchor():
    [path] = ways([LEAF, SUB2], [SUB2]).found
    assert (names(path), path.end) == (["Leaf", "Sub 2"], End.ANCHOR)
    both = ways(CHAIN, [SUB2, ROOT]).found
    assert [names(path)[-1] for path in both] == ["Sub 2", "Root"]


def test_a_root_that_is_no_anchor_is_said():
    [path] = ways(CHAIN, []).found
    assert (path.end, path.anchor) == (End.UNTRUSTED_ROOT, None)


def test_a_missing_issuer_ends_the_path_where_it_is_missing():
    [path] = ways([LEAF, SUB2, ROOT], [ROOT]).found
    assert (names(path), path.end) == (["Leaf", "Sub 2"], End.ISSUER_MISSING)


def test_cross_signs_give_a_path_each_the_shorter_first():
    other = made("Other", "Other")
    cross = made("Root", "Other")
    found = ways((*CHAIN, cross, other), [ROOT, other]).found
    assert [names(path) for path in found] == [["Leaf", "Sub 2", "Sub 1", "Root"], ["Leaf", "Sub 2", "Sub 1", "Root", "Other"]]


def test_a_rotated_root_is_found_below_the_old_one():
    new = made("New root", "Root")
    leaf = made("Server", "New root", ca=False)
    assert names(ways([leaf, new, ROOT], [ROOT], leaf).found[0]) == ["Server", "New root", "Root"]
    assert ways([leaf, new], [new], leaf).found[0].end is End.ANCHOR


def test_a_near_miss_is_followed_where_there_is_nothing_better():
    twin = made("Sub 2", "Sub 1", own_key="another")
    [path] = ways([LEAF, twin, SUB1, ROOT], [ROOT]).found
    assert (names(path), path.verified) == (["Leaf", "Sub 2", "Sub 1", "Root"], False)
    assert ways([LEAF, twin, SUB2, SUB1, ROOT], [ROOT]).found[0].verified


def test_a_circle_ends():
    one, two = made("A", "B"), made("B", "A")
    leaf = made("Leaf", "A", ca=False)
    [path] = ways([leaf, one, two], [ROOT], leaf).found
    assert (names(path), path.end) == (["Leaf", "A", "B"], End.LOOP)


def test_a_wide_pool_is_bounded():
    roots = [made("Root", "Root", serial=number + 1) for number in range(8)]
    layers = [made(f"L{level}", f"L{level - 1}" if level else "Root", serial=n + 1) for level in range(5) for n in range(8)]
    leaf = made("Leaf", "L4", ca=False)
    answer = ways([leaf, *layers, *roots], roots, leaf)
    assert len(answer.found) == MOST_PATHS
    assert not answer.complete
    assert all(path.end is End.ANCHOR for path in answer.found)


def test_a_crowd_of_dead_ends_does_not_hide_the_way():
    strangers = [made("Sub 2", f"Stranger {number}", serial=number + 9) for number in range(70)]
    roots = [made(f"Stranger {number}", f"Stranger {number}") for number in range(70)]
    answer = ways([LEAF, *strangers, *roots, SUB2, SUB1, ROOT], [ROOT])
    assert names(answer.found[0]) == ["Leaf", "Sub 2", "Sub 1", "Root"]
    assert answer.found[0].end is End.ANCHOR
    assert not answer.complete


def test_the_right_one_of_hundreds_of_namesakes_is_found_without_key_identifiers():
    twins = [made("Sub 2", "Sub 1", own_key=f"twin {number}", serial=number + 9, identifiers=False) for number in range(300)]
    sub2, leaf = made("Sub 2", "Sub 1", identifiers=False), made("Leaf", "Sub 2", ca=False, identifiers=False)
    answer = ways([leaf, *twins, sub2, SUB1, ROOT], [ROOT], leaf)
    assert [path.verified for path in answer.found] == [True]
    assert answer.complete


def test_a_deep_pool_is_bounded():
    deep = [made(f"L{level}", f"L{level + 1}") for level in range(60)]
    answer = ways(deep, [ROOT], deep[0])
    assert not answer.complete
    assert answer.found[0].end is End.LIMIT
    assert len(answer.found[0].certificates) == LONGEST_PATH
