"""start.py in a project of its own: tiny lock files, a uv that only writes down what it is asked, no network."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

START = Path(__file__).resolve().parents[2] / "start.py"

#: Stands in for uv. Logs each installation; "installs" modules that say what they were called with.
UV = """#!{python}
import os, pathlib, signal, sys
if sys.argv[1:] == ["--version"]:
    sys.exit(0)
with open({log!r}, "a") as log:
    print(*sys.argv[1:], file=log)
mode = os.environ.get("FAKE_UV", "")
if mode == "fail":
    sys.exit(3)
if mode == "gate":
    open({gate!r}).read()
python = pathlib.Path(sys.argv[sys.argv.index("--python") + 1])
[site] = python.parent.parent.glob("lib/python3*/site-packages")
if mode in ("kill", "interrupt"):
    (site / "half.py").touch()
    os.kill(os.getppid(), signal.SIGKILL if mode == "kill" else signal.SIGINT)
    sys.exit(0) if mode == "kill" else signal.pause()
tool = "import os, sys; print({{!r}}, *sys.argv[1:]); sys.exit(int(os.environ.get('FAIL_' + {{!r}}, 0)))"
for name in ("ruff", "mypy", "pytest"):
    (site / (name + ".py")).write_text(tool.format(name, name))
(python.parent / "lint-imports").write_text(tool.format("imports", "imports"))
"""

BOT = """import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "home": os.environ["PRESSBOT_HOME"],
                  "pid": os.getpid(), "path": sys.path}))
sys.exit(int(os.environ.get("FAIL_bot", 0)))
"""


@dataclass
class Project:
    """A folder with start.py in it, and what the fake uv was asked."""

    home: Path
    log: Path
    gate: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.home / "start.py"), *arguments]

    def start(self, *arguments: str, folder: Path | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=folder or self.home,
            env={**self.environment, **extra},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def installed(self) -> list[str]:
        """The lock file of each installation, in order."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [next(Path(word).name for word in line.split() if word.endswith(".lock")) for line in lines]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    home = tmp_path / "a project"
    (home / "bot").mkdir(parents=True)
    shutil.copy(START, home)
    (home / "bot/__init__.py").touch()
    (home / "bot/__main__.py").write_text(BOT)
    (home / "requirements.lock").write_text("one==1\n")
    (home / "requirements-dev.lock").write_text("one==1\ntwo==2\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    log, gate = tmp_path / "uv.log", tmp_path / "gate"
    (programs / "uv").write_text(UV.format(python=sys.executable, log=str(log), gate=str(gate)))
    (programs / "uv").chmod(0o755)
    # PIP_NO_INDEX: where start.py falls back to pip, pip must not ask the network either.
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "PIP_NO_INDEX": "1"}
    return Project(home, log, gate, environment)


