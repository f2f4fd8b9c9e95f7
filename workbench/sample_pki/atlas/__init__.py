"""READ FIRST: the atlas, chains that are broken on purpose, each with what is wrong with it.

``declaration`` reads ``sample_certs/atlas.toml``: a case changes one certificate or two of a sound chain of ``pki.toml``. ``build``
makes its files and ``CASES.toml``; ``cases`` reads that back for tests, notebooks and whoever wants test vectors.
"""

from workbench.sample_pki.atlas.cases import Case, read_cases

__all__ = ["Case", "read_cases"]
