"""Our CSMS against our stations, the strict one and those of the field: what each procedure finds out about them."""

from dataclasses import replace

import pytest

from tests.csms.driving import entry, on_the_wire, there
from tests.station.makers import chain, station
from tests.trust.pki import NOW, fingerprint, items, made
from workbench.certs.hashdata import hash_data_of
from workbench.csms.certificates import pem_of
from workbench.csms.csms import decide
from workbench.csms.drift import Kind, drift
from workbench.csms.events import Answered
from workbench.csms.go_no_go import Verdict, readiness
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.csms.policy import Policy
from workbench.csms.procedure import Ask, ExpectReconnect, Heard, SwitchServer
from workbench.csms.rotation import rotate
from workbench.station.events import Connected, ConnectionWanted, Received, ServerPresented
from workbench.station.personalities import PERSONALITIES, personality

CSMS, V2G, MO, CHAIN = "CSMSRootCertificate", "V2GRootCertificate", "MORootCertificate", "V2GCertificateChain"
OLD, NEW = made("CSMS root 1", "CSMS root 1"), made("CSMS root 2", "CSMS root 1")
SELF_SIGNED = made("CSMS root 2", "CSMS root 2")
V2G_ROOT, SUB, MO_ROOT = made("V2G root", "V2G root"), made("Sub", "V2G root"), made("MO root", "MO root")
LEAF, LEAF2 = made("DE*ABC*E1", "Sub", ca=False), made("DE*ABC*E2", "Sub", ca=False)
SERVERS = {"old": made("csms", "CSMS root 1", ca=False), "new": made("csms", "CSMS root 2", ca=False)}


class Field:
    """A station of a personality, and the CSMS's record of it; the wire between them is held against the schemas."""

    def __init__(self, name="strict", *, check=True, most=20):
        self.way = personality(name)
        own = (chain(LEAF, SUB, top=V2G_ROOT), chain(LEAF2, SUB, top=V2G_ROOT, key="key:2"))
        self.state = station((CSMS, OLD), (V2G, V2G_ROOT), (MO, MO_ROOT), check=check, most=most, v2g_chains=own)
        self.record = replace(there(), known=items(OLD, NEW, V2G_ROOT, SUB, MO_ROOT, LEAF, LEAF2))
        self.server = "old"

    def happens(self, event):
        decision = self.way.decide(self.state, event, NOW)
        self.state = decision.state
        return decision

    def run(self, procedure):
        heard = None
        while True:
            try:
                step = next(procedure) if heard is None else procedure.send(heard)
            except StopIteration as end:
                return end.value
            match step:
                case Ask(request):
                    reply = self.happens(Received(on_the_wire(request, self.record.version))).reply
                    decision = decide(self.record, Answered(request, on_the_wire(reply, self.record.version)), NOW)
                    self.record, heard = decision.record, Heard(reply, decision.record, decision.findings)
                case SwitchServer(name):
                    self.server, heard = name, Heard(None, self.record)
                case ExpectReconnect():
                    self.happens(ConnectionWanted(1))
                    self.happens(ServerPresented(items(SERVERS[self.server])))
                    self.happens(Connected())
                    self.record = replace(self.record, connected=self.state.connection.connected, server=self.server)
                    heard = Heard(None, self.record)

    def listed(self):
        self.run(list_certificates(self.record))
        return self


def hashes(certificate, issuer=None, algorithm="SHA256"):
    return hash_data_of(certificate, issuer or certificate, algorithm)


def text(certificate):
    return pem_of(items(certificate))


@pytest.mark.requirement("M05.FR.10", "M05.FR.12", "M05.FR.13")
@pytest.mark.parametrize(("check", "new"), [(True, NEW), (False, SELF_SIGNED)], ids=["signed", "self-signed"])
def test_a_strict_station_is_rotated_and_holds_the_new_root_alone(check, new):
    field = Field(check=check)
    outcome = field.run(rotate(field.record, text(new), "new", now=NOW))
    assert outcome.ok, outcome.sentence
    assert [one.facts.subject.common_name for one in field.state.store.of_type(CSMS)] == ["CSMS root 2"]
    assert drift(field.record, types=[CSMS]) == ()


def test_a_station_that_takes_no_root_under_the_check_stops_the_rotation_before_the_switch():
    field = Field("no-root-under-check")
    outcome = field.run(rotate(field.record, text(NEW), "new", now=NOW))
    assert not outcome.ok
    assert field.server == "old"
    found = readiness(field.record, text(NEW), now=NOW)
    assert any("reject every CSMS root" in one.message for one in found.findings)


