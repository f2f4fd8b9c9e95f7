"""A library that is missing, hangs, crashes, eats memory or throws: its opinion is that it cannot judge, and the others answer."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from tempfile import TemporaryDirectory
from threading import Event

import pytest

from tests.net.peer_chains import chain, question
from workbench.net.peers import ask, ask_many, child, command
from workbench.net.peers.asked import Asked
from workbench.net.peers.child import LibraryEngine
from workbench.net.peers.limits import clean_environment, ended
from workbench.net.peers.wire import in_words, packed, unpacked

SOUND = question(chain())
ASKED = Asked(leaf=SOUND.leaf, pool=SOUND.pool, anchors=SOUND.anchors, at=SOUND.at, purpose="serverAuth", host="", crls=())


@pytest.fixture
def worker(monkeypatch):
    """Puts another program in the place of the worker."""

    def put(code):
        monkeypatch.setattr(child, "_WORKER", (sys.executable, "-I", "-c", code))

    return put


def judging(how):
    """The real worker for cryptography, whose library judges in another way."""
    return f"import os, sys, time\nfrom workbench.net.peers import by_cryptography as library, worker\n{how}\nworker.main()"


def only(name="cryptography", seconds=30.0, of=SOUND):
    (opinion,) = ask(of, [name], seconds)
    return opinion


def test_a_library_that_hangs_is_stopped(worker):
    worker(judging("library.judge = lambda question: time.sleep(600)"))
    opinion = only(seconds=0.2)
    assert (opinion.ok, opinion.message) == (None, "no answer within 0.2 s: stopped")
    assert opinion.version


def test_a_library_that_crashes_takes_nobody_along(worker):
    worker(judging("library.judge = lambda question: os.abort()"))
    opinion = only()
    assert opinion.ok is None
    assert opinion.message == "it crashed (SIGABRT)"


def test_after_a_crash_the_next_question_is_answered(worker):
    worker(judging("judge = library.judge\nlibrary.judge = lambda question: os._exit(7) if question.host else judge(question)"))
    fatal = question(chain(), use="est-server", name="fatal")
    opinions = [one for (one,) in ask_many([SOUND, fatal, fatal, SOUND], ["cryptography"], seconds=30)]
    assert [one.ok for one in opinions] == [True, None, None, True]
    assert opinions[1].message == "it ended without an answer (exit status 7)"


@pytest.mark.parametrize("thrown", ["KeyError('odd')", "BaseException('a panic')", "RecursionError()", "SystemExit(3)"])
def test_whatever_a_library_throws_is_an_opinion(worker, thrown):
    worker(judging(f"def judge(question): raise {thrown}\nlibrary.judge = judge"))
    opinion = only()
    assert opinion.ok is None
    assert opinion.message.startswith(f"it fell over: {thrown.split('(')[0]}")


def test_what_a_library_prints_is_no_answer(worker):
    worker(
        judging("judge = library.judge\nlibrary.judge = lambda question: (print('{}'), os.write(1, b'{}\\n')) and judge(question)")
    )
    assert only().ok is True


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to its address space")
def test_a_library_cannot_eat_the_memory(worker):
    worker(judging("library.judge = lambda question: bytearray(16 << 30)"))
    opinion = only()
    assert opinion.ok is None
    assert "MemoryError" in opinion.message


def test_a_worker_that_does_not_start_is_an_opinion(worker):
    worker("raise SystemExit(5)")
    assert only().message == "its worker did not start: it ended without an answer (exit status 5)"
    worker("import time; time.sleep(600)")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(child, "START_SECONDS", 0.1)
        assert only().message == "its worker did not start: no answer within 0.1 s: stopped"


def test_a_library_that_is_missing_says_how_to_install_it(worker):
    worker("import sys; sys.modules['pyhanko_certvalidator'] = None\nfrom workbench.net.peers import worker; worker.main()")
    (first,), (second,) = ask_many([SOUND, SOUND], ["pyhanko-certvalidator"])
    assert first == second
    assert first.ok is None
    assert first.message == "not installed: pip install pyhanko-certvalidator"


def test_a_library_that_does_not_fit_the_machine_says_why(worker):
    empty = "import sys, types; sys.modules['OpenSSL'] = types.ModuleType('OpenSSL')"
    worker(f"{empty}\nfrom workbench.net.peers import worker; worker.main()")
    opinion = only("pyOpenSSL")
    assert opinion.ok is None
    assert opinion.message.startswith("cannot be loaded: cannot import name 'crypto' from 'OpenSSL'")
    assert opinion.version


def test_without_openssl_on_the_path_the_others_answer(monkeypatch):
    monkeypatch.setenv("PATH", "")
    opinions = {one.engine: one for one in ask(SOUND, seconds=30)}
    for name in ("openssl", "openssl -partial_chain"):
        assert opinions[name].ok is None
        assert opinions[name].message == "not installed: there is no openssl on the PATH"
    assert [one.ok for one in opinions.values()][2:] == [True, True, True]


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("sleep 600", "no answer within 2 s: stopped"),
        ("kill -SEGV $$", "it crashed (SIGSEGV)"),
        ("exit 9", "it ended without an answer (exit status 9)"),
        ("echo 'verify: Unknown option: -no-CAstore'; exit 1", "verify: Unknown option: -no-CAstore"),
    ],
)
def test_an_openssl_that_does_not_answer_cannot_judge(tmp_path, monkeypatch, script, words):
    program = tmp_path / "openssl"
    program.write_text(f"#!/bin/sh\n[ $1 = version ] && echo Odd 1.0 && exit\nexec 2>&1\n{script.replace('sleep', 'exec sleep')}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    opinion = only("openssl", seconds=2 if "sleep" in script else 30)
    assert (opinion.ok, opinion.message, opinion.version) == (None, words, "Odd 1.0")


def test_no_process_is_left_behind(monkeypatch):
    started = []

    class Recorded(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    ask(SOUND, seconds=30)
    assert len(started) >= 3
    assert all(process.returncode is not None for process in started)


def test_closing_ends_an_engine_that_is_being_asked(worker, monkeypatch):
    worker(judging("library.judge = lambda question: time.sleep(600)"))
    asked = Event()

    def noticed(*question):
        asked.set()
        return packed(*question)

    monkeypatch.setattr(child, "packed", noticed)
    engine = LibraryEngine("cryptography")
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(engine.ask, ASKED, 600.0)
        assert asked.wait(60)
        engine.close()
        assert answer.result(60).ok is None
    assert engine.ask(ASKED, 1.0).message == "not asked any more"


def test_the_environment_is_clean(monkeypatch):
    for name in ("OPENSSL_CONF", "SSL_CERT_FILE", "PYTHONPATH", "HTTPS_PROXY", "PASSWORD"):
        monkeypatch.setenv(name, "x")
    assert clean_environment().keys() <= {"PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LC_ALL"} | {
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
    }


def test_a_module_in_the_current_folder_is_not_run(tmp_path, monkeypatch):
    (tmp_path / "cryptography.py").write_text("raise SystemExit(99)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert only().ok is True


def test_files_for_openssl_are_gone_afterwards(tmp_path, monkeypatch, openssl):
    assert openssl
    made = []

    def recorded(**options):
        made.append(TemporaryDirectory(dir=tmp_path, **options))
        return made[-1]

    monkeypatch.setattr(command, "TemporaryDirectory", recorded)
    assert only("openssl").ok is True
    assert made
    assert not list(tmp_path.iterdir())


def test_a_question_survives_its_way():
    asked = replace(ASKED, crls=(b"\x00\xff",), host="na\u00efve\u202e")
    assert unpacked(packed(asked, 2.5)) == (asked, 2.5)


def test_words_are_one_bounded_line():
    assert in_words("two\nlines \x1b[31m", ["note"]) == r"two lines \x1b[31m; note"
    assert len(in_words("x" * 10_000)) == 400


def test_an_unknown_signal_is_said_by_its_number():
    assert ended(-250) == "it crashed (signal 250)"
