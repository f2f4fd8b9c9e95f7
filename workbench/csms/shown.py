"""How the values of a CSMS meet people: outcomes, decisions, records and roll-outs as tables, escaped; nothing is dumped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.certs.pairing import name_of
from workbench.display import Cell, Table, Tone, findings_table, html, terminal, visible
from workbench.messages.actions import action_of
from workbench.messages.shown import payload_lines
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.csms.decision import CsmsDecision
    from workbench.csms.procedure import Exchange, Outcome
    from workbench.csms.record import Believed, StationRecord
    from workbench.csms.rollout import RollOut
    from workbench.findings import Finding
    from workbench.messages.actions import Message

_HEAD = Markup('<div class="{}" style="margin:.4em 0">{}</div>')
_FOLD = Markup(
    '<details class="pnc" style="font-size:13px"><summary>{}</summary>'
    '<pre style="white-space:pre-wrap;overflow-wrap:anywhere;max-height:24em;overflow:auto;background:none;color:inherit">{}</pre>'
    "</details>"
)
_LONGEST = 400
_MOST = 100


def answered(response: Message | None) -> str:
    """How a request was answered: the status, and the reason code where there is another. Hostile text."""
    if response is None:
        return "no answer"
    status = getattr(response, "status", None)
    if status is None:
        return _variables(response)
    reason = getattr(getattr(response, "status_info", None), "reason_code", "")
    return f"{status}, {reason}" if reason and reason != status else str(status)


def _variables(response: Message) -> str:
    results = getattr(response, "get_variable_result", None) or getattr(response, "set_variable_result", None)
    if not results:
        return "answered"
    bad = [one.attribute_status for one in results if one.attribute_status != "Accepted"]
    said = f"{len(results)} variable{'s' * (len(results) != 1)}"
    return f"{said}, {len(bad)} of them {bad[0]}" if bad else said


def exchange_line(exchange: Exchange) -> str:
    """Request and answer on a line. Hostile text."""
    return f"{action_of(type(exchange.request))[0].name} → {answered(exchange.response)}"


def outcome_line(outcome: Outcome) -> str:
    """Whether it went well, as a sign, and the sentence. Hostile text."""
    return f"{'✓' if outcome.ok else '✗'} {outcome.sentence}"


def outcome_html(outcome: Outcome) -> Markup:
    """The sentence, the findings, and the messages to be opened; stands in a :func:`workbench.display.view`."""
    parts = [_HEAD.format("pnc-good" if outcome.ok else "pnc-error", html(outcome_line(outcome), _LONGEST))]
    parts += [table.to_html() for table in _found(outcome.findings)]
    if not outcome.exchanges:
        parts.append(_HEAD.format("pnc-muted", "No message was sent."))
    parts += [_opened(one) for one in outcome.exchanges[:_MOST]]
    return Markup("").join(parts)


def outcome_text(outcome: Outcome) -> str:
    """The same for a terminal; the messages on a line each."""
    said = [terminal(f"{place}. {exchange_line(one)}", _LONGEST) for place, one in enumerate(outcome.exchanges[:_MOST], 1)]
    tables = [table.to_text() for table in _found(outcome.findings)]
    return "\n\n".join([terminal(outcome_line(outcome), _LONGEST), *tables, "\n".join(said) or "No message was sent."])


def decision_line(decision: CsmsDecision) -> str:
    """The answer and the requirement that decided. Hostile text."""
    said = f"CALLERROR {decision.refused.code}" if decision.refused is not None else ""
    reply = said or (f"{type(decision.reply).__name__}: {answered(decision.reply)}" if decision.reply is not None else "no reply")
    follows = ", ".join(type(one).__name__ for one in decision.effects)
    return "; ".join(filter(None, (reply, decision.decided_by, f"then {follows}" if follows else "")))


def decision_html(decision: CsmsDecision) -> Markup:
    """The line, and the findings."""
    return Markup("").join(
        [_HEAD.format("", html(decision_line(decision), _LONGEST)), *(one.to_html() for one in _found(decision.findings))]
    )


def decision_text(decision: CsmsDecision) -> str:
    """The same for a terminal."""
    return "\n\n".join([terminal(decision_line(decision), _LONGEST), *(one.to_text() for one in _found(decision.findings))])


def _found(findings: Sequence[Finding]) -> list[Table]:
    return [findings_table(findings, "What the CSMS found")] if findings else []


def _opened(exchange: Exchange) -> Markup:
    lines = [type(exchange.request).__name__, *payload_lines(exchange.request)]
    if exchange.response is not None:
        lines += ["", type(exchange.response).__name__, *payload_lines(exchange.response)]
    return _FOLD.format(html(exchange_line(exchange), _LONGEST), Markup("\n").join(map(html, lines)))


def record_line(record: StationRecord) -> str:
    """A record on one line. Hostile text."""
    there = "connected" if record.connected else "not connected"
    return f"{visible(record.identity, 60)}: {there}, OCPP {record.version}, {len(record.believed)} certificates believed"


def record_table(record: StationRecord) -> Table:
    """What the CSMS believes the station to hold, and when the station last said so."""
    rows = [
        (
            Cell(one.certificate_type, tight=True),
            _called(one),
            Cell(_by(one), code=bool(one.hash_data)),
            *_listed(record, one),
        )
        for one in record.believed
    ]
    return Table(("Type", "Certificate", "Hash data", "Listed"), rows, caption=record_line(record), limit=_MOST)


def _called(one: Believed) -> Cell:
    if one.item is None or one.item.facts is None:
        return Cell("not at hand", Tone.MUTED)
    return Cell(visible(name_of(one.item.facts), 120))


def _by(one: Believed) -> str:
    if not one.hash_data:
        return "unknown: its issuer is not at hand"
    data = one.hash_data[0]
    return f"{data.issuer_name_hash[:8]}… {data.issuer_key_hash[:8]}… {visible(data.serial_number, 12)}"


def _listed(record: StationRecord, one: Believed) -> tuple[Cell]:
    listing = record.listing(one.certificate_type)
    if listing is None:
        return (Cell("never", Tone.WARNING),)
    said = rfc3339(listing.at)
    return (Cell(f"{said}; changed since", Tone.WARNING) if listing.stale else Cell(said, Tone.GOOD),)


def rollout_tables(plan: RollOut) -> Iterable[Table]:
    """The waves, then what keeps stations from going."""
    waves = [
        (one.name, len(one.identities), ", ".join(visible(name, 40) for name in one.identities[:10]), one.why) for one in plan.waves
    ]
    yield Table(("Wave", "Stations", "Which", "Why"), waves, caption=rollout_line(plan), limit=_MOST)
    if plan.findings:
        yield findings_table(plan.findings, "What is to be known of the fleet")
    reasons = [
        (visible(one.identity, 60), one.verdict, " ".join(found.message for found in one.findings[:3])) for one in plan.stations
    ]
    yield Table(("Station", "Verdict", "Why"), reasons, caption="Station by station", limit=_MOST)


def rollout_line(plan: RollOut) -> str:
    """Whether the server may switch, in a sentence."""
    if plan.may_switch:
        return "✓ Every station lists the new root: the server may switch."
    return f"✗ {len(plan.stranded_by_switching_now):,} of {len(plan.stations):,} stations would be lost if the server switched now."
