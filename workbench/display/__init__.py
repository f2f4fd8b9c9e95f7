"""How values meet people: the one escaping module, plain tables and cards. Pictures are in :mod:`workbench.views`."""

from workbench.display.escape import csv_cell, html, mathtext, terminal, visible
from workbench.display.table import Card, Cell, Table, Tone, view

__all__ = ["Card", "Cell", "Table", "Tone", "csv_cell", "html", "mathtext", "terminal", "view", "visible"]
