"""Where requirement ids are used: literals in code and marks on tests, read from the syntax tree; rules of a profile's TOML.

An id in a docstring or a comment is prose and does not count: it decides nothing and tests nothing.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.requirements.spelling import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Scope = ast.Module | ast.ClassDef
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A string literal that is a requirement id, or that stands where one is due: in Python, or in a profile.

    Attributes
    ----------
    requirement
        The literal as it is written.
    file, line
        Where it stands; the file as the caller named it, lines from 1.
    cited
        Whether it is (part of) a ``requirement=`` argument, as a finding has, or a rule's requirement.
    """

    requirement: str
    file: str
    line: int
    cited: bool


@dataclass(frozen=True, slots=True)
class MarkedTest:
    """A test that a requirement mark names.

    Attributes
    ----------
    requirement
        The mark's id as it is written; empty where the mark names none that could be read without running the code.
    file
        As the caller named it.
    test
        ``"test_name"`` or ``"TestClass::test_name"``.
    """

    requirement: str
    file: str
    test: str


def places_in_code(file: str, source: str) -> list[CodePlace]:
    """The requirement ids in a Python file's code, in the order of their lines.

    Raises
    ------
    SyntaxError
        ``source`` is not Python.
    """
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    cited = {
        id(literal)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "requirement"
        for literal in _literals(node.value)
    }
    places = [
        CodePlace(node.value, file, node.lineno, id(node) in cited)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in prose
        and (id(node) in cited or canonical(node.value))
    ]
    return sorted(places, key=lambda place: place.line)


def places_in_profile(file: str, source: str) -> list[CodePlace]:
    """The requirements that the rules and gaps of a profile's TOML name, in the order of their lines; an empty one names none."""
    lines = enumerate(source.splitlines(), 1)
    return [CodePlace(found[1], file, number, cited=True) for number, line in lines if (found := _CITED(line)) is not None]


_CITED = re.compile(r"""\s*requirement\s*=\s*["']([^"']+)["']""").match


def _literals(expression: ast.expr) -> Iterator[ast.expr]:
    """The constants that an argument can take as its value; those that only choose or compute it are not among them."""
    match expression:
        case ast.Constant():
            yield expression
        case ast.IfExp(body=first, orelse=second):
            yield from _literals(first)
            yield from _literals(second)
        case ast.BoolOp(values=values) | ast.JoinedStr(values=values):
            for value in values:
                yield from _literals(value)


def marked_tests(file: str, source: str) -> list[MarkedTest]:
    """The tests of a Python file that carry a requirement mark: their own, their class's or their module's.

    Raises
    ------
    SyntaxError
        ``source`` is not Python.
    """
    return [MarkedTest(requirement, file, test) for test, requirement in _marked(ast.parse(source), "", ())]


def _marked(scope: _Scope, prefix: str, inherited: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    assigned = [node.value for node in scope.body if isinstance(node, ast.Assign) and _assigns_pytestmark(node)]
    above = (*inherited, *_marks(assigned))
    for node in scope.body:
        if isinstance(node, _Function) and node.name.startswith("test"):
            for requirement in dict.fromkeys((*above, *_marks(node.decorator_list))):
                yield prefix + node.name, requirement
        elif isinstance(node, ast.ClassDef):
            yield from _marked(node, f"{prefix}{node.name}::", (*above, *_marks(node.decorator_list)))


def _assigns_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def _marks(expressions: Iterable[ast.expr]) -> Iterator[str]:
    """The ids in ``pytest.mark.requirement(...)`` calls, also those inside a ``pytest.param`` or a list."""
    for call in (node for expression in expressions for node in ast.walk(expression) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) == "pytest.mark.requirement":
            ids = [node.value for node in call.args if isinstance(node, ast.Constant) and isinstance(node.value, str)]
            yield from ids if len(ids) == len(call.args) and ids else [*ids, ""]
