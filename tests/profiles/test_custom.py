"""Profiles of one's own: what they change is a value, and what is wrong in them is told with its line."""

import pytest

from tests.profiles.pki import certificate, subject_with
from workbench import profiles
from workbench.certs.kinds import Kind
from workbench.errors import InputError
from workbench.findings import Confidence, Severity

BASE = 'base = "iso15118-2"\n'


def custom(text):
    return profiles.custom(BASE + text, "field.toml")


def codes(item, kind, profile):
    return {finding.code for finding in profiles.lint(item, kind, profile)}


def test_a_year_s_secc_leaf_is_fine_where_the_file_says_so_and_the_change_is_kept():
    ours = custom('[rules.secc-validity]\nvalues = { at_most_days = 366 }\nreason = "our CA sells a year"\n')
    leaf = certificate("secc", "iso15118-2", days=365)
    assert codes(leaf, Kind.SECC, profiles.profile("iso15118-2")) == {"validity-period"}
    assert codes(leaf, Kind.SECC, ours) == set()
    [override] = ours.overrides
    assert (override.rule, override.what, override.was, override.now) == ("secc-validity", "values.at_most_days", "93", "366")
    assert override.reason == "our CA sells a year"
    assert str(override) == "secc-validity: values.at_most_days 93 → 366 (our CA sells a year)"
    [rule] = [rule for rule in ours.rules if rule.id == "secc-validity"]
    assert rule.claim == "valid for at most 366 days"
    assert (ours.name, ours.based_on) == ("field.toml", "iso15118-2")


def test_a_rule_can_be_left_out_with_a_reason():
    ours = custom('[rules.ca-extended-key-usage]\noff = true\nreason = "roots of our bridge CA have one"\n')
    root = certificate("v2g-root", "iso15118-2", purposes=("serverAuth",))
    assert codes(root, Kind.V2G_ROOT, ours) == set()
    [override] = ours.overrides
    assert (override.what, override.was, override.now) == ("off", "warning", "")


def test_a_severity_can_be_raised_where_its_ground_is_given():
    text = '[rules.secc-validity]\nseverity = "error"\nconfidence = "certain"\nsource = "our vehicles reject it"\n'
    ours = custom(text)
    [finding] = profiles.lint(certificate("secc", "iso15118-2", days=365), Kind.SECC, ours)
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)
    assert [override.what for override in ours.overrides] == ["severity", "confidence", "source"]


def test_a_new_rule_is_added_and_shown():
    ours = custom(
        '[rules.unit]\ntitle = "has an OU"\ncheck = "attribute"\nvalues = { name = "OU" }\nkinds = ["secc"]\n'
        'code = "subject-attributes"\nseverity = "error"\nreason = "our inventory"\n'
    )
    assert codes(certificate("secc", "iso15118-2"), Kind.SECC, ours) == {"subject-attributes"}
    with_unit = certificate("secc", "iso15118-2", subject=subject_with("secc", "iso15118-2", OU="North"))
    assert codes(with_unit, Kind.SECC, ours) == set()
    assert [(override.rule, override.what, override.now) for override in ours.overrides] == [("unit", "new", "error")]


def test_kinds_take_groups_and_lists():
    ours = custom('[rules.organization-of-all]\ncheck = "attribute"\nvalues = { name = "O" }\nkinds = ["any"]\n'
                  'code = "organization-name"\nseverity = "warning"\n')  # fmt: skip
    [rule] = [rule for rule in ours.rules if rule.id == "organization-of-all"]
    assert rule.kinds == ours.kinds


def test_what_changes_nothing_is_no_override():
    assert custom('[rules.secc-validity]\nseverity = "warning"\n').overrides == ()
    assert custom("").overrides == ()


