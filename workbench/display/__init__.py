"""How values meet people: the one escaping module, plain tables and cards. Pictures are in :mod:`workbench.views`."""

from workbench.display.escape import csv_cell, html, mathtext, terminal, visible
from workbench.display.findings import Findings, findings_table
from workbench.display.frame import frame
from workbench.display.readable import Readable
from workbench.display.table import Card, Cell, Table, Tone, view

__all__ = [
    "Card",
    "Cell",
    "Findings",
    "Readable",
    "Table",
    "Tone",
    "csv_cell",
    "findings_table",
    "frame",
    "html",
    "mathtext",
    "terminal",
    "view",
    "visible",
]
