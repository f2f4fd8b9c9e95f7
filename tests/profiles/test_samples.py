"""The samples: sound ones have no finding, the others those of their manifest."""

from pathlib import Path

import pytest

import workbench as wb
from workbench.certs.kinds import Kind
from workbench.sample_pki import reference_time

SAMPLES = Path(__file__).parents[2] / "sample_certs"


@pytest.mark.parametrize("folder", ["iso15118-2", "iso15118-20", "ocpp"])
def test_the_sound_samples_have_no_finding(folder):
    report = wb.lint(SAMPLES / folder, at=reference_time())
    assert list(report) == []
    assert report.ok
    assert len(report.certificates) > 10


def test_every_sample_has_a_profile_but_those_that_none_is_about():
    report = wb.lint(SAMPLES, at=reference_time())
    left = {one.kind for one in report.certificates if one.profile is None and one.kind is not Kind.UNKNOWN}
    assert left <= {Kind.EST_SERVER, Kind.OCSP_SIGNER}
    for one in report.certificates:
        if one.profile is None:
            assert one.ok is None
            assert any("no profile" in gap.why or "cannot be seen" in gap.why for gap in one.not_checked)


def test_odd_serial_numbers_are_found_where_the_manifest_has_them():
    report = wb.lint(SAMPLES / "hash-cases", at=reference_time())
    found = {(finding.code, Path(finding.source.rpartition(":")[0]).stem) for finding in report}
    assert found == {("serial-number", "manufacturer-root"), ("serial-number", "v2g-root")}
