"""The report: every rule that was applied, what was not checked, and nothing hostile in what is shown."""

from datetime import UTC, datetime

import pytest
from cryptography import x509

import workbench as wb
from tests.profiles.pki import certificate, der, request, subject_with
from workbench import profiles
from workbench.certs.kinds import Kind
from workbench.errors import InputError
from workbench.findings import Confidence, Severity
from workbench.profiles import LintReport, Outcome

AT = datetime(2026, 2, 1, tzinfo=UTC)
BAD = {"subject": subject_with("secc", "iso15118-2", DC="MO", C="UK"), "usages": ("keyAgreement",)}


@pytest.fixture
def leaf():
    return der("secc", "iso15118-2", **BAD)


@pytest.mark.parametrize("form", ["bytes", "object", "item", "path", "text", "bundle", "list"])
def test_a_certificate_is_taken_in_any_form(form, leaf, tmp_path):
    parsed = x509.load_der_x509_certificate(leaf)
    path = tmp_path / "leaf.cer"
    path.write_bytes(leaf)
    given = {
        "bytes": leaf,
        "object": parsed,
        "item": certificate("secc", "iso15118-2", **BAD),
        "path": path,
        "text": parsed.public_bytes(wb_pem()).decode(),
        "bundle": wb.load(leaf),
        "list": [parsed],
    }[form]
    report = wb.lint(given, at=AT)
    assert [finding.code for finding in report] == ["domain-component", "leaf-key-usage", "country-name"]
    assert (report.kind, report.profile, report.ok) == (Kind.SECC, "iso15118-2", False)


def wb_pem():
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    return Encoding.PEM


def test_a_request_is_judged_too():
    report = wb.lint(request("secc", "iso15118-2", subject=subject_with("secc", "iso15118-2", DC="MO")), kind="secc")
    assert [(finding.code, finding.item, finding.certificate) for finding in report] == [("domain-component", "csr", None)]


def test_findings_come_worst_first_and_rules_in_the_profile_s_order(leaf):
    report = wb.lint(leaf, at=AT)
    severities = [finding.severity for finding in report]
    assert severities == [Severity.ERROR, Severity.ERROR, Severity.WARNING]
    [one] = report.certificates
    order = [rule.id for rule in profiles.profile("iso15118-2").rules]
    assert [order.index(result.rule.id) for result in one.results] == sorted(order.index(r.rule.id) for r in one.results)
    assert one.count(Outcome.PASSED) == len(one.results) - 3
    assert report[0] is report.findings[0]
    assert report[:2] == report.findings[:2]
    assert report.of_severity("warning") == report.findings[2:]
    assert len(report) == 3


def test_the_kind_and_profile_that_the_caller_names_hold(leaf):
    report = wb.lint(leaf, profile="iso15118-20", kind="cps", at=AT)
    assert (report.kind, report.profile) == (Kind.CPS, "iso15118-20")
    assert report.certificates[0].confidence is Confidence.CERTAIN


def test_a_key_of_neither_edition_is_an_error_and_not_a_missing_profile():
    report = wb.lint(der("secc", "iso15118-2", algorithm="P-384", issuer_algorithm="P-256"), at=AT)
    assert [finding.code for finding in report] == ["key-algorithm"]
    assert any("neither edition" in gap.why for gap in report.certificates[0].not_checked)


def test_without_a_profile_nothing_is_sound():
    report = wb.lint(der("secc", "iso15118-2", subject=[("CN", "hello")], usages=None), at=AT)
    [one] = report.certificates
    assert (one.profile, one.ok, report.ok) == (None, None, False)
    assert one.not_checked[0].what == "everything"
    assert str(report).startswith("1 certificate not judged")
    assert "complain" not in str(report) + report._repr_html_()


def test_a_kind_that_is_a_guess_is_said_with_what_else_it_could_be():
    named_by_url = der("station-client", "ocpp", subject=[("CN", "wss://csms.example.com/CS-2"), ("O", "Workbench")])
    [one] = wb.lint(named_by_url, at=AT).certificates
    assert one.confidence is Confidence.POSSIBLE
    assert one.not_checked[0].what.startswith("whether it is a ")
    assert "give its kind" in one.not_checked[0].why
    told = wb.lint(named_by_url, kind="station-client", at=AT)
    assert [finding.code for finding in told] == ["common-name"]
    assert not any(gap.what.startswith("whether it is a ") for gap in told.certificates[0].not_checked)


def test_certificates_and_requests_are_counted_apart():
    made = request("secc", "iso15118-2")
    assert str(wb.lint([made, der("secc", "iso15118-2")], at=AT)).startswith("1 certificate and 1 request judged: nothing")
    assert str(wb.lint(made)).startswith("1 request judged: nothing")


