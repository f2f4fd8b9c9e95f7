"""The station notebooks in a real page: they run, the pictures are there, a click on a message opens its JSON."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

STORE = "notebooks/40_install_list_delete.ipynb"


def is_drawn(picture):
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible(timeout=15_000)
    return picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400


def test_a_message_of_the_sequence_opens(notebook_page):
    notebook_page.ran(STORE)
    sequence = notebook_page.outputs("table.pnc-seq").first
    sequence.scroll_into_view_if_needed()
    message = sequence.locator("details").filter(has_text="DeleteCertificate").first
    expect(message.locator("pre")).to_be_hidden()
    message.locator("summary").click()
    expect(message.locator("pre")).to_be_visible()
    expect(message.locator("pre")).to_contain_text('"certificateHashData"')
    notebook_page.assert_quiet()


def test_a_guard_of_the_csms_is_told_and_what_was_sent_opens(notebook_page):
    notebook_page.ran(STORE)
    refused = notebook_page.outputs("div.pnc-error").filter(has_text="Nothing was deleted").first
    refused.scroll_into_view_if_needed()
    expect(refused).to_contain_text("✗", timeout=15_000)
    sent = notebook_page.outputs("details").filter(has_text="GetInstalledCertificateIds → Accepted").first
    sent.locator("summary").click()
    expect(sent.locator("pre")).to_contain_text("GetInstalledCertificateIdsResponse")


def test_nothing_of_a_station_is_cut_off(notebook_page):
    notebook_page.ran(STORE)
    notebook_page.page.set_viewport_size({"width": 1280, "height": 1000})
    page = notebook_page.outputs(".pnc-view").first
    page.scroll_into_view_if_needed()
    expect(page).to_contain_text("Trust anchors", timeout=15_000)
    room = page.evaluate("view => [view.clientWidth, ...[...view.querySelectorAll('table')].map(table => table.offsetWidth)]")
    assert 800 < room[0] < 860, "the width of a cell on a small screen"
    assert max(room[1:]) <= room[0]


@pytest.mark.deep
def test_the_rotation_is_drawn_and_runs_over_a_web_socket(notebook_page):
    notebook_page.open("notebooks/50_rotate_the_csms_root.ipynb")
    notebook_page.run_all(seconds=180)
    for number in range(2):  # every state, then one way to be stranded
        assert is_drawn(notebook_page.outputs("img").nth(number))
    sequence = notebook_page.outputs("table.pnc-seq").first
    sequence.scroll_into_view_if_needed()
    expect(sequence).to_contain_text("M05.FR.13")
    notebook_page.assert_quiet()


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "words"), [("45_sign_and_renew", "SignCertificate"), ("55_meet_the_vendors", "no-root-under-check")]
)
def test_signing_and_vendors_run(notebook_page, name, words):
    notebook_page.open(f"notebooks/{name}.ipynb")
    notebook_page.run_all(seconds=180)
    table = notebook_page.outputs("table.pnc").filter(has_text=words).first
    table.scroll_into_view_if_needed()
    expect(table).to_be_visible(timeout=15_000)
    notebook_page.assert_quiet()