def test_the_words_reach_the_bot_from_the_callers_folder(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # A module of the same name where the caller stands must not be taken for ours.
    (elsewhere / "bot.py").write_text("raise SystemExit(9)")
    done = project.start("preview", "page one.html", "--json", folder=elsewhere)
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["arguments"] == ["preview", "page one.html", "--json"]
    assert told["folder"] == str(elsewhere)
    assert told["home"] == str(project.home)
    assert project.installed() == ["requirements.lock"]


def test_no_words_mean_demo(project: Project) -> None:
    assert json.loads(project.start().stdout)["arguments"] == ["demo"]


def test_the_bot_takes_the_place_of_start_so_signals_and_exit_code_are_its(project: Project) -> None:
    assert project.start("report").returncode == 0
    with subprocess.Popen(project.command("run"), env=project.environment, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert json.load(child.stdout)["pid"] == child.pid
    assert project.start("run", FAIL_bot="7").returncode == 7


def test_standard_output_is_the_bots_alone(project: Project) -> None:
    done = project.start("report", "--json")
    assert set(json.loads(done.stdout)) == {"arguments", "folder", "home", "pid", "path"}
    assert all(line.startswith("start.py: ") for line in done.stderr.splitlines())
    assert "installing what requirements.lock names, by uv" in done.stderr


def test_a_second_run_is_instant_silent_and_installs_nothing(project: Project) -> None:
    project.start("report")
    took = []
    for _ in range(3):
        began = time.monotonic()
        done = project.start("report", FAKE_UV="fail")
        took.append(time.monotonic() - began)
        assert (done.returncode, done.stderr) == (0, "")
    assert min(took) < 1
    assert project.installed() == ["requirements.lock"]


def test_the_developers_environment_serves_a_run_and_nothing_flaps(project: Project) -> None:
    for words in (["report"], ["check"], ["report"], ["check"], ["demo"]):
        assert project.start(*words).returncode == 0
    assert project.installed() == ["requirements.lock", "requirements-dev.lock"]


def test_a_run_after_the_tests_installs_nothing(project: Project) -> None:
    for words in (["check"], ["report"]):
        assert project.start(*words).returncode == 0
    assert project.installed() == ["requirements-dev.lock"]
    assert "--require-hashes" in project.log.read_text()


def test_a_changed_lock_file_is_installed(project: Project) -> None:
    project.start("check")
    (project.home / "requirements.lock").write_text("one==1.1\n")
    project.start("report")
    project.start("check")
    assert project.installed() == ["requirements-dev.lock", "requirements.lock", "requirements-dev.lock"]


def test_a_failed_installation_of_the_tests_leaves_the_bot_able_to_run(project: Project) -> None:
    project.start("report")
    for _ in range(2):
        failed = project.start("check", FAKE_UV="fail")
        assert failed.returncode == 1
        assert "that failed: see above" in failed.stderr
        assert "MB free" in failed.stderr
        assert "Traceback" not in failed.stderr
    assert project.start("report", FAKE_UV="fail").returncode == 0


@pytest.mark.parametrize(("mode", "code"), [("kill", -signal.SIGKILL), ("interrupt", 130)])
def test_an_interrupted_installation_is_made_anew(project: Project, mode: str, code: int) -> None:
    broken = project.start("report", FAKE_UV=mode)
    assert (broken.returncode, broken.stdout) == (code, "")
    assert "Traceback" not in broken.stderr
    assert list(project.home.glob(".venv/lib/*/site-packages/half.py"))
    assert project.start("report").returncode == 0
    assert not list(project.home.glob(".venv/lib/*/site-packages/half.py"))


def test_an_environment_whose_python_is_gone_or_not_its_own_is_made_anew(project: Project, tmp_path: Path) -> None:
    python = project.home / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(tmp_path / "gone")
    assert project.start("report").returncode == 0
    python.unlink()
    python.write_text("no program")
    python.chmod(0o755)
    looks_whole = project.start("report")
    assert looks_whole.returncode == 1
    assert len(looks_whole.stderr.splitlines()) == 1
    assert "remove .venv" in looks_whole.stderr
    (project.home / ".venv/requirements.lock.stamp").unlink()
    assert project.start("report").returncode == 0


def test_a_project_that_was_moved_gets_scripts_that_lead_to_it(project: Project, tmp_path: Path) -> None:
    project.start("report")
    project.home = project.home.rename(tmp_path / "moved")
    assert project.start("report").returncode == 0
    told = subprocess.run([project.home / ".venv/bin/pressbot", "a b"], cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(told.stdout)["arguments"] == ["a b"]
    assert json.loads(told.stdout)["home"] == str(tmp_path / "moved")


def test_two_at_once_install_once(project: Project) -> None:
    os.mkfifo(project.gate)
    environment = {**project.environment, "FAKE_UV": "gate"}
    both = [
        subprocess.Popen(project.command("report"), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for child in both:
        assert child.stderr is not None
        assert b"not ready yet" in child.stderr.readline()  # both have seen that there is something to do
    project.gate.write_text("")  # waits until the installer listens
    for child in both:
        output, _ = child.communicate(timeout=60)
        assert child.returncode == 0
        assert json.loads(output)["arguments"] == ["report"]
    assert project.installed() == ["requirements.lock"]


def test_check_runs_each_tool_in_order_and_hands_words_to_pytest(project: Project) -> None:
    done = project.start("check", "-k", "feed")
    assert done.stdout.splitlines() == [
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "imports",
        "pytest -n 4 --dist loadfile --no-loadscope-reorder -k feed",
    ]
    said = [line for line in done.stderr.splitlines() if " passed in " in line]
    assert [line.split()[1] for line in said] == ["linting:", "formatting:", "types:", "import"]


def test_check_stops_at_the_first_failure_with_its_exit_code(project: Project) -> None:
    done = project.start("check", FAIL_mypy="2")
    assert done.returncode == 2
    assert "types: FAILED with exit code 2" in done.stderr
    assert "pytest" not in done.stdout
    assert project.start("check", FAIL_pytest="5").returncode == 5


def test_check_of_the_configuration_is_the_bots(project: Project) -> None:
    assert json.loads(project.start("check", "--offline").stdout)["arguments"] == ["check", "--offline"]


@pytest.mark.parametrize("version", [(3, 6), (3, 9)])
def test_an_older_python_can_read_the_file(version: tuple[int, int]) -> None:
    ast.parse(START.read_text(encoding="utf-8"), feature_version=version)


def test_an_older_python_is_told_so(project: Project) -> None:
    pretend = f"import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path({str(project.home / 'start.py')!r})"
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("start.py: pressbot needs Python 3.11 or newer")
    assert "Traceback" not in done.stderr


def test_missing_pip_names_the_package(project: Project, tmp_path: Path) -> None:
    (tmp_path / "nopip").mkdir()
    (tmp_path / "nopip/pip.py").write_text("raise SystemExit(1)")
    done = project.start("report", PATH="/nowhere", PYTHONPATH=str(tmp_path / "nopip"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "start.py: pip is missing; as root: apt-get install python3-pip"


def _wheel(folder: Path) -> str:
    """The SHA-256 of a package `one` 1, made in that folder."""
    path = folder / "one-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.py", "")
        archive.writestr("one-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: one\nVersion: 1\n")
        archive.writestr("one-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("one-1.dist-info/RECORD", "one.py,,\none-1.dist-info/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("way", [{"PRESSBOT_NO_UV": "1"}, {"FAKE_UV": "fail"}])
def test_pip_installs_with_hashes_where_uv_is_not_or_fails(
    project: Project, tmp_path: Path, way: dict[str, str]
) -> None:
    base = getattr(sys, "_base_executable", sys.executable)
    if subprocess.call([base, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) != 0:
        pytest.skip("no pip here")
    project.environment |= {**way, "PIP_FIND_LINKS": str(tmp_path)}
    lock = project.home / "requirements.lock"
    digest = _wheel(tmp_path)
    lock.write_text(f"one==1 --hash=sha256:{'0' * 64}\n")
    refused = project.start("report")
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    lock.write_text("one==1\n")
    assert "Hashes are required" in project.start("report").stderr
    lock.write_text(f"one==1 --hash=sha256:{digest}\n")
    done = project.start("report")
    assert (done.returncode, json.loads(done.stdout)["arguments"]) == (0, ["report"])
    assert list(project.home.glob(".venv/lib/*/site-packages/one.py"))
