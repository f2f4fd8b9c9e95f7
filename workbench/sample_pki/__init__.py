"""The sample PKIs: declared in ``sample_certs/pki.toml``, built by :mod:`workbench.sample_pki.build`, told in ``MANIFEST.toml``."""

from workbench.sample_pki.reference import is_sample, known_fingerprints, reference_time, reference_time_for

__all__ = ["is_sample", "known_fingerprints", "reference_time", "reference_time_for"]
