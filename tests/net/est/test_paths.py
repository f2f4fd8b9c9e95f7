import pytest

from workbench.errors import InputError
from workbench.net.est import PRESETS, EstClient, EstPaths, Operation
from workbench.net.est.paths import operation_at


@pytest.mark.parametrize(
    ("preset", "label", "url"),
    [
        ("rfc", "", "https://ca.example/.well-known/est/simpleenroll"),
        ("rfc", "cpo", "https://ca.example/.well-known/est/cpo/simpleenroll"),
        ("maeve", "", "https://ca.example/cpo/simpleenroll/ISO15118-2"),
        ("maeve", "ISO15118-20", "https://ca.example/cpo/simpleenroll/ISO15118-20"),
        ("citrineos", "", "https://ca.example/.well-known/cpo/simpleenroll"),
    ],
)
def test_each_form_of_paths_is_what_its_users_ask_and_what_the_server_understands(preset, label, url):
    paths = EstPaths.named(preset, label)
    assert paths.url("https://ca.example/", Operation.ENROL) == url
    assert operation_at(url.removeprefix("https://ca.example")) == (Operation.ENROL, paths.label)


def test_a_base_may_have_a_path_and_a_form_may_be_ones_own():
    own = EstPaths("own", "/pki/{op}")
    assert own.url("https://ca.example:8443/tenant/", Operation.CACERTS) == "https://ca.example:8443/tenant/pki/cacerts"


@pytest.mark.parametrize(
    "base",
    [
        "http://ca.example",
        "ca.example",
        "https://",
        "https://ca.example/?a=b",
        "ldap://ca.example",
        "",
        "https://ca.example/\r\nX: y",
        "https://[::1",
        "https://ca.example:99999",
    ],
)
def test_est_is_spoken_over_tls_alone(base):
    with pytest.raises(InputError, match="no base URL"):
        EstPaths.named("rfc").url(base, Operation.CACERTS)
    with pytest.raises(InputError, match="no base URL"):
        EstClient(base)


@pytest.mark.parametrize(
    "base",
    ["https://u:sEcReT@localhost:1", "https://sEcReT@localhost", "https://localhost?key=sEcReT", "https://localhost/#sEcReT"],
)
def test_a_secret_in_a_url_is_refused_and_not_repeated(base):
    with pytest.raises(InputError) as refusal:
        EstClient(base)
    assert "sEcReT" not in f"{refusal.value} {refusal.value.hint}"


@pytest.mark.parametrize("label", ["a/b", "..%2f", "simpleenroll", "ä", "x" * 65, "a b"])
def test_a_label_is_one_segment_and_no_operation(label):
    with pytest.raises(InputError):
        EstPaths.named("rfc", label)


def test_a_form_without_an_operation_and_an_unknown_preset_are_refused():
    for make in (lambda: EstPaths("x", "/nothing"), lambda: EstPaths.named("hubject")):
        with pytest.raises(InputError):
            make()
    assert list(PRESETS) == ["rfc", "maeve", "citrineos"]


@pytest.mark.parametrize(
    "path", ["/", "/.well-known/est", "/.well-known/est/a/b/cacerts", "/.well-known/est/serverkeygen", "/cpo/x/y"]
)
def test_other_paths_are_no_operation(path):
    assert operation_at(path) is None
