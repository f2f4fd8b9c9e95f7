"""The sample PKIs: declared in ``sample_certs/pki.toml``, built by :mod:`workbench.samples.build`, told in ``MANIFEST.toml``."""

from workbench.samples.reference import is_sample, known_fingerprints, reference_time, reference_time_for

__all__ = ["is_sample", "known_fingerprints", "reference_time", "reference_time_for"]
