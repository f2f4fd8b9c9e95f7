"""The hash notebook in a real page: the answer, the JSON to paste back, the octets and their picture; hostile names stay text."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NOTEBOOK = "notebooks/15_whose_hash_is_this.ipynb"
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
builder = x509.CertificateBuilder(x509.Name(names), x509.Name(names), key.public_key(), 0xAB, day, day + datetime.timedelta(9))
bundle = wb.load(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
entry = wb.hash_data(bundle).rows[0].hash_data.to_dict() | {"serialNumber": "00AB"}
strange = entry | {"issuerKeyHash": text, "serialNumber": other}
wb.match([entry, strange], bundle)
"""


def test_the_answer_unfolds_into_json_to_paste_back(notebook_page):
    notebook_page.ran(NOTEBOOK)
    answer = notebook_page.outputs("tr").filter(has_text="serial:padded").first
    answer.scroll_into_view_if_needed()
    expect(answer).to_contain_text("Sample CSMS Root CA 1", use_inner_text=True, timeout=15_000)
    fold = notebook_page.outputs("details").first
    expect(fold.locator("pre")).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("pre")).to_be_visible()
    expect(fold.locator("pre")).to_contain_text('"serialNumber": "a7d31c5e2f04b96"')
    notebook_page.assert_quiet()


def test_the_octets_are_there_and_their_picture(notebook_page):
    notebook_page.ran(NOTEBOOK)
    key = notebook_page.outputs("tr").filter(has_text="how many bits of the last octet are unused").first
    key.scroll_into_view_if_needed()
    expect(key).to_contain_text("left out")
    picture = notebook_page.outputs("img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 400")
    notebook_page.assert_quiet()


def test_hostile_names_and_hashes_are_text(opened):
    page = opened(HOSTILE, "wb.hash_data(bundle)", "wb.explain_hash(bundle.items[0], bundle)")
    page.run_all()
    cell = page.outputs("td").filter(has_text="onerror").first
    cell.scroll_into_view_if_needed()
    expect(cell).to_contain_text(r"$\frac{1}{2}$ <img src=x onerror=window.ran=1>")
    page.page.wait_for_timeout(1500)  # MathJax comes late
    expect(page.outputs("mjx-container, .MathJax")).to_have_count(0)
    for element in ("img", "script"):
        expect(page.outputs(element)).to_have_count(0)
    assert page.page.evaluate("window.ran") is None
    assert "\u202e" not in "".join(page.outputs().all_inner_texts())
