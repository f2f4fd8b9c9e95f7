"""The sentence and the notes of the answer to who breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.fleet.frames import frame_of
from workbench.fleet.questions import covering
from workbench.fleet.questions.who_breaks_csms import NOT_DECLARED
from workbench.fleet.questions.who_breaks_lost import How
from workbench.fleet.questions.who_breaks_rows import CSMS_TYPE
from workbench.fleet.reliance_chains import Verdict
from workbench.fleet.schema import CHAIN_TYPE

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.questions.who_breaks_codes import Rows
    from workbench.fleet.questions.who_breaks_rows import Scene

PURPOSES = {
    "V2GRootCertificate": "verifies contracts and vehicles under that V2G root",
    "MORootCertificate": "verifies contracts under that MO root",
    "CSMSRootCertificate": "reaches the CSMS",
    "V2GCertificateChain": "EVs accept the station",
    "ManufacturerRootCertificate": "verifies firmware",
    "OEMRootCertificate": "verifies vehicles under that OEM root",
}
"""What a station can do by what it lists under a type."""
LOSES = {
    "V2GRootCertificate": "contracts and vehicles under that V2G root",
    "MORootCertificate": "contracts under that MO root",
    "CSMSRootCertificate": "the CSMS",
    "V2GCertificateChain": "EV acceptance",
    "ManufacturerRootCertificate": "firmware",
    "OEMRootCertificate": "vehicles under that OEM root",
}
_HAPPENS = {How.EXPIRED: "expires on", How.REVOKED: "is revoked on", How.REMOVED: "is removed on"}
_SOME = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct stations by verdict; a station with several verdicts counts under each."""

    stations: int
    without_profile: int
    by_verdict: dict[str, int]
    breaks: dict[str, int]
    savers: tuple[tuple[str, int], ...]
    earlier: int
    unsent: int
    """Saved only once something is sent to them, or along to them."""
    to_send: tuple[str, ...]
    """SHA-256 of that."""

    @classmethod
    def of(cls, scene: Scene, rows: Rows, found: pd.DataFrame) -> Counted:
        """The numbers of an answer: verdicts in numbers."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        stations = scene.inventory.tables.stations
        counts = stations.aggregate(stations=stations.count(), unknown=stations.security_profile.isnull().ifelse(1, 0).sum())
        sums = frame_of(counts).fillna(0).iloc[0]
        number, said = scene.texts.number, scene.texts.words()
        breaks = found[found["verdict"] == number(Verdict.BREAKS.value)]
        saved = found[found["verdict"] == number(Verdict.SAVED.value)]
        by_saver = _stations_by(saved, "by")
        savers = pd.Series({said[one]: count for one, count in by_saver.items()}, dtype="int64").sort_index()
        savers = savers.sort_values(ascending=False)
        return cls(
            int(sums["stations"]),
            int(sums["unknown"]),
            {said[one]: count for one, count in _stations_by(found, "verdict").items()},
            {rows.types[one]: count for one, count in _stations_by(breaks, "type").items()},
            tuple((str(one).split(" ")[0], int(count)) for one, count in savers.items()),
            int(breaks.loc[breaks["earlier"].notna(), "station"].nunique()),
            int(saved.loc[saved["needs"] != number(""), "station"].nunique()),
            tuple(dict.fromkeys(one for needs in saved["needs"].unique() for one in said[needs].split())),
        )

    def number(self, verdict: Verdict) -> int:
        """How many stations."""
        return int(self.by_verdict.get(verdict.value, 0))

    @property
    def good(self) -> bool:
        """Whether nothing breaks, and nothing is left open."""
        return not any(map(self.number, (Verdict.BREAKS, Verdict.BROKEN, Verdict.NOT_CHECKED)))


def _stations_by(found: pd.DataFrame, column: str) -> dict[int, int]:
    """By value of a column, in the order of their appearance, how many stations."""
    return {int(str(one)): int(count) for one, count in found.groupby(column, sort=False)["station"].nunique().items()}


def sentence(scene: Scene, numbers: Counted) -> str:
    """The answer in one sentence."""
    loss = scene.loss
    event = f"{', '.join(loss.names)} {_HAPPENS[loss.how]} {loss.day}"
    count = numbers.number(Verdict.BREAKS)
    said = f"{count:,} of {counted(numbers.stations, 'station')} {_verb(count, 'break')} when {event}"
    if count:
        said += ": " + ", ".join(
            f"{number:,} {_verb(number, 'lose')} {LOSES[kind]} ({kind})" for kind, number in numbers.breaks.items()
        )
    more = []
    if numbers.savers:
        first, *rest = numbers.savers[:_SOME]
        each = [f"{number:,} by {named(scene, one)}" for one, number in (first, *rest)]
        saved = numbers.number(Verdict.SAVED)
        more.append(f"{saved:,} {_verb(saved, 'is', 'are')} saved ({', '.join(each)}){_only_once(scene, numbers, saved)}")
    if number := numbers.number(Verdict.BROKEN):
        more.append(f"{number:,} {_verb(number, 'was', 'were')} broken before")
    if number := numbers.number(Verdict.NOT_CHECKED):
        more.append(f"{number:,} {_verb(number, 'is', 'are')} not checked")
    return "; ".join([said, *more]) + "."


def _only_once(scene: Scene, numbers: Counted, saved: int) -> str:
    """How many of the saved need something that the stations do not list: a chain sends it, or whoever they verify does."""
    if not numbers.unsent:
        return ""
    some = [f"{scene.name(one)} ({one[:12]})" for one in numbers.to_send[:_SOME]]
    more = f" and {len(numbers.to_send) - _SOME} more" if len(numbers.to_send) > _SOME else ""
    who = "" if numbers.unsent == saved else f"{numbers.unsent:,} of them "
    return f", {who}only once {', '.join(some)}{more} {'is' if len(numbers.to_send) == 1 else 'are'} sent along"


def named(scene: Scene, certificate: str) -> str:
    """A certificate so that its renewal, or a cross-certificate, is told from it."""
    issuer = scene.known.by_certificate["issuer"].get(certificate)
    by = f", issued by {scene.name(issuer)}" if isinstance(issuer, str) else ""
    return f"{scene.name(certificate)} ({certificate[:12]}{by})"


def notes(scene: Scene, numbers: Counted) -> tuple[str, ...]:
    """What was assumed, and what was not checked."""
    loss, said = scene.loss, []
    if numbers.earlier:
        said.append(
            f"Of those that break, {numbers.earlier:,} {_verb(numbers.earlier, 'break')} earlier by the end of another certificate "
            "of theirs, unless that is renewed (column earlier): what chains use is taken to be renewed in time; what is to save "
            "them must be valid then."
        )
    if loss.how is How.REMOVED:
        said.append("A removal touches what stations verify by their own roots; the chains that they send stay as they are.")
    if "MORootCertificate" in numbers.breaks:
        said.append(
            "Contracts under a lost MO root: stations with CentralContractValidationAllowed go on while they are online, "
            "for the CSMS validates them (C07)."
        )
    if loss.lost.authorities:
        said.append("A root that is known by its hashes alone is taken to be self-signed; when it ends is not known.")
    return (*said, *_about_csms(scene, numbers), *_about_answers(scene))


def _about_csms(scene: Scene, numbers: Counted) -> list[str]:
    said = []
    if scene.csms is None:
        said.append(f"Not checked: whether stations still reach the CSMS: {NOT_DECLARED} (csms_chain).")
        return said
    if scene.csms.issuer is None:
        said.append(
            "Not checked: the issuer of the CSMS server's certificate is not at hand; which stored roots verify it cannot be told."
        )
    said += _renewed(scene)
    if numbers.without_profile and scene.csms_is_concerned:
        said.append(
            f"Of {counted(numbers.without_profile, 'station')} the security profile is not known: TLS is taken for granted."
        )
    return said


def _renewed(scene: Scene) -> list[str]:
    """What ends of the CSMS's own chain before the loss: no station can tell, so it is taken to be renewed."""
    if scene.csms is None or not scene.csms_is_concerned:
        return []
    lost, about = scene.loss.lost, scene.known.by_certificate
    shown = about.loc[[one for one in scene.csms.chain if one in about.index and one not in lost.certificates]]
    ends = shown[(shown["not_after"] > lost.now) & (shown["not_after"] < lost.then)].sort_values("not_after")
    if ends.empty:
        return []
    first = ends.iloc[0]
    which = f"{first['name']} ends first, on {first['not_after']:%Y-%m-%d}"
    return [f"What the CSMS's server shows is taken to be renewed in time: of it {which} (waterfall() takes only leaves to be)."]