def test_a_kind_without_rules_in_the_profile_is_said():
    report = wb.lint(der("vehicle", "iso15118-20"), profile="iso15118-2", kind="vehicle", at=AT)
    assert report.certificates[0].ok is None
    assert "has no rule for a vehicle certificate" in str(report)


def test_time_is_judged_at_the_time_given(leaf):
    assert "expired" in {finding.code for finding in wb.lint(leaf, at=datetime(2030, 1, 1, tzinfo=UTC))}
    assert "not-yet-valid" in {finding.code for finding in wb.lint(leaf, at=datetime(2020, 1, 1, tzinfo=UTC))}


def test_a_malformed_certificate_is_said_to_be_one():
    damaged = wb.lint(certificate("secc", "iso15118-2", basic=None, more=(bad_basic(),)), kind="secc", profile="iso15118-2")
    assert "malformed-certificate" in {finding.code for finding in damaged}
    assert not damaged.ok


def bad_basic():
    from workbench.certs.issuing import Extension  # noqa: PLC0415

    return Extension("2.5.29.19", b"\x30\x03\x01\x01", critical=True)


def test_other_certificates_help_to_tell_what_it_is_and_are_not_judged_themselves():
    folder = wb.samples("iso15118-2")
    secc = (folder / "secc.pem").read_bytes()
    report = wb.lint(secc, bundle=folder)
    assert len(report.certificates) == 1
    applied = {result.rule.id for result in report.certificates[0].results}
    assert "chain-length" in applied
    assert "chain-length" not in {result.rule.id for result in wb.lint(secc).certificates[0].results}
    assert any(gap.what == "its chain's length" for gap in wb.lint(secc).certificates[0].not_checked)


def test_each_distinct_certificate_of_a_pile_is_judged_once():
    chain = wb.samples("iso15118-2/secc-chain.pem")
    assert len(wb.lint(wb.load(chain, chain)).certificates) == 3


def test_a_profile_of_one_s_own_shows_what_it_changes(tmp_path):
    file = tmp_path / "field.toml"
    file.write_text(
        'base = "iso15118-2"\n[rules.secc-validity]\nvalues = { at_most_days = 366 }\nreason = "one-year <b>leaves</b>"\n'
    )
    leaf = der("secc", "iso15118-2", days=365)
    assert [finding.code for finding in wb.lint(leaf, at=AT)] == ["validity-period"]
    report = wb.lint(leaf, profile=file, at=AT)
    assert list(report) == []
    assert "secc-validity: values.at_most_days 93 → 366" in str(report)
    assert "one-year &lt;b&gt;leaves" in report._repr_html_()
    assert report.to_dict()["overrides"][0]["now"] == "366"


@pytest.mark.parametrize("given", [b"hello", b""])
def test_nothing_to_judge_is_said(given):
    with pytest.raises(InputError, match="no certificate and no signing request"):
        wb.lint(given)


def test_why_there_is_nothing_to_judge_is_said_where_it_is_known():
    with pytest.raises(InputError, match="END line is missing") as refused:
        wb.lint(b"-----BEGIN CERTIFICATE-----\nMIIB")
    assert refused.value.hint


def test_an_unknown_kind_names_the_nearest(leaf):
    with pytest.raises(InputError) as refused:
        wb.lint(leaf, kind="contrac")
    assert refused.value.hint == "There are: contract."
    with pytest.raises(InputError) as refused:
        wb.lint(leaf, kind="?")
    assert "secc" in refused.value.hint


def test_every_rule_applied_is_visible_with_its_source_and_confidence(leaf):
    report = wb.lint(leaf, at=AT)
    page = report._repr_html_()
    for result in report.certificates[0].results:
        assert result.rule.id in page
        assert result.rule.source.replace("'", "&#39;") in page
    rows = report.to_frame()
    assert len(rows) == len(report.certificates[0].results)
    assert set(rows["outcome"]) == {"passed", "warning", "error"}
    assert (rows["rule_source"] != "").all()
    assert rows.loc[rows["rule"] == "country", "observed"].item() == "C=UK"


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e$x$"


def test_hostile_text_is_inert_in_every_form():
    made = der("secc", "iso15118-2", subject=[("CN", HOSTILE), ("O", HOSTILE), ("C", "<b>"), ("DC", HOSTILE)])
    report = wb.lint(made, kind="secc", at=AT)
    page, text = report._repr_html_(), str(report)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<b>&#" not in page
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "\x1b" not in page
    assert "mathjax_ignore" in page


def test_a_report_is_a_sequence_of_findings():
    empty = wb.lint(der("secc", "iso15118-2"), at=AT)
    assert isinstance(empty, LintReport)
    assert not empty
    assert empty.ok
    assert empty.to_frame()["outcome"].eq("passed").all()
