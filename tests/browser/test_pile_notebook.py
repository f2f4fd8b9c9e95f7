"""The pile notebook in a real page: its pictures are there, and hostile certificate text is nothing but text."""

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
builder = x509.CertificateBuilder(x509.Name(names), x509.Name(names), key.public_key(), 5, day, day + datetime.timedelta(9))
bundle = wb.load(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
bundle
"""


def test_the_pile_notebook_shows_its_pictures(notebook_page):
    notebook_page.open("notebooks/10_what_is_in_this_pile.ipynb")
    notebook_page.run_all()
    pictures = notebook_page.outputs("img")
    expect(pictures).to_have_count(3)
    for number in range(3):
        picture = pictures.nth(number)
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.complete && image.naturalWidth > 400")
    notebook_page.assert_quiet()


def test_hostile_certificate_text_is_text(opened):
    page = opened(HOSTILE, "bundle.entries[0]", "wb.family(bundle)", "bundle")
    page.run_all()
    cell = page.outputs("td").filter(has_text="onerror").first
    cell.scroll_into_view_if_needed()
    expect(cell).to_contain_text(r"$\frac{1}{2}$ <img src=x onerror=window.ran=1>")
    page.page.wait_for_timeout(1500)  # MathJax comes late
    expect(page.outputs("mjx-container, .MathJax")).to_have_count(0)
    expect(page.outputs("td img, td script")).to_have_count(0)
    assert page.page.evaluate("window.ran") is None
    assert "\u202e" not in "".join(page.outputs().all_inner_texts())
