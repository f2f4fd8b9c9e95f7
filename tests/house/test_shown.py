"""What has a page for notebooks has a text for consoles too: short, and no dump of its attributes."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.lib.pretty import pretty

import workbench as wb
from workbench.csms.go_no_go import Readiness, Verdict
from workbench.csms.procedure import Outcome
from workbench.csms.record import StationRecord
from workbench.csms.rollout import RollOut
from workbench.display import Card, Findings, Readable, Table
from workbench.findings import Finding, Severity
from workbench.messages.certificates import (
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
)
from workbench.messages.certificates import GetInstalledCertificateStatus as Status
from workbench.views.decision import decisions

ROOT = Path(wb.__file__).parent
PAGES = {"_repr_html_", "_repr_mimebundle_"}
LONGEST = 20_000


def with_a_page():
    """Every class of the package that defines one of PAGES."""
    for info in pkgutil.walk_packages([str(ROOT)], "workbench."):
        source = ROOT.parent.joinpath(*info.name.split("."))
        path = source.with_suffix(".py") if source.with_suffix(".py").exists() else source / "__init__.py"
        text = path.read_text(encoding="utf-8")
        if not any(page in text for page in PAGES):
            continue
        tree = ast.parse(text)
        named = [
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and PAGES & {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
        ]
        if named:
            module = importlib.import_module(info.name)
            yield from (getattr(module, name) for name in named)


CLASSES = list(with_a_page())


@pytest.mark.parametrize("cls", CLASSES, ids=[f"{cls.__module__.removeprefix('workbench.')}.{cls.__name__}" for cls in CLASSES])
def test_a_page_comes_with_a_text(cls):
    written = inspect.getsourcefile(cls.__str__) if cls.__str__ is not object.__str__ else ""
    assert written, "there is no __str__"
    assert str(ROOT) in written, "the text is of this package's own making"
    assert issubclass(cls, Readable) or "self" in inspect.signature(cls.__repr__).parameters
    if issubclass(cls, Readable):
        assert "_repr_pretty_" in vars(cls), "IPython would take the dataclass's __repr__ first"
    else:
        assert not hasattr(cls.__repr__, "__wrapped__"), "a dataclass's repr"


FINDING = Finding(code="csms-guard", message="It is the last root.", severity=Severity.ERROR, requirement="M04.FR.03")
RECORD = StationRecord(identity="CS0001")


@pytest.fixture(scope="module")
def bundle():
    return wb.load(wb.samples("iso15118-2"))


def values(bundle):
    """One of each that a notebook shows."""
    station = wb.Station("factory")
    answer = station.handle("GetInstalledCertificateIds", {})
    yield from (bundle, Table(("a",), [("b",)]), Card("a", [("b", "c")]), Findings([FINDING]), RECORD)
    yield from (Outcome(ok=False, sentence="Nothing was deleted.", record=RECORD, findings=(FINDING,)), answer, station)
    yield from (decisions(station), decisions(station)[-1], wb.match(answer, bundle), wb.trust_graph(bundle), wb.lint(bundle))
    yield from (wb.diagnose(bundle.items[0], bundle, anchors=bundle), wb.explore(), wb.explore().answer)
    yield Readiness("CS0001", Verdict.NO_GO, (FINDING,))
    yield RollOut((), (Readiness("CS0001", Verdict.GO, ()),), ("CS0001",), (FINDING,))


def test_the_plain_text_is_short_and_no_repr(bundle):
    formatter = DisplayFormatter()
    for value in values(bundle):
        data, _ = formatter.format(value)
        text, name = data["text/plain"], type(value).__name__
        assert len(text) < LONGEST, name
        assert "text/html" in data, name
        if isinstance(value, Readable):
            assert text == str(value), name
            assert not text.startswith(f"{name}("), name


def test_in_a_list_there_is_a_line_for_each(bundle):
    shown = pretty([Findings([FINDING]), bundle, Outcome(ok=True, sentence="All is listed.", record=RECORD)])
    assert "<✓ All is listed.>" in shown
    assert len(shown.splitlines()) == 3


def test_a_message_in_a_list_is_its_json_on_a_line():
    answer = GetInstalledCertificateIdsResponse(status=Status.NOT_FOUND)
    assert pretty([answer]) == '[<GetInstalledCertificateIdsResponse { "status": "NotFound" }>]'
    many = [GetCertificateIdUse.V2G_ROOT_CERTIFICATE] * 500
    assert len(pretty([GetInstalledCertificateIdsRequest(certificate_type=tuple(many))])) < 200


def test_the_words_of_ocpp_look_like_words():
    assert repr([Status.NOT_FOUND]) == "['NotFound']"


def test_a_finding_says_itself_on_a_line():
    assert repr(FINDING) == "Finding(error csms-guard [M04.FR.03]: 'It is the last root.')"
    assert repr(Findings([FINDING])) == f"({FINDING!r},)"


def test_a_slice_of_findings_is_a_table_too():
    found = Findings([FINDING, FINDING, FINDING])
    assert isinstance(found[1:], Findings)
    assert found[0] is FINDING
    assert "It is the last root." in found[1:]._repr_html_()
    assert str(Findings()) == "Nothing was found."
