"""READ FIRST: realistic fleets out of a seed, with all that is true of them: for training, tests and benchmarks.

:mod:`figures` says how often what happens; :mod:`authorities` makes the CAs, :mod:`stations` and :mod:`days` the stations,
:mod:`writing` their mistakes, :mod:`telling` the rows; :mod:`generated` is the result, :mod:`truth` the right answers to every
question about it, :mod:`files` its files, :mod:`many` a fleet of any size for measuring.
"""

from workbench.fleet.generate.files import example_files
from workbench.fleet.generate.generated import GeneratedFleet
from workbench.fleet.generate.generating import REFERENCE_TIME, generate
from workbench.fleet.generate.truth import Truth

__all__ = ["REFERENCE_TIME", "GeneratedFleet", "Truth", "example_files", "generate"]
