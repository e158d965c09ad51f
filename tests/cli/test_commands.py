"""The command line as people use it: help with examples, JSON, plain errors without traceback."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, cli, main
from tests.flow.conftest import World, sandbox, world  # noqa: F401 - fixtures

ROOT = Path(__file__).parents[2]
PAGE = """<html lang="ru"><head><title>Заголовок новости о встрече</title></head><body><h1>Заголовок новости о встрече</h1>
<div class="date">12 июня 2020 года</div><p>Первый абзац новости, в котором рассказано о встрече министра с делегацией.</p>
<p>Второй абзац, в нём подробности переговоров и планы.</p><span>Просмотров: 3570</span></body></html>"""


def pressbot(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the command line says, in this process: a process of its own takes a second to begin."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, {"PRESSBOT_HOME": str(ROOT), **environment}),
        patch.object(sys, "argv", ["pressbot", *arguments]),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    return subprocess.CompletedProcess(arguments, int(end.value.code or 0), out.getvalue(), err.getvalue())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(command: str) -> None:
    shown = CliRunner().invoke(cli, [command, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output) > 80


def test_preview_prints_the_designs_json(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    shown = pressbot("preview", "page.html", "--url", "https://mission.example.org/ru/news/1", "--json", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    found = json.loads(shown.stdout)
    article = found["article"]
    assert article["canonical_url"] == article["url"] == "https://mission.example.org/ru/news/1"
    assert (article["language"], article["views"], article["published"]) == ("ru", 3570, "2020-06-12T00:00:00+06:00")
    assert article["images"] == []
    assert [post["network"] for post in found["posts"]] == ["facebook", "linkedin", "x", "vk", "ok"]
    for post in found["posts"]:
        assert set(post) == {"account", "network", "text", "link", "length", "limit", "images", "notes"}
        assert post["length"] <= post["limit"]
    assert "https://mission.example.org/ru/news/1" in found["posts"][2]["text"]


def test_preview_of_a_folder_prints_a_line_a_page(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.html").write_text(PAGE if number else "", encoding="utf-8")
    lines = [json.loads(line) for line in pressbot("preview", str(tmp_path), "--json").stdout.splitlines()]
    assert ["error" in line for line in lines] == [True, False, False]


def test_inspect_of_a_text_counts_as_each_network_counts() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "inspect", "--text", "-", "--json"], input="Добрый день. Как дела?", capture_output=True,
        text=True, cwd=ROOT, timeout=60, check=True,
    )  # fmt: skip
    found = json.loads(shown.stdout)
    assert found["sentences"] == ["Добрый день.", "Как дела?"]
    assert (found["language"], found["length"]["x"], found["fits"]["x"]) == ("ru", 22, True)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["preview", "/no/such/file.html"], 1, "No such file"),
        (["preview", "https://10.0.0.1/x"], 1, "allow_private"),
        (["preview", "https://localhost/x"], 1, "allow_private"),
        (["run", "--config", "/no/such.toml"], 2, "no such file"),
        (["show", "999999"], 1, "see pressbot posts"),
        (["why", "https://example.org/unknown"], 1, "see pressbot articles"),
        (["postss"], 2, "Did you mean 'posts'"),
        (["report", "--by", "planet"], 1, "use: article"),
        (["report", "--format", "pdf"], 2, "table"),
        (["posts", "--since", "soon"], 1, "is no time"),
        (["freeze"], 2, "--reason"),
        (["inspect"], 2, "--text -"),
    ],
)
def test_a_persons_mistake_gets_a_plain_line(arguments: list[str], code: int, told: str, tmp_path: Path) -> None:
    config = tmp_path / "pressbot.toml"
    text = (ROOT / "config" / "pressbot.toml").read_text(encoding="utf-8")
    config.write_text(
        text.replace("sqlite:///var/pressbot.db", f"sqlite:///{tmp_path}/s.db").replace(
            'allow_private = ["127.0.0.1"]', ""
        ),
        encoding="utf-8",
    )
    shown = pressbot(*arguments, PRESSBOT_CONFIG=str(config))
    assert shown.returncode == code, shown.stderr
    assert told in shown.stderr
    assert "Traceback" not in shown.stderr
    assert shown.stdout == ""


def test_a_full_life_on_the_command_line(world: World) -> None:  # noqa: F811
    config = ("--config", str(world.config))
    assert "6 pages read, 13 articles planned, 30 deliveries worked" in pressbot("run", "--once", *config).stdout
    posts = json.loads(pressbot("posts", "--json", *config).stdout)
    assert len(posts) == 30
    assert set(posts[0]) == {
        "id", "article", "account", "network", "state", "round", "text", "link", "external_id", "permalink", "due", "published",
        "attempts", "reason",
    }  # fmt: skip
    assert {post["state"] for post in posts} == {"published"}
    assert "no rule speaks against it" in pressbot("why", posts[0]["article"], "vk", *config).stdout
    assert "attempt 1" in pressbot("show", str(posts[0]["id"]), *config).stdout
    assert len(json.loads(pressbot("articles", "--json", *config).stdout)) >= 6
    assert "30 posts measured" in pressbot("measure", "--all", *config).stdout
    assert pressbot("report", "--by", "network", "--format", "csv", *config).stdout.count("\n") == 7
    assert pressbot("accounts", "check", *config).returncode == 0
    check = pressbot("check", *config)
    assert (check.returncode, "no problem found" in check.stdout) == (0, True), check.stdout
    assert "delivery" in pressbot("post", posts[0]["article"], "--to", "fb", *config).stdout
    assert "is cancelled now" in pressbot("cancel", "31", *config).stdout
