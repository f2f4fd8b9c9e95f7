"""The message sequence drawn of a journal: what is drawn is what happened, in order, with what decided."""

import io
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.formatters import DisplayFormatter
from PIL import Image

from tests.station.makers import station
from tests.views.happenings import EVIL, hostile, lived, renewal, rotation
from tests.views.page_reading import harmless
from workbench.display import visible
from workbench.errors import InputError
from workbench.messages.wire_log import WireLog
from workbench.station.events import ConnectionFailed, Received, Restarted, ServerPresented, TimePassed
from workbench.station.journal import Journal
from workbench.views.exchange import ON_A_PAGE, sequence
from workbench.views.exchange_words import Outcome

NAMES = ("CS0001", "CSMS")


@pytest.mark.parametrize("journal", [rotation(), renewal(), hostile()], ids=["rotation", "renewal", "hostile"])
def test_each_request_has_its_answer_and_what_decided_it(journal):
    asked: list[Any] = [entry for entry in journal.entries if isinstance(entry.event, Received)]
    own = {"SecurityEventNotification", "SignCertificate"}
    arrows = [row for row in sequence(journal).rows if row.kind in {"request", "answer"} and row.action not in own]
    assert [row.sender for row in arrows] == ["csms", "station"] * len(asked)
    for entry, request, answer in zip(asked, arrows[::2], arrows[1::2], strict=True):
        assert request.told[0] == type(entry.event.message).__name__.removesuffix("Request")
        assert answer.told[0] == entry.decision.reply.status
        assert answer.requirement == entry.decision.decided_by
        assert answer.because == entry.decision.findings[0].message
        assert answer.more == len(entry.decision.findings) - 1
        assert request.at == answer.at == entry.at


def test_the_requirement_is_the_first_findings():
    entries = [entry for entry in renewal().entries if len({one.requirement for one in entry.decision.findings}) > 1]
    rows = sequence(renewal()).rows
    assert entries
    for entry in entries:
        assert entry.decision.decided_by in {row.requirement for row in rows if row.at == entry.at}


def test_answers_say_accepted_or_the_reason():
    told = [row.told for row in sequence(rotation()).rows if row.kind == "answer"]
    assert told[:4] == [
        ("Accepted", "1 certificate listed", Outcome.GOOD),
        ("Rejected", "InvalidCertificate", Outcome.REFUSED),
        ("Accepted", "", Outcome.GOOD),
        ("Rejected", "InvalidCertificate", Outcome.REFUSED),
    ]


def test_handshakes_and_connections_are_bands():
    bands = [row.told for row in sequence(rotation()).rows if row.kind == "band"]
    handshakes = [entry for entry in rotation().entries if isinstance(entry.event, ServerPresented)]
    assert [one[2] for one in bands if one[0].startswith("TLS")] == [Outcome.GOOD, Outcome.REFUSED, Outcome.GOOD, Outcome.GOOD]
    assert len(handshakes) == 4
    assert ("TLS handshake broken off: csms.example.com (chain of 2)", "", Outcome.REFUSED) in bands
    assert ("The connection is gone", "", Outcome.DOUBT) in bands


def test_a_renewal_is_told_with_its_key_and_who_asks_whom():
    rows = sequence(renewal()).rows
    drawn = [(row.sender, row.told[0]) for row in rows if row.kind != "band"]
    assert drawn[:6] == [
        ("csms", "TriggerMessage"),
        ("station", "Accepted"),
        ("", "Makes a key pair (P-256) for ChargingStationCertificate"),
        ("", "Has a key pair and a CSR for ChargingStationCertificate"),
        ("station", "SignCertificate"),
        ("csms", "Accepted"),
    ]
    assert ("CertificateSigned", "CS0001 and 1 more, ChargingStationCertificate", Outcome.PLAIN) in [row.told for row in rows]


def test_the_page_has_every_row_in_order_and_opens_its_messages():
    drawn = sequence(rotation(), names=NAMES)
    page = harmless(drawn.html)
    body = page.rows[1:]
    assert page.rows[0] == ["Time, UTC", *["CS0001CSMS"], "Decided by"]
    assert len(body) == len(drawn.rows)
    for row, cells in zip(drawn.rows, body, strict=True):
        assert row.told[0] in cells[1]
        assert row.told[1] in cells[1]
        assert row.requirement in cells[2]
        assert row.because in cells[2]
    assert len(page.pres) == sum(row.payload is not None for row in drawn.rows)
    assert any("BEGIN CERTIFICATE" in text for text in page.pres)