def test_always_accepted_is_found_out_by_the_listing():
    field = Field("always-accepted", check=False)
    outcome = field.run(install_certificate(field.record, V2G, text(made("other", "other")), now=NOW))
    assert outcome.ok, "that one it really takes"
    expired = text(made("expired", "expired", until=-1))
    outcome = field.run(install_certificate(field.record, V2G, expired, now=NOW, policy=Policy(try_invalid_root=True)))
    assert not outcome.ok
    assert [one.kind for one in drift(field.record, types=[V2G])] == [Kind.MISSING]
    root = text(made("CSMS root 9", "CSMS root 9", until=-1))
    field.run(install_certificate(field.record, CSMS, root, now=NOW, policy=Policy(try_invalid_root=True)))
    assert readiness(field.record, text(NEW), now=NOW).verdict is Verdict.NO_GO


def test_without_the_check_a_root_signed_by_the_old_one_is_sent_with_a_warning_and_taken():
    field = Field(check=False)
    outcome = field.run(rotate(field.record, text(NEW), "new", now=NOW))
    assert field.server == "new"
    assert any("self-signed root of the same name and key" in one.remedy for one in outcome.findings)


def test_without_the_check_some_stations_refuse_such_a_root():
    field = Field("self-signed-only", check=False)
    outcome = field.run(rotate(field.record, text(NEW), "new", now=NOW))
    assert not outcome.ok
    assert field.server == "old"
    assert any("self-signed root of the same name and key" in one.remedy for one in outcome.findings)


def test_deleting_by_serial_alone_is_found_out():
    field = Field("deletes-by-serial").listed()
    twin = made("MO root", "MO root", serial=V2G_ROOT.serial_number, own_key="twin", issuer_key="twin")
    field.run(install_certificate(field.record, MO, text(twin), now=NOW))
    outcome = field.run(delete_certificate(field.record, hashes(twin)))
    assert not outcome.ok, "the V2G root went instead"
    assert any(one.kind is Kind.MISSING and one.certificate_type == V2G for one in drift(field.record))


def test_own_key_is_named_as_a_mistake():
    field = Field("own-key").listed()
    found = [one for one in drift(field.record, types=[CHAIN]) if one.kind is Kind.MISTAKE]
    assert {one.mistakes for one in found} <= {("key:own",)}
    names = {one.item.facts.subject.common_name for one in field.record.of_type(V2G) if one.item}
    assert names == {"V2G root"}, "of a self-signed root its own key is the issuer's"


@pytest.mark.requirement("M04.FR.07")
def test_own_algorithm_only_is_deleted_by_what_it_lists():
    field = Field("own-algorithm-only")
    outcome = field.run(delete_certificate(field.record, hashes(MO_ROOT)))
    assert outcome.ok
    assert not field.state.store.of_type(MO)


@pytest.mark.requirement("M04.FR.08")
def test_a_silent_cascade_is_found_out():
    field = Field("silent-cascade").listed()
    outcome = field.run(delete_certificate(field.record, hashes(V2G_ROOT)))
    assert outcome.ok
    assert [one.kind for one in drift(field.record, types=[CHAIN])] == [Kind.MISSING, Kind.MISSING]


@pytest.mark.requirement("M03.FR.05")
def test_last_leaf_only_and_no_children_are_seen_against_what_was_listed_before():
    field = Field().listed()
    field.way = personality("last-leaf-only")
    assert Kind.MISSING in [one.kind for one in drift(field.listed().record, types=[CHAIN])]
    field = Field().listed()
    field.way = personality("no-children")
    assert [one.kind for one in drift(field.listed().record, types=[CHAIN])] == [Kind.CHILDREN, Kind.CHILDREN]


def test_a_sub_ca_is_not_sent_as_a_root_without_a_warning():
    field = Field("takes-sub-cas")
    outcome = field.run(install_certificate(field.record, V2G, text(SUB), now=NOW))
    assert any("did not sign itself" in one.message for one in outcome.findings)


def test_a_whole_listing_is_what_the_station_holds():
    field = Field().listed()
    assert [one.certificate_type for one in field.record.believed].count(CHAIN) == 2
    expected = entry(CHAIN, hashes(LEAF, SUB), hashes(SUB, V2G_ROOT))
    assert expected in field.record.listing(CHAIN).entries
    assert drift(field.record) == ()


@pytest.mark.parametrize("name", [one.name for one in PERSONALITIES])
def test_whatever_a_station_is_like_what_is_reported_as_done_is_done(name):
    field, other = Field(name), made("V2G root 2", "V2G root 2")
    installed = field.run(install_certificate(field.record, V2G, text(other), now=NOW))
    assert not installed.ok or holds(field, V2G, other)
    deleted = field.run(delete_certificate(field.record, hashes(MO_ROOT)))
    assert not deleted.ok or not holds(field, MO, MO_ROOT)
    rotated = field.run(rotate(field.record, text(NEW), "new", now=NOW))
    assert not rotated.ok or (holds(field, CSMS, NEW) and not holds(field, CSMS, OLD))
    assert rotated.ok or field.server == "old" or holds(field, CSMS, NEW), "no switch without the new root"


def holds(field, certificate_type, certificate):
    return any(one.sha256 == fingerprint(certificate) for one in field.state.store.of_type(certificate_type))
