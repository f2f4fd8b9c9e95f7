"""Changed chains, judged by OpenSSL beside us: where the two differ, the difference has a name and a reason."""

from pathlib import Path

import pytest

from tests.peers.differential import compared, our_verdict, their_verdict
from tests.peers.known_differences import LAXER, STRICTER, UNEXPLAINED, known_class
from tests.peers.sound_chains import sound_chains

DOCUMENT = Path(__file__).parents[2] / "docs/differences-from-openssl.md"
BATCHES, CASES = 10, 80


@pytest.mark.parametrize("chain", sound_chains(), ids=lambda chain: chain.name)
def test_a_chain_that_is_not_changed_is_sound_to_both(chain):
    assert our_verdict(chain.certificates).ok
    assert their_verdict(chain.certificates).ok


@pytest.mark.requirement("RFC 5280 6.1")
@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_changed_chain_is_judged_as_openssl_judges_it_or_the_difference_is_known(batch):
    made = [compared(seed) for seed in range(batch * CASES, (batch + 1) * CASES)]
    unexplained = [one for one in made if not one.agree and known_class(one) == UNEXPLAINED]
    assert unexplained == []
    assert {one.ours.ok for one in made} == {True, False}  # the changes are not all for nothing, nor all deadly


def test_no_check_of_ours_breaks():
    for seed in range(BATCHES * CASES, BATCHES * CASES + 100):
        made = compared(seed)
        assert not [sentence for sentence in made.ours.sentences if "error of the workbench" in sentence], str(made.case)


def test_each_known_class_stands_in_the_document():
    text = DOCUMENT.read_text(encoding="utf-8")
    headings = {line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")}
    assert headings == {"strict DER", *STRICTER, *LAXER}
