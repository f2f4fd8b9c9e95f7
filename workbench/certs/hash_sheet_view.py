"""A hash sheet for people: a table as HTML and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.display import Card, Cell, Table, Tone, html, terminal, view

if TYPE_CHECKING:
    from markupsafe import Markup

    from workbench.certs.hash_sheet import HashRow, HashSheet


def summary(sheet: HashSheet) -> str:
    """One sentence: of how many certificates the hash data is known."""
    known = sum(row.hash_data is not None for row in sheet)
    every = "the certificate" if len(sheet) == 1 else f"all {len(sheet):,} certificates"
    return f"{sheet.algorithm.value} hash data of {every if known == len(sheet) else f'{known:,} of {len(sheet):,} certificates'}."


def to_html(sheet: HashSheet) -> Markup:
    """Summary, table, problems."""
    if not len(sheet):
        return view(html(NOTHING))
    tables = [_table(sheet), _problems(sheet)]
    return view(html(summary(sheet)), *(table.to_html() for table in tables if table.rows))


NOTHING = "There is no certificate here."


def to_text(sheet: HashSheet, *, width: int = 160, colour: bool = False) -> str:
    """The same for a terminal: a card for each certificate, for hashes are there to be copied whole."""
    if not len(sheet):
        return NOTHING
    cards = [_card(row).to_text() for row in sheet]
    problems = _problems(sheet)
    return "\n\n".join([terminal(summary(sheet)), *cards, *([problems.to_text(width, colour=colour)] if problems.rows else [])])


def _card(row: HashRow) -> Card:
    found = [("found in", str(row.item.source)), ("issuer", _issuer(row))]
    fields = row.hash_data.to_dict() if row.hash_data else {}
    return Card(name_of(row.pairing.facts), [*found, *((name, Cell(value, code=True)) for name, value in fields.items())])


def _issuer(row: HashRow) -> str:
    if row.issuer is None or row.issuer.facts is None:
        return "not at hand: no hash data" if not row.pairing.issuers else "not certain which: no hash data"
    if row.issuer.facts.sha256 == row.pairing.facts.sha256:
        return "itself"
    return f"{name_of(row.issuer.facts)} ({row.issuer.source})"


def _issuer_cell(row: HashRow) -> Cell:
    """The issuer with its place in the hover: hashes need the width."""
    said = _issuer(row)
    if row.issuer is None or row.issuer.facts is None or said == "itself":
        return Cell(said, Tone.PLAIN if row.hash_data else Tone.ERROR)
    return Cell(name_of(row.issuer.facts), hover=str(row.issuer.source), tight=True)


def _table(sheet: HashSheet) -> Table:
    return Table(
        ("Certificate", "Issuer", "serialNumber", "issuerNameHash", "issuerKeyHash"),
        [
            (
                Cell(name_of(row.pairing.facts), hover=str(row.item.source)),
                _issuer_cell(row),
                *(
                    Cell(value, code=True)
                    for value in (
                        (row.hash_data.serial_number, row.hash_data.issuer_name_hash, row.hash_data.issuer_key_hash)
                        if row.hash_data
                        else ("", "", "")
                    )
                ),
            )
            for row in sheet
        ],
    )


def _problems(sheet: HashSheet) -> Table:
    return Table(
        ("Where", "What is wrong", "Wanted", "What to do"),
        [
            (Cell(finding.source, Tone.MUTED), Cell(finding.message), Cell(finding.expected), Cell(finding.remedy))
            for row in sheet
            for finding in row.findings
        ],
        caption="Look at",
    )
