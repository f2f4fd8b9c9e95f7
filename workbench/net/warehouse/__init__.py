"""READ FIRST: where a fleet's tables are kept, and the connection to it.

:mod:`places` reads the text that says where; :mod:`embedded` opens DuckDB, :mod:`servers` PostgreSQL, Spark and whatever else Ibis
can reach; :mod:`warehouse` is the open one: it finds the tables, takes new ones, and is closed. None of their texts has a password.
"""

from workbench.net.warehouse.connecting import connect
from workbench.net.warehouse.warehouse import Warehouse

__all__ = ["Warehouse", "connect"]
