"""A root's change of key, as cacerts tells it (RFC 7030 4.1.3, RFC 4210 4.4)."""

from datetime import timedelta

import pytest

import workbench as wb
from tests.net.est.own_ca import BEGIN, ROOT, SUB_CA, ca
from workbench.net.est.judging import about_cas
from workbench.net.est.roles import roles

LATER = BEGIN + timedelta(days=1000)
OLD = ca("old key", "old key", name="Root", issuer_name="Root")
NEW = ca("new key", "new key", name="Root", issuer_name="Root", begin=LATER)
OLD_WITH_NEW = ca("old key", "new key", name="Root", issuer_name="Root", begin=LATER)
NEW_WITH_OLD = ca("new key", "old key", name="Root", issuer_name="Root", begin=LATER)


@pytest.mark.requirement("RFC 7030 4.1.3")
def test_a_change_of_key_is_told_from_two_roots():
    assert roles((NEW_WITH_OLD, OLD, OLD_WITH_NEW, NEW)) == ("NewWithOld", "OldWithOld", "OldWithNew", "NewWithNew")
    assert roles((OLD, ROOT, SUB_CA)) == ("root", "root", "sub-CA")


def test_a_change_of_key_and_roots_that_nobody_vouches_for_are_said():
    said = [one.message for one in about_cas((OLD, NEW, OLD_WITH_NEW, ROOT), (OLD,))]
    assert len(said) == 2
    assert "Test V2G Root" in said[0]
    assert "NewWithNew, OldWithNew, OldWithOld" in said[1]
    assert about_cas((OLD, SUB_CA), (OLD,)) == ()
    assert about_cas((OLD, ROOT), ()) == ()


def test_without_the_roots_themselves_no_word_is_claimed():
    assert roles((OLD_WITH_NEW, NEW_WITH_OLD)) == ("self-issued CA", "self-issued CA")


def test_a_leaf_a_cross_sign_and_a_malformed_one():
    leaf = wb.load(wb.samples("iso15118-2/secc.pem")).items[0]
    crossed = ca("old key", "Test V2G Root", name="Root")
    assert roles((leaf, crossed, OLD, ROOT)) == ("certificate", "cross-signed CA", "root", "root")
    assert roles(wb.load(wb.samples("atlas/month-thirteen.pem")).items)[0] in {"unreadable", "sub-CA", "certificate"}
