"""The log of the sample pool: who asked for what, and what came of it; each line as of the EST server."""

from __future__ import annotations

from workbench.display import Table
from workbench.net.est.asked import EstLog


class PoolLog(EstLog):
    """The requests in their order, the oldest first; beyond ten thousand the oldest are dropped. ``subject`` is a PCID or eMAID."""

    @property
    def table(self) -> Table:
        """All of them for people."""
        table = super().table
        return Table(table.columns, table.rows, caption=f"{len(self)} requests to the contract certificate pool (a simulation)")
