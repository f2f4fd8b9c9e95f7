"""The revocation notebooks in a real page: the twin runs behind the cells, the steps of a judgement open, a handshake is shown."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_steps_behind_a_status_open(notebook_page):
    notebook_page.open("notebooks/60_is_it_revoked.ipynb")
    notebook_page.run_all(seconds=180)
    steps = notebook_page.outputs("details").filter(has_text="good, step by step").first
    steps.scroll_into_view_if_needed()
    expect(steps.get_by_text("signer may answer").first).to_be_hidden()
    steps.locator("summary").first.click()
    expect(steps.get_by_text("signer may answer").first).to_be_visible()
    revoked = notebook_page.outputs("table.pnc").filter(has_text="revoked since").first
    expect(revoked).to_contain_text("keyCompromise")
    notebook_page.assert_quiet()


@pytest.mark.deep
def test_a_stapled_handshake_is_shown_and_one_without_a_staple_is_broken_off(notebook_page):
    notebook_page.open("notebooks/65_stapling_and_the_week.ipynb")
    notebook_page.run_all(seconds=180)
    broken = notebook_page.outputs("table.pnc").filter(has_text="broken off by the EV").first
    broken.scroll_into_view_if_needed()
    expect(broken).to_contain_text("bad_certificate_status_response", timeout=15_000)
    notebook_page.assert_quiet()