def test_arrows_point_to_the_receiver_in_words_too():
    lines = str(sequence(rotation())).splitlines()
    assert next(line for line in lines if "GetInstalled" in line).split()[2] == "◀──"
    assert next(line for line in lines if "Accepted" in line).split()[2] == "╌╌▶"
    assert "✗ Rejected  InvalidCertificate  [M05.FR.11]" in next(line for line in lines if "M05.FR.11" in line)


def test_a_notebook_gets_page_picture_and_words():
    data, metadata = DisplayFormatter().format(sequence(renewal()))
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert metadata["image/png"]["alt"].startswith("What station and CSMS said to each other: 7 requests, 6 answers, 1 refused")
    width, height = Image.open(io.BytesIO(sequence(renewal()).picture.png)).size
    assert (width, height) == (2 * 1072, round(2 * sequence(renewal()).picture.size[1]))


def test_hostile_text_stays_text(tmp_path):
    drawn = sequence(hostile(), names=(EVIL[0], EVIL[5]))
    page = harmless(drawn.html)
    for evil in EVIL[:-1]:
        assert visible(evil)[:20] in page.text
    assert "\x1b" not in str(drawn)
    for number in range(1, drawn.pages + 1):
        svg = drawn.page(number).svg
        assert "<script" not in svg
        assert "<image" not in svg
        assert "\u202e" not in svg
        assert len(drawn.page(number).alt) <= 1000
    drawn.save(tmp_path / "a.png")
    drawn.save(tmp_path / "a.svg", page=1)
    drawn.save(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == drawn.html


def test_a_long_journal_is_paged_and_folded():
    long = replace(rotation(), entries=rotation().entries * 280)
    drawn = sequence(long)
    assert len(long.entries) > 5000
    assert drawn.pages == -(-len(drawn.rows) // ON_A_PAGE)
    page = harmless(str(drawn.html))
    assert len(drawn.html) < 400_000
    assert f".page(1) to .page({drawn.pages - 6})" in page.text
    assert len(drawn.page(1).svg) < 100_000
    assert len(str(drawn).splitlines()) == 202
    with pytest.raises(InputError, match="no page"):
        drawn.page(drawn.pages + 1)
    with pytest.raises(InputError):
        drawn.page(0)


def test_every_page_together_is_the_whole():
    drawn = sequence(hostile())
    svgs = "".join(drawn.page(number + 1).svg for number in range(drawn.pages))
    assert svgs.count("InstallCertificate</text>") == sum(row.kind == "request" for row in drawn.rows)


def test_nothing_has_happened_yet(tmp_path):
    empty = sequence(WireLog())
    assert "Nothing was said yet." in harmless(empty.html).text
    assert empty.picture.png.startswith(b"\x89PNG")
    with pytest.raises(InputError, match="journal"):
        sequence(3)
    with pytest.raises(InputError, match="journal"):
        sequence(rotation(), renewal())
    with pytest.raises(InputError, match="written as"):
        empty.save(tmp_path / "a.pdf")


PROGRAM = """
import hashlib
from tests.views.happenings import rotation
from workbench.views.exchange import sequence
drawn = sequence(rotation())
for data in (drawn.picture.png, drawn.picture.svg.encode(), drawn.html.encode()):
    print(hashlib.sha256(data).hexdigest())
"""


def test_two_processes_draw_the_same_octets():
    # each process signs its own certificates: the serials, names and keys are the same, and so is all that is drawn but the PEM
    program = PROGRAM.replace("drawn.html.encode()", "str(drawn).encode()")
    runs = [
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout.count("\n") == 3
    assert runs[0].stdout == runs[1].stdout


def test_what_goes_over_the_wire_is_shown_where_a_personality_breaks_the_schema():
    entry = rotation().entries[4]
    broken = replace(entry, decision=replace(entry.decision, raw={"status": "Sure", "vendor": "x"}))
    rows = sequence(replace(rotation(), entries=(broken,))).rows
    assert rows[1].told == ("Sure", "", Outcome.REFUSED)
    assert rows[1].payload == {"status": "Sure", "vendor": "x"}


def test_why_a_connection_failed_is_said():
    journal = lived(Journal(station()), ConnectionFailed(said="<i>no route</i>"), Restarted(), TimePassed())
    rows = sequence(journal).rows
    assert rows[0].told == ("The connection could not be opened: <i>no route</i>", "", Outcome.REFUSED)
    assert [row.told[0] for row in rows[1:]] == ["The station was switched on again"]
    assert "<i>no route</i>" in harmless(sequence(journal).html).text


def test_the_station_brings_its_name():
    holder = SimpleNamespace(journal=rotation(), identity="CS<0001>")
    assert sequence(holder).names == ("CS<0001>", "CSMS")
    assert sequence(SimpleNamespace(station=holder)).names == ("CS<0001>", "CSMS")
    assert sequence(rotation()).names == ("charging station", "CSMS")
