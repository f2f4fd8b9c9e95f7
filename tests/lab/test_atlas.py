import shlex

import pytest

import workbench as wb
from workbench.cli.main import main
from workbench.errors import InputError


def test_the_atlas_is_large_and_its_exercises_have_solutions():
    atlas = wb.atlas()
    assert len(atlas) >= 80
    assert all(one.case.why and one.case.teaches for one in atlas)
    assert len({one.name for one in atlas}) == len(atlas)


def test_an_exercise_shows_the_desk_and_keeps_the_solution_back():
    exercise = wb.atlas()["sub-ca1-expired"]
    for shown in (str(exercise), exercise._repr_html_(), repr(exercise)):
        assert exercise.case.why not in shown
        assert exercise.case.title not in shown
    assert exercise.case.why in str(exercise.solution)
    assert exercise.bundle.certificates


def test_exercises_are_found_by_code():
    found = wb.atlas().about("path-length-exceeded")
    assert 0 < len(found) < len(wb.atlas())
    assert all("path-length-exceeded" in {one.case.cause, *one.case.findings} for one in found)


def test_an_unknown_exercise_is_refused_with_names_that_are_near():
    with pytest.raises(InputError) as refused:
        wb.atlas()["root-rotted"]
    assert "root" in refused.value.hint


@pytest.mark.parametrize("name", ["sub-ca1-expired", "leaf-revoked", "evil-twin-root"])
def test_the_command_gives_the_same_answer(name, monkeypatch, capsys):
    exercise = wb.atlas()[name]
    monkeypatch.chdir(wb.samples())
    assert main(shlex.split(exercise.command)[1:]) == 1
    assert exercise.diagnosis.cause is not None
    assert exercise.diagnosis.cause.message in capsys.readouterr().out.splitlines()[0]
