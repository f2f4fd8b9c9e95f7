"""The contract notebooks in a real page: the bits of a message unfold, a refused handshake is explained, a session is drawn."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.deep]


def test_the_bits_of_an_exi_request_unfold(notebook_page):
    notebook_page.open("notebooks/80_what_is_inside_exirequest.ipynb")
    notebook_page.run_all(seconds=180)
    tree = notebook_page.outputs("details").filter(has_text="V2G_Message").first
    tree.scroll_into_view_if_needed()
    body = tree.get_by_text("CertificateInstallationReq", exact=True).first
    expect(body).to_be_visible()
    tree.locator("summary").first.click()
    expect(body).to_be_hidden()
    notebook_page.assert_quiet()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("82_a_contract_from_pool_to_car", "another-key"),
        ("85_enrol_and_renew_an_secc", "retry-after"),
        ("88_the_handshake", "secc-sub-ca-missing"),
    ],
)
def test_what_goes_wrong_is_in_the_page_by_name(notebook_page, name, shown):
    notebook_page.open(f"notebooks/{name}.ipynb")
    notebook_page.run_all(seconds=240)
    table = notebook_page.outputs("table.pnc").filter(has_text=shown).first
    table.scroll_into_view_if_needed()
    expect(table).to_contain_text(shown, timeout=15_000)
    assert notebook_page.outputs("img, svg").count() > 0 or name.startswith("82")
    notebook_page.assert_quiet()