def test_the_profile_that_is_changed_stays_as_it_was():
    custom('[rules.country]\noff = true\nreason = "x"\n')
    assert any(rule.id == "country" for rule in profiles.profile("iso15118-2").rules)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[rules.secc-validity\n", "field.toml is no TOML", "base = "),
        ('[rules.secc-validty]\nseverity = "info"\n', "line 2: rules.secc-validty is no rule", "secc-validity"),
        ('[rules.secc-validity]\n\nseverity = "fatal"\n', "line 4: rules.secc-validity.severity has to be one of", "error"),
        ('[rules.secc-validity]\nseverity = "error"\n', "line 3: rules.secc-validity.severity cannot be error", "certain"),
        ("[rules.secc-validity]\nat_most_days = 3\n", "line 3: rules.secc-validity.at_most_days means nothing", "values"),
        ("[rules.secc-validity.values]\nat_most = 3\n", "line 3: rules.secc-validity.values.at_most is no value", "at_most_days"),
        ("[rules.secc-validity.values]\nat_most_days = -3\n", "line 3: rules.secc-validity.values.at_most_days", "validity-length"),
        ("[rules.secc-validity.values]\nat_most_days = true\n", "has to be a whole number", "validity-length"),
        ("[rules.contract-domain-component.values]\nallowed = []\n", "values.allowed has to be a list", "domain-component"),
        ("[rules.secc-validity]\nvalues = 3\n", "line 3: rules.secc-validity.values has to be a table", "at_least_days"),
        ("[rules.secc-validity]\noff = true\n", "is left out without a reason", "reason ="),
        ('[rules.secc-validity]\noff = true\nreason = " "\n', "is left out without a reason", "reason ="),
        ('[rules.secc-validity]\noff = false\nreason = "x"\n', "line 3: rules.secc-validity.off has to be true", "leave"),
        ("[rules.secc-validity]\nreason = 3\n", "line 3: rules.secc-validity.reason has to be a text", "reason ="),
        ('[rules.secc-validity]\nkinds = ["sec"]\n', 'has "sec", which is no kind', "secc"),
        ("[rules.secc-validity]\nkinds = []\n", "has to be a list of kinds", "secc"),
        ('[rules.secc-validity]\ncheck = "size"\n', "stays as it is", "off = true"),
        ('[rules.x]\ncheck = "sise"\n', "rules.x has no kinds", "title"),
        ('[rules.x]\ncheck = "sise"\nkinds = ["secc"]\ncode = "x"\nseverity = "info"\n', "rules.x.check is no check", "size"),
        ('[rules.x]\ncheck = "size"\nkinds = ["secc"]\ncode = "x"\nseverity = "info"\n', "rules.x.values lacks at_most", "at_most"),
        (
            '[rules.x]\ncheck = "attribute"\nvalues = { name = 3 }\nkinds = ["secc"]\ncode = "x"\nseverity = "info"\n',
            "rules.x.values.name has to be a text",
            "attribute",
        ),
        ("[rule.secc-validity]\n", "line 2: rule means nothing here", "rules"),
        ("rules = 3\n", "line 2: rules has to be a table", "[rules."),
        ("[rules]\nsecc-validity = 3\n", "line 3: rules.secc-validity has to be a table", "[rules."),
        ("title = 3\n", "line 2: title has to be a text", "title ="),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_told_with_line_key_and_hint(text, message, hint):
    with pytest.raises(InputError) as refused:
        custom(text)
    assert message in refused.value.message
    assert hint in refused.value.hint


@pytest.mark.parametrize("text", ["", 'base = "iso15118"\n', "base = 3\n", "base = []\n"])
def test_the_base_has_to_be_one_of_the_three(text):
    with pytest.raises(InputError, match="has to name the profile") as refused:
        profiles.custom(text, "field.toml")
    assert all(name in refused.value.hint for name in profiles.NAMES)


def test_an_unknown_profile_names_those_that_there_are():
    with pytest.raises(InputError) as refused:
        profiles.profile("iso15118-3")
    assert "iso15118-20" in refused.value.hint


def test_hostile_text_of_a_file_is_made_visible_in_the_complaint():
    with pytest.raises(InputError) as refused:
        profiles.custom('base = "iso15118-2"\n[rules."\\u001b[31m"]\nseverity = "info"\n', "a\x1b[31mb.toml")
    assert refused.value.message.isprintable()
    assert refused.value.hint.isprintable()


def test_a_deep_file_is_no_toml():
    with pytest.raises(InputError, match="is no TOML"):
        profiles.custom("x = " + "[" * 100_000, "deep.toml")
