"""What the solver says of the messages is what the declaration put into them; neither code knows of the other."""

from pathlib import Path

import pytest

from workbench.certs.forensics import Match, Matcher, Result, entries_of
from workbench.certs.loading import load
from workbench.sample_pki.declaration import Declaration


@pytest.fixture(scope="module")
def matcher(directory: Path) -> Matcher:
    return Matcher(load([(path.name, path.read_bytes()) for path in sorted((directory / "hash-cases").glob("*.pem"))]))


def matched(matcher: Matcher, directory: Path, stem: str) -> list[Match]:
    bundle = load([(stem, (directory / f"messages/{stem}").read_bytes())])
    return [matcher.solve(entry) for entry in entries_of(bundle)]


@pytest.fixture(scope="module")
def right(matcher: Matcher, directory: Path) -> list[Match]:
    return matched(matcher, directory, "installed-right.json")


def test_the_right_station_names_every_certificate(right: list[Match]) -> None:
    assert [match.result for match in right] == [Result.EXACT] * 14
    assert len({match.certificate for match in right}) == 11
    assert [match.entry.parent for match in right if match.entry.parent is not None] == [5, 5, 8, 8, 11, 11]


WRONG = [
    "installed-right-sha384", "installed-whole-key-info", "installed-own-key", "installed-base64url", "installed-raw-text",
    "installed-zero-octets", "installed-issuer-spelling", "installed-short-serial", "installed-sha1",
]  # fmt: skip


@pytest.mark.parametrize("stem", WRONG)
def test_the_same_station_with_a_mistake_is_seen_through(
    matcher: Matcher, directory: Path, declaration: Declaration, right: list[Match], stem: str
) -> None:
    message = declaration.messages[declaration.files[f"messages/{stem}.json"].message]
    for match, wanted in zip(matched(matcher, directory, f"{stem}.json"), right, strict=True):
        if match.result is Result.AMBIGUOUS:
            assert wanted.certificate in {candidate.certificate for candidate in match.candidates}
            assert stem == "installed-short-serial"
        else:
            assert match.certificate == wanted.certificate
            assert set(match.mistakes) <= set(message.words.split())
            if stem != "installed-right-sha384":
                assert match.corrected == wanted.corrected


@pytest.mark.parametrize("stem", WRONG[1:])
def test_each_mistake_of_a_station_shows_somewhere(matcher: Matcher, directory: Path, declaration: Declaration, stem: str) -> None:
    message = declaration.messages[declaration.files[f"messages/{stem}.json"].message]
    found = {code for match in matched(matcher, directory, f"{stem}.json") for code in match.mistakes}
    assert found == set(message.words.split()) - {"upper-case"}


def test_a_cut_off_serial_number_leaves_two_leaves(matcher: Matcher, directory: Path) -> None:
    results = [match.result for match in matched(matcher, directory, "installed-short-serial.json")]
    assert results.count(Result.AMBIGUOUS) == 2


def test_the_root_from_elsewhere_stays_unknown(matcher: Matcher, directory: Path) -> None:
    results = [match.result for match in matched(matcher, directory, "installed-unknown-root.json")]
    assert results == [Result.EXACT, Result.UNKNOWN]


def test_the_request_that_was_not_found_has_one_zero_too_many(matcher: Matcher, directory: Path) -> None:
    (match,) = matched(matcher, directory, "delete-certificate-request.json")
    assert match.mistakes == ("serial:padded",)
    assert match.corrected is not None
    assert match.corrected["serialNumber"] == "a7d31c5e2f04b96"
