"""READ FIRST: whatever somebody has of GetInstalledCertificateIds answers, read into rows; what is not taken is told with a reason.

:func:`read` (:mod:`reading`) tells by the content which form a file has. :mod:`logs` are OCPP-J frames. :mod:`json_values` finds
the values in JSON and JSONL, :mod:`answers` the answers in them, :mod:`told` what stands around these, :mod:`entry` the fields.
:mod:`separated` (:mod:`csv_rows`) and :mod:`sheets` give frames of flat rows, an entry each, which :mod:`flat` takes a column at
a time: :mod:`cells`, :mod:`checks`, :mod:`flat_answers`, :mod:`flat_stations`, :mod:`nested`, :mod:`pems`. :mod:`names` knows what
columns and keys are called. A :class:`Collector` puts the :class:`Rows` of many files together (:mod:`folding`) and ends in the
declared tables. :mod:`from_csms` takes what a running CSMS has in memory.

Bytes in, frames out: nothing here opens a file. Nothing is lost: each record is kept, folded (it stands there again), or refused.
"""

from workbench.fleet.ingest.collector import Collector, Gathered
from workbench.fleet.ingest.context import Context
from workbench.fleet.ingest.from_csms import Listing, rows_of
from workbench.fleet.ingest.reading import read, read_frame
from workbench.fleet.ingest.rows import Rows

__all__ = ["Collector", "Context", "Gathered", "Listing", "Rows", "read", "read_frame", "rows_of"]
