"""Kills the real daemon at random moments and steps, cuts connections, and counts walls against articles.

python -m tests.crash.harness --kills 1000 --articles 200 --seed 1
python -m tests.crash.harness --kills 1000 --articles 200 --daemons 4 --store postgresql+psycopg://user@host/empty
python -m tests.crash.harness --kills 200 --walls plain       # a stand-in that is not the sandbox
python -m tests.crash.harness --kills 60 --bug uncommitted    # must fail: shows that the harness can
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.app import App, load_settings
from bot.errors import StoreError
from bot.model.delivery import State
from bot.sandbox.server import Sandbox, serve
from bot.sandbox.wire import Response
from tests import postgres
from tests.crash.plain import PlainWalls
from tests.crash.press import Press
from tests.crash.steps import BUGS, STEPS

ROOT = Path(__file__).resolve().parents[2]
NETWORKS = {"fb": "facebook", "li": "linkedin", "x": "x", "vk": "vk", "ok": "ok"}
#: States in which a delivery stays by itself.
ENDED = frozenset({State.PUBLISHED, State.HELD, State.REJECTED, State.CANCELLED, State.RETRACTED})
#: What the stand-ins count, and what the work of days in minutes would use up.
_QUOTAS = (
    ("linkedin", "member:posts"), ("x", "POST /2/tweets user 15min"), ("x", "GET /2/users/me user 15min"),
    ("vk", "calls month"), ("vk", "wall.get day user"), ("vk", "wall.get day service"),
)  # fmt: skip
#: A marked step that is not reached is not waited for any longer.
_STEP_WAIT_S = 3.0


@dataclass(frozen=True)
class Plan:
    """What is to be done to the daemons."""

    kills: int = 50
    articles: int = 10
    seed: int = 1
    daemons: int = 1
    #: "" = SQLite in a temporary folder.
    store: str = ""
    walls: str = "sandbox"
    #: Share of publishing calls that are done and cut without an answer.
    cut: float = 0.1
    #: Share of publishing calls that are slow, by so many seconds, before they are done.
    slow: float = 0.05
    slow_s: float = 0.4
    #: The daemons' clocks differ by up to so many seconds from start to start.
    clock_jump_s: float = 0.0
    #: Each tenth life the disk is full.
    full_disk: bool = False
    bug: str = ""
    #: Daemons are stopped at their step for so long, then wake and go on for a while; 0 = they are killed.
    sleep_s: float = 0.0
    #: How long a lease lasts; "" = as configured by default.
    lease: str = ""
    #: Only these ends: steps, "any moment", "accepted"; empty = all of them.
    ends: tuple[str, ...] = ()
    #: How long the end is waited for, in seconds.
    patience_s: float = 240.0


@dataclass
class Counts:
    """What stands on the walls against what should."""

    wanted: int = 0
    standing: int = 0
    #: "account: headline" of what stands nowhere.
    lost: list[str] = field(default_factory=list)
    #: "account: headline × times".
    doubled: list[str] = field(default_factory=list)
    #: State → deliveries.
    states: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    steps: dict[str, int] = field(default_factory=dict)
    cuts: int = 0
    #: Daemons that were stopped at their step and woke again.
    slept: int = 0
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def unfinished(self) -> int:
        """Deliveries that are in no end state."""
        return sum(count for state, count in self.states.items() if State(state) not in ENDED)

    @property
    def is_proven(self) -> bool:
        """Nothing lost, nothing doubled, everything out."""
        return not (self.lost or self.doubled or self.unfinished) and self.states == {"published": self.wanted}


class Walls(Protocol):
    """The networks under test."""

    url: str
    violations: list[str]
    cuts: int

    def texts(self, network: str) -> list[str]:
        """What stands on one wall."""
        ...

    def when_accepted(self, call: Callable[[], None] | None) -> None:
        """`call` is called at once when the next post is accepted, before its answer leaves."""
        ...

    def close(self) -> None:
        """Ends."""
        ...


class SandboxWalls:
    """The sandbox as walls."""

    def __init__(self, plan: Plan) -> None:
        self._sandbox: Sandbox = serve("127.0.0.1:0", None, publish_after=timedelta(days=1))
        # So much comes in minutes, not in days: without VK's 50 posts a day, and what others count in a window.
        self._sandbox.world.switches.set("vk", "verified", True)
        for network, quota in _QUOTAS:
            self._sandbox.world.quotas.set(network, quota, used=0, limit=1_000_000)
        self.url = self._sandbox.url
        self.cuts = 0
        self._hook: Callable[[], None] | None = None
        if plan.cut:
            self._sandbox.faults.add("any", "cut_after_accept", "publish", times=None, probability=plan.cut)
        if plan.slow:
            self._sandbox.faults.add("any", "slow", "publish", times=None, probability=plan.slow, seconds=plan.slow_s)
        self._answer, self._sandbox.answer = self._sandbox.answer, self._watched  # type: ignore[method-assign]

    def _watched(self, room: str, request: Any) -> Any:
        network = self._sandbox.networks.get(room)
        answer = self._answer(room, request)
        if network is not None and network.operation(request) == "publish":
            self.cuts += not isinstance(answer, Response)
            hook, self._hook = self._hook, None
            if hook is not None:
                hook()
        return answer

    @property
    def violations(self) -> list[str]:
        return self._sandbox.violations

    def texts(self, network: str) -> list[str]:
        return [post.text for post in self._sandbox.wall(network)]

    def when_accepted(self, call: Callable[[], None] | None) -> None:
        self._hook = call

    def close(self) -> None:
        self._sandbox.close()


class Nursery:
    """Where daemons come from."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "daemons.log"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, bufsize=1,
        )  # fmt: skip

    def born(self, **order: Any) -> int:
        """The process id of a new daemon."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"log": str(self._log), **order}) + "\n")
        return int(self._process.stdout.readline())

    def log(self) -> str:
        """The last lines the daemons wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-3000:] if self._log.exists() else ""

    def close(self) -> None:
        """No more daemons."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.kill()
        self._process.wait()


def kill(process: int) -> None:
    """Ends it by SIGKILL, if it still lives, and waits until the system has forgotten it."""
    signalled(process, signal.SIGKILL)
    while is_alive(process):
        time.sleep(0.002)


def is_alive(process: int) -> bool:
    """Whether that process is still there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def is_running(process: int) -> bool:
    """Whether it lives and is not stopped."""
    try:
        state = (
            Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
        )
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"T", "Z", "X"}


