"""READ FIRST: inventories of many stations: what is installed where, whose hashes are these, who breaks when this root goes.

The way of the data: :mod:`ingest` turns answers to GetInstalledCertificateIds, of whatever file, into rows of the columns that
:mod:`schema` declares, and reports what it refused; :mod:`tables` says which of them hold now; :mod:`known` is what the
certificates at hand tell; :mod:`resolve` joins the two and gives what fits none to the hash solver, once for each kind of station;
:mod:`reliance` knows who stands on whom. A question is a module in :mod:`questions`: an Ibis expression, and the
:class:`~workbench.fleet.answer.Answer` made of it. :mod:`inventory` holds it all together; :mod:`plans` acts on it.

Nothing here opens a file or a connection: expressions run where the caller's tables are, in DuckDB, PostgreSQL or Spark.
"""

from workbench.fleet.answer import Answer
from workbench.fleet.inventory import Inventory
from workbench.fleet.schema import Side
from workbench.fleet.tables import Tables

__all__ = ["Answer", "Inventory", "Side", "Tables"]