def _about_answers(scene: Scene) -> tuple[str, ...]:
    """Stations that were never asked for what the loss concerns, and those that list no CSMS root."""
    kinds = [one for one in PURPOSES if scene.loss.how is not How.REMOVED or one != CHAIN_TYPE]
    said = covering.notes(scene.inventory, kinds)
    return (*said, *without_csms_roots(scene.inventory)) if scene.csms_is_concerned else said


def without_csms_roots(inventory: Inventory) -> tuple[str, ...]:
    """How many stations were asked for CSMS roots and list none, though they need one, in a sentence."""
    latest = inventory.tables.latest(at=inventory.at)
    listed = inventory.tables.current(at=inventory.at)
    listed = listed.filter(listed.certificate_type == CSMS_TYPE).select("station")
    none = latest.filter(latest.certificate_type == CSMS_TYPE).anti_join(listed, "station")
    none = none.inner_join(inventory.tables.stations.select("station", "security_profile"), "station")
    none = none.filter((none.security_profile >= 2) | none.security_profile.isnull())
    number = int(frame_of(none.aggregate(stations=none.count()))["stations"][0])
    if not number:
        return ()
    who = f"{counted(number, 'station')} {_verb(number, 'list')}"
    return (f"{who} no CSMS root at all: unreachable over TLS already, or with other trust.",)


def _verb(number: int, one: str, more: str = "") -> str:
    if more:
        return one if number == 1 else more
    return f"{one}s" if number == 1 else one