class Proof:
    """One run of the plan."""

    def __init__(self, plan: Plan, folder: Path, say: Callable[[str], None] = lambda _: None) -> None:
        self._plan = plan
        self._say = say
        self._random = random.Random(plan.seed)
        self._walls: Walls = (
            PlainWalls(plan.cut, plan.slow, plan.slow_s, plan.seed) if plan.walls == "plain" else SandboxWalls(plan)
        )
        self._press = Press(plan.articles)
        self._config = folder / "pressbot.toml"
        store = plan.store or f"sqlite:///{folder}/store.db"
        text = _configuration(self._walls.url, self._press.url, store)
        if plan.lease:
            text += f'lease = "{plan.lease}"\n'
        self._config.write_text(text, encoding="utf-8")
        #: Stopped daemons, and when they wake.
        self._sleepers: list[tuple[int, float]] = []
        #: One at a time: somebody must be awake to do its work.
        self._is_somebody_to_sleep = False
        self._nursery = Nursery(folder)
        self._counts = Counts(wanted=plan.articles * len(NETWORKS))
        self._steps: Counter[str] = Counter()

    def run(self) -> Counts:
        """The counts after the last kill, when all has come to its end."""
        began = time.monotonic()
        try:
            self._kill_all_the_way()
            self._come_to_an_end()
            self._count()
        finally:
            self._nursery.close()
            self._press.close()
            self._walls.close()
        self._counts.seconds = round(time.monotonic() - began, 1)
        return self._counts

    def _kill_all_the_way(self) -> None:
        plan = self._plan
        # Who is to fall asleep over its work comes first: the others would have done it all.
        living = [self._born() for _ in range(1 if plan.sleep_s else plan.daemons)]
        for number in range(plan.kills):
            # The last articles come in the last tenth: there is work for every life.
            self._press.let_out(1 + plan.articles * (number + 1) // max(plan.kills, 1))
            place = number % plan.daemons
            process, step = living[place]
            self._end(process, step)
            self._steps[step] += 1
            living[place] = self._born()
            living += [self._born() for _ in range(plan.daemons - len(living))]
            self._counts.kills += 1
            self._wake()
            if (number + 1) % 20 == 0:
                self._say(f"{number + 1} of {plan.kills} kills, {self._standing()} posts stand")
        # The others work on while somebody sleeps: that is what sleeping is dangerous for.
        self._wake(all_of_them=True)
        for process, _ in living:
            kill(process)

    def _wake(self, *, all_of_them: bool = False) -> None:
        """Those whose time has come go on where they stopped, for a second."""
        moment = time.monotonic()
        for process, wakes_at in list(self._sleepers):
            if all_of_them or wakes_at <= moment:
                # Once the others have done its work, there is nothing to wait for.
                while time.monotonic() < wakes_at and self._standing() < len(NETWORKS) * self._press.out:
                    time.sleep(0.1)
                signalled(process, signal.SIGCONT)
                time.sleep(1)
                kill(process)
                self._sleepers.remove((process, wakes_at))
                self._is_somebody_to_sleep = False
                self._counts.slept += 1

    def _born(self) -> tuple[int, str]:
        """A daemon and how it will end: at a step, while its call is being accepted, or at a random moment."""
        order: dict[str, Any] = {"config": str(self._config), "bug": self._plan.bug}
        if self._plan.clock_jump_s:
            order["clock_shift_s"] = self._random.uniform(-1, 1) * self._plan.clock_jump_s
        if self._plan.full_disk and self._random.random() < 0.1:
            order["full_disk"] = True
        step = self._random.choice(self._plan.ends or (*STEPS, *["any moment"] * 10, *["accepted"] * 5))
        if self._plan.sleep_s and self._is_somebody_to_sleep:
            step = "any moment"
        if step in STEPS:
            order |= {"step": step, "nth": self._random.choice((1, 1, 2, 3, 5))}
            if self._plan.sleep_s:
                self._is_somebody_to_sleep = True
                order |= {"nth": 1, "by": int(signal.SIGSTOP)}
        return self._nursery.born(**order), step

    def _end(self, process: int, step: str) -> None:
        if step == "any moment":
            time.sleep(self._random.uniform(0.05, 0.9))
        else:
            if step == "accepted":
                self._walls.when_accepted(lambda: signalled(process, signal.SIGKILL))
            ends_at = time.monotonic() + _STEP_WAIT_S * (10 if self._plan.sleep_s else 1)
            while is_running(process) and time.monotonic() < ends_at:
                time.sleep(0.01)
            self._walls.when_accepted(None)
        if is_alive(process) and not is_running(process):
            self._sleepers.append((process, time.monotonic() + self._plan.sleep_s))
        else:
            kill(process)

    def _come_to_an_end(self) -> None:
        plan = self._plan
        self._press.let_out(plan.articles)
        living = [self._nursery.born(config=str(self._config), bug=plan.bug) for _ in range(plan.daemons)]
        app = App(load_settings(self._config))
        # Without a kill before, the daemons may not have made the tables yet.
        app.store.upgrade()
        ends_at = time.monotonic() + plan.patience_s
        said = 0.0
        try:
            while time.monotonic() < ends_at:
                states = self._counts.states = _states(app)
                if sum(states.values()) == self._counts.wanted and self._counts.unfinished == 0:
                    break
                if time.monotonic() - said > 5:
                    said = time.monotonic()
                    self._say(f"coming to an end: {states}")
                time.sleep(0.2)
        finally:
            for process in living:
                kill(process)
            app.close()

    def _standing(self) -> int:
        return sum(len(self._walls.texts(network)) for network in NETWORKS.values())

    def _count(self) -> None:
        counts = self._counts
        for account, network in NETWORKS.items():
            texts = self._walls.texts(network)
            counts.standing += len(texts)
            for title in self._press.titles():
                times = sum(title in text for text in texts)
                if times == 0:
                    counts.lost.append(f"{account}: {title}")
                elif times > 1:
                    counts.doubled.append(f"{account}: {title} × {times}")
        counts.steps = dict(sorted(self._steps.items()))
        counts.cuts = self._walls.cuts
        counts.violations = list(self._walls.violations)

    def log(self) -> str:
        """What the daemons wrote last."""
        return self._nursery.log()


def signalled(process: int, number: signal.Signals) -> None:
    """Sends the signal, if the process still lives."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def _states(app: App) -> dict[str, int]:
    try:
        return {str(state): count for state, count in app.today().counts.items() if count}
    except StoreError:
        # The first daemon has not made the tables yet.
        return {}


def _configuration(walls: str, press: str, store: str) -> str:
    text = (ROOT / "config" / "pressbot.toml").read_text(encoding="utf-8")
    accounts = text[text.index("[accounts.fb]") : text.index("\n[delivery]")].replace("http://127.0.0.1:8090", walls)
    return f"""[pressbot]
timezone = "Asia/Bishkek"
store = "{store}"
console = "127.0.0.1:0"
allow_private = ["127.0.0.1"]
burst_limit = 10000

[[sources]]
name = "press"
url = "{press}/feed.xml"
every = "1s"
first_run = "newest:10000"

{accounts}
[delivery]
looks = ["1s", "1s"]
"""


@contextlib.contextmanager
def store_for(plan: Plan) -> Iterator[str]:
    """The store's address: SQLite's "", the given one, or with "postgres" a server of our own."""
    if plan.store != "postgres":
        yield plan.store
        return
    with postgres.server() as address:
        yield f"{address}/postgres"


def run(plan: Plan, say: Callable[[str], None] = lambda _: None) -> Counts:
    """The counts of one run in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="pressbot-crash-") as folder, store_for(plan) as store:
        proof = Proof(Plan(**{**asdict(plan), "store": store}), Path(folder), say)
        counts = proof.run()
        if not counts.is_proven:
            say(proof.log())
        return counts


