"""Second opinions as tables, in HTML and as text."""

from workbench.diagnosis.opinions import Opinion
from workbench.diagnosis.opinions_view import Case, opinions_matrix, opinions_table
from workbench.display import Tone

YES, NO = True, False
LEAF, OTHER = "ab" * 32, "cd" * 32
HOSTILE = "<img src=x onerror=alert(1)>\x1b[2J"
OPINIONS = (
    Opinion(engine="openssl", version="OpenSSL 3.0", ok=False, message=HOSTILE, certificate=LEAF),
    Opinion(engine="cryptography", version="50", ok=True, message="OK; does not check revocation"),
    Opinion(engine="pyOpenSSL", version="", ok=None, message="no answer within 5 s: stopped"),
)


def test_the_table_has_a_row_for_us_and_for_each_engine():
    table = opinions_table(NO, "It is revoked.", OPINIONS, LEAF)
    rows = [[getattr(cell, "text", cell) for cell in row] for row in table.rows]
    assert [row[:3] for row in rows] == [
        ["workbench", "rejects", LEAF[:16]],
        ["openssl", "rejects", LEAF[:16]],
        ["cryptography", "accepts", "–"],
        ["pyOpenSSL", "cannot judge", "–"],
    ]
    assert rows[0][3] == "It is revoked."
    assert rows[3][3] == "no answer within 5 s: stopped"


def test_who_differs_from_us_stands_out_in_the_table():
    tones = [getattr(row[1], "tone", None) for row in opinions_table(NO, "", OPINIONS).rows]
    assert tones == [Tone.GOOD, Tone.GOOD, Tone.WARNING, Tone.MUTED]


def test_hostile_words_are_harmless_in_html_and_text():
    case = Case(name=HOSTILE, ok=False, opinions=OPINIONS)
    for table in (opinions_table(YES, HOSTILE, OPINIONS), opinions_matrix([case])):
        assert "<img" not in table._repr_html_()
        assert "&lt;img" in table._repr_html_()
        assert "\x1b" not in table.to_text() + table._repr_html_()


def test_the_matrix_has_a_row_for_each_chain_and_a_column_for_each_engine():
    cases = [
        Case(name="expired leaf", ok=False, certificate=LEAF, opinions=OPINIONS),
        Case(name="expired CA", ok=False, certificate=OTHER, opinions=OPINIONS[:2]),
        Case(name="sound", ok=True, opinions=OPINIONS[1:]),
    ]
    matrix = opinions_matrix(cases)
    assert list(matrix.columns) == ["chain", "right", "openssl", "cryptography", "pyOpenSSL"]
    assert [[getattr(cell, "text", cell) for cell in row] for row in matrix.rows] == [
        ["expired leaf", "reject", "rejects, names it", "accepts", "cannot judge"],
        ["expired CA", "reject", "rejects, names another", "accepts", ""],
        ["sound", "accept", "", "accepts", "cannot judge"],
    ]
    assert [getattr(cell, "tone", None) for cell in matrix.rows[0][2:]] == [Tone.GOOD, Tone.WARNING, Tone.MUTED]


def test_an_engine_that_names_no_certificate_is_told_from_one_that_names_another():
    opinion = Opinion(engine="openssl", version="3", ok=False, message="x")
    (row,) = opinions_matrix([Case(name="a", ok=False, certificate=LEAF, opinions=(opinion,))]).rows
    assert getattr(row[2], "text", "") == "rejects, names none"


def test_a_matrix_shows_all_its_rows():
    cases = [Case(name=f"case {n}", ok=True, opinions=OPINIONS[1:2]) for n in range(300)]
    assert "case 299" in opinions_matrix(cases).to_text()
