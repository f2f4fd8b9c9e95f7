"""Steps as they are shown: public octets, secrets by length and SHA-256 prefix, checks in words."""

import copy
import hashlib
import pickle

import pytest

from workbench.contracts.keywrap.steps import Recorder
from workbench.display import Tone

SECRET = bytes(range(32))


def recorded(*, reveal):
    recorder = Recorder("a wrap", reveal=reveal)
    recorder.public("E", "e·G", b"\x04\x05", "V2G2-819")
    recorder.secret("Z", "x of e·S", SECRET)
    recorder.check("d < n", "0 < d < n", holds=True)
    recorder.check("d·G", "is the certificate's", holds=False)
    return recorder.steps


def test_a_public_step_has_its_octets():
    step = recorded(reveal=False)["E"]
    assert (step.shown, step.length, step.octets, step.secret) == ("0405", 2, b"\x04\x05", False)


def test_a_secret_step_has_its_length_and_the_beginning_of_its_sha_256():
    step = recorded(reveal=False)["Z"]
    assert step.octets == b""
    assert step.shown == f"secret, 32 octets, SHA-256 {hashlib.sha256(SECRET).hexdigest()[:8]}…"
    assert SECRET.hex() not in f"{recorded(reveal=False)!r}{recorded(reveal=False)}{recorded(reveal=False)._repr_html_()}"


def test_a_revealed_secret_is_shown_but_never_in_a_repr():
    steps = recorded(reveal=True)
    assert steps["Z"].shown == SECRET.hex()
    assert SECRET.hex() in steps._repr_html_()
    assert SECRET.hex() not in repr(steps)


def test_a_revealed_secret_is_not_copied_or_written_and_a_hidden_one_is_not_there():
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied and not written"):
            write(recorded(reveal=True))
    assert pickle.loads(pickle.dumps(recorded(reveal=False))) == recorded(reveal=False)  # noqa: S301  # our own octets


def test_checks_are_said_in_words_and_colours():
    rows = {row[0].text: row[3] for row in recorded(reveal=False).table().rows}
    assert [(rows[name].text, rows[name].tone) for name in ("d < n", "d·G")] == [
        ("holds", Tone.GOOD),
        ("does not hold", Tone.ERROR),
    ]
    assert (rows["E"].tone, rows["E"].code) == (Tone.PLAIN, True)
    assert (rows["Z"].tone, rows["Z"].code) == (Tone.WARNING, False)
    assert not rows["d < n"].code


def test_steps_are_found_by_name():
    steps = recorded(reveal=False)
    assert [one.name for one in steps] == ["E", "Z", "d < n", "d·G"]
    assert len(steps) == 4
    with pytest.raises(KeyError):
        steps["Q"]