def main() -> None:
    """Runs the plan given on the command line; exit code 1 when something was lost, doubled or left unfinished."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--daemons", type=int, default=1)
    parser.add_argument(
        "--store", default="", help='an empty database\'s address, or "postgres" for a server of our own'
    )
    parser.add_argument("--walls", choices=["sandbox", "plain"], default="sandbox")
    parser.add_argument("--cut", type=float, default=0.1, help="share of posts that are accepted and cut")
    parser.add_argument("--slow", type=float, default=0.05, help="share of posts that are slow")
    parser.add_argument("--slow-s", type=float, default=0.4)
    parser.add_argument("--clock-jump-s", type=float, default=0.0, help="clocks differ by up to so much at each start")
    parser.add_argument("--full-disk", action="store_true", help="in each tenth life the disk is full")
    parser.add_argument("--sleep-s", type=float, default=0.0, help="daemons stop for so long instead of being killed")
    parser.add_argument("--lease", default="", help='how long a lease lasts, "6s"')
    parser.add_argument("--bug", choices=sorted(BUGS), default="", help="a deliberate mistake: the run must fail")
    parser.add_argument("--patience-s", type=float, default=600.0)
    parser.add_argument("--end", dest="ends", action="append", help='only this end: a step, "any moment" or "accepted"')
    options = parser.parse_args()
    options.ends = tuple(options.ends or ())
    counts = run(Plan(**vars(options)), lambda line: print(line, file=sys.stderr, flush=True))
    print(json.dumps({**asdict(counts), "unfinished": counts.unfinished}, ensure_ascii=False, indent=1))
    print(
        f"{counts.kills} kills, {counts.cuts} cuts, {counts.wanted} posts wanted, {counts.standing} stand: "
        f"{len(counts.lost)} lost, {len(counts.doubled)} doubled, {counts.unfinished} unfinished"
    )
    sys.exit(0 if counts.is_proven else 1)


if __name__ == "__main__":
    main()
