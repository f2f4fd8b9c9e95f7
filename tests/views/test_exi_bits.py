"""The message in its bits: each value stands there with its place, and nothing of it is taken for HTML or a terminal's orders."""

import base64
import re

import pytest
from IPython.core.formatters import DisplayFormatter

import workbench as wb
from tests.contracts.reading.messages import RISE, answer_20, request_2, request_20
from workbench.errors import InputError
from workbench.messages.ev_certificate import Get15118EVCertificateResponse, Iso15118EVCertificateStatus


@pytest.mark.parametrize("data", [RISE, request_2(), request_20(), answer_20()])
def test_each_value_stands_there_with_its_bits(data):
    message = wb.read_exi(data)
    page, text = wb.exi_bits(message)._repr_html_(), str(wb.exi_bits(message))
    for one in message.fields:
        start, stop = one.node.content
        assert f">{start:,}–{stop - 1:,}<" in page or (stop - start == 1 and f">{start:,}<" in page)
        assert f"–{stop - 1:,}" in text
    assert (
        page.count("<details") == page.count("</details>") == sum(node.kind == "element" for _, node in message.stream.root.walk())
    )


def test_the_bits_themselves_are_shown_on_hovering():
    page = wb.exi_bits(wb.read_exi(request_20()))._repr_html_()
    whole = f"{int.from_bytes(request_20()):0{8 * len(request_20())}b}"
    hovers = re.findall(r'>([\d,]+)(?:–([\d,]+))?</span><span class="raw" title="([01]+)"', page)
    assert len(hovers) > 40
    for first, last, bits in hovers:
        start, stop = (int(one.replace(",", "")) for one in (first, last or first))
        assert whole[start : stop + 1] == bits


def test_hostile_text_is_harmless():
    view = wb.exi_bits(wb.read_exi(request_2()))
    assert "<b>root" not in view._repr_html_()
    for text in (view._repr_html_(), str(view), view.every_bit):
        assert "\x1b" not in text


def test_a_departure_from_the_schema_stands_at_its_value():
    view = wb.exi_bits(wb.read_exi(request_2(bytes(801))))
    assert "801 bytes, certificateType has at most 800" in view._repr_html_()
    assert "! 801 bytes, certificateType has at most 800" in str(view)


def test_a_file_and_an_ocpp_message_are_read_too(tmp_path):
    path = tmp_path / "answer.exi"
    path.write_bytes(RISE)
    assert wb.read_exi(path).data == wb.read_exi(str(path)).data == RISE

    exi = base64.b64encode(RISE).decode()
    response = Get15118EVCertificateResponse(status=Iso15118EVCertificateStatus.ACCEPTED, exi_response=exi)
    assert wb.read_exi(response).how == "exiResponse"
    assert wb.read_exi(exi).data == RISE
    with pytest.raises(InputError, match="no file or folder"):
        wb.read_exi(tmp_path / "nothing")


def test_a_console_shows_the_text():
    data, _ = DisplayFormatter().format(wb.exi_bits(wb.read_exi(RISE)))
    assert data["text/plain"].startswith("CertificateInstallationRes of ISO 15118-2")
    assert "V2G_Message" in data["text/plain"]
