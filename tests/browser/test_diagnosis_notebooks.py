"""The diagnosis notebooks in a real page: the cause on top, folds that unfold, the picture; hostile names stay text."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HOSTILE = r"""
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
import workbench as wb
text = r"$\frac{1}{2}$ <img src=x onerror=window.ran=1>"
other = "\u202e<script>window.ran = 1</script>"
names = [x509.NameAttribute(x509.NameOID.COMMON_NAME, text), x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, other)]
key, day = ec.generate_private_key(ec.SECP256R1()), datetime.datetime(2026, 1, 1)
issuer = [x509.NameAttribute(x509.NameOID.COMMON_NAME, text + "CA")]
builder = x509.CertificateBuilder(x509.Name(issuer), x509.Name(names), key.public_key(), 0xAB, day, day + datetime.timedelta(9))
pem = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
wb.diagnose(pem, use="secc", second_opinions=True)
"""


def test_the_cause_stands_on_top_and_the_rule_unfolds(notebook_page):
    notebook_page.open("notebooks/20_why_is_my_chain_rejected.ipynb")
    notebook_page.run_all()
    headline = notebook_page.outputs("div.pnc-error").first
    headline.scroll_into_view_if_needed()
    expect(headline).to_contain_text("right name but another key", timeout=15_000)
    fold = notebook_page.outputs("details").first
    expect(fold.locator("table")).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("table")).to_be_visible()
    expect(fold).to_contain_text("RFC 5280 6.1.3")
    notebook_page.assert_quiet()


@pytest.mark.deep
def test_the_report_of_a_profile_is_there(notebook_page):
    notebook_page.open("notebooks/25_does_it_meet_the_profile.ipynb")
    notebook_page.run_all()
    expect(notebook_page.outputs("table.pnc").first).to_be_attached(timeout=15_000)
    notebook_page.assert_quiet()


@pytest.mark.deep
def test_the_four_pkis_are_drawn(notebook_page):
    notebook_page.open("notebooks/30_the_four_pkis.ipynb")
    notebook_page.run_all()
    picture = notebook_page.outputs("img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 400")
    notebook_page.assert_quiet()


def test_hostile_names_are_text_in_diagnoses_reports_and_graphs(opened):
    page = opened(HOSTILE, "wb.lint(pem)", "wb.trust_graph(pem)", "wb.trust_picture(pem)")
    page.run_all()
    cell = page.outputs("td").filter(has_text="onerror").first
    cell.scroll_into_view_if_needed()
    expect(cell).to_contain_text(r"$\frac{1}{2}$ <img src=x onerror=window.ran=1>")
    page.page.wait_for_timeout(1500)  # MathJax comes late
    expect(page.outputs("mjx-container")).to_have_count(0)
    assert page.page.evaluate("window.ran") is None
    page.assert_quiet()
