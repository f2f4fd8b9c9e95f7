"""The diagnosis of every case of the atlas is the expert's: the cause first, on the right certificate, and no other error."""

import pytest

from tests.cases.atlas import CASES
from workbench.diagnosis.diagnoses import Diagnoses
from workbench.findings import Severity
from workbench.lab.atlas import Exercise
from workbench.sample_pki.atlas import Case

each = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
ANSWERS: dict[str, Diagnoses] = {}


@pytest.fixture
def answer(case: Case) -> Diagnoses:
    if case.name not in ANSWERS:
        ANSWERS[case.name] = Exercise(case).diagnoses
    return ANSWERS[case.name]


@each
def test_it_is_accepted_or_not(case: Case, answer: Diagnoses) -> None:
    [result] = answer
    assert result.ok is case.ok


@each
def test_the_cause_comes_first_and_names_the_certificate(case: Case, answer: Diagnoses) -> None:
    [result] = answer
    if not case.cause:
        assert result.cause is None
        return
    assert result.cause is not None
    assert result.cause.code == case.cause
    assert result.cause.certificate == case.certificate_sha256


@each
def test_what_must_be_found_is_found(case: Case, answer: Diagnoses) -> None:
    [result] = answer
    found = {finding.code for finding in (*result.findings, *answer.bundle_findings)}
    assert set(case.findings) - found == set()


@each
def test_no_other_error_is_found(case: Case, answer: Diagnoses) -> None:
    [result] = answer
    errors = {finding.code for finding in result.findings if finding.severity is Severity.ERROR}
    assert errors - {*case.findings, *case.also} == set()


@each
def test_every_error_says_what_to_do(case: Case, answer: Diagnoses) -> None:
    [result] = answer
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    assert [finding.code for finding in errors if not (finding.message and finding.remedy and finding.observed)] == []
    assert case.why
