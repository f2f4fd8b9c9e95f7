"""Check digits against published vectors and against the defining equation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.certs.identifiers.check_digits import ALPHABET, emi3, iso20, mod11

characters = st.sampled_from(ALPHABET)


@pytest.mark.parametrize(
    ("code", "digit"),
    [
        # from CheckDigitSpec.scala of ShellRechargeSolutionsEU/mobilityid (Apache-2.0)
        ("NN123ABCDEFGHI", "T"),
        ("FRXYZ123456789", "2"),
        ("ITA1B2C3E4F5G6", "4"),
        ("ESZU8WOX834H1D", "R"),
        ("PT73902837ABCZ", "Z"),
        ("DE83DUIEN83QGZ", "D"),  # also the worked example of "Check Digit Calculation for Contract-IDs" (ochp.eu)
        ("DE83DUIEN83ZGQ", "M"),
        ("DE8AA001234567", "0"),
        # the same library's ContractIdSpec.scala and README
        ("NLTNM000122045", "U"),
        ("NLTNMC00122045", "K"),
        ("NLTNM000722345", "X"),
        ("NLTNM012345678", "W"),
        # eMI3 standard 1.0 part 2, 1.2.2.1
        ("DE8AACA2B3C4D5", "L"),
    ],
)
def test_emi3_gives_the_published_digits(code: str, digit: str) -> None:
    assert emi3(code) == digit


@given(st.text(characters, min_size=14, max_size=14))
def test_emi3_solves_its_defining_equation(code: str) -> None:
    """sum(v[i] P**i) over all 15 characters is zero: matrices multiplied out, no Horner, no inverse."""
    for modulus, matrix, split in (
        (2, ((0, 1), (1, 1)), lambda v: (v // 18, v // 9 % 2)),
        (3, ((0, 1), (1, 2)), lambda v: (v // 3 % 3, v % 3)),
    ):
        power: tuple[tuple[int, ...], ...] = ((1, 0), (0, 1))
        total = [0, 0]
        for character in code + emi3(code):
            power = tuple(tuple(sum(row[k] * matrix[k][j] for k in (0, 1)) % modulus for j in (0, 1)) for row in power)
            vector = split(ALPHABET.index(character))
            total = [(total[j] + sum(vector[k] * power[k][j] for k in (0, 1))) % modulus for j in (0, 1)]
        assert total == [0, 0]


@given(st.text(characters, min_size=14, max_size=14), st.integers(0, 13), characters)
def test_emi3_sees_every_single_wrong_character(code: str, at: int, other: str) -> None:
    wrong = code[:at] + other + code[at + 1 :]
    assert (emi3(wrong) == emi3(code)) == (wrong == code)


@given(st.text(characters, min_size=14, max_size=14), st.integers(0, 12))
def test_emi3_sees_every_transposition_of_neighbours(code: str, at: int) -> None:
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (emi3(wrong) == emi3(code)) == (wrong == code)


@pytest.mark.parametrize(
    ("code", "digit"),
    [  # mobilityid, CheckDigitSpec.scala ("the old Excel-sheet ways") and ContractIdSpec.scala
        ("INTNM000071", "9"),
        ("INTNM000110", "X"),
        ("INTNM000124", "0"),
        ("INTNM000114", "6"),
        ("INTNM000191", "5"),
        ("NLTNM122045", "0"),
        ("NLTNM012204", "5"),
    ],
)
def test_mod11_gives_the_published_din_digits(code: str, digit: str) -> None:
    assert mod11(code) == digit


def by_definition(code: str, restart: int) -> str:
    decimals = "".join(str(ALPHABET.index(c)) for c in code)
    total = sum(int(digit) * 2 ** (at % restart) for at, digit in enumerate(decimals))
    return "X" if total % 11 == 10 else str(total % 11)


@given(st.lists(st.text(characters, max_size=20), max_size=4).map(tuple))
def test_mod11_and_iso20_are_their_definitions(elements: tuple[str, ...]) -> None:
    code, significant = "".join(elements), "".join(e.lstrip("0") for e in elements)
    assert mod11(code) == by_definition(code, 10**6)
    readings = (by_definition(code, 28), by_definition(significant, 28), by_definition(code, 10**6))
    assert iso20(elements) == tuple(dict.fromkeys(readings))


@pytest.mark.parametrize(
    ("elements", "readings"),
    [
        (("DE8", "V", "AA0000453C4D58Y"), ("2",)),  # a published EVCCID example: DE8-V-AA0000453C4D58Y-2
        (("US3", "V", "AA0000453C4D58Y"), ("9",)),  # a public test PKI's EVCCIDs and PCID
        (("US3", "P", "AA00003C4D58Y"), ("9",)),
        (("US3", "V", "JG34EU7D8U6JR6D"), ("8", "4")),  # 31 decimal digits: weights start again
        # hubject/opcp 05_handling-of-ids.md: DE-ICE-S-00003C4D557878675645330967543476-2 fits the third reading only
        (("DE", "ICE", "S", "00003C4D557878675645330967543476"), ("8", "0", "2")),
        (("US", "SNL", "S", "00003C4D557878675645330967543476"), ("2", "5", "7")),
    ],
)
def test_iso20_keeps_every_published_reading(elements: tuple[str, ...], readings: tuple[str, ...]) -> None:
    assert iso20(elements) == readings
