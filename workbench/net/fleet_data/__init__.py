"""READ FIRST: a fleet's data on disk, into a warehouse and out of it by day.

:mod:`sources` finds what is to be read; :mod:`reading` tells the large plain files from the others. Of the plain ones
:mod:`answer_files` takes answers, one a line (:mod:`lines`, :mod:`answer_shape`, :mod:`answer_lines`), :mod:`flat_files` tables of
entries (:mod:`flat_shape`, :mod:`flat_batches`): checked a column at a time, never whole in memory. Whatever is not plain beyond
doubt goes to :mod:`workbench.fleet.ingest`, which says what it makes of it, so that a file gives the same rows on either way.
:mod:`landing` is where rows land, :mod:`merging` folds what is there twice. :mod:`by_day` writes and finds Parquet by day.
"""

from workbench.net.fleet_data.by_day import write_by_day
from workbench.net.fleet_data.reading import read

__all__ = ["read", "write_by_day"]
