"""Preview over folders of saved pages, and as one page of HTML."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.folder import pages_in, read_pages
from bot.commands.workers import Died, in_processes
from bot.errors import UserError
from bot.sources.page.stated import stated_address
from tests.cli import died
from tests.cli.test_commands import ROOT, pressbot

Here = Callable[..., tuple[int, str, str]]
CONFIG = ROOT / "config" / "pressbot.toml"


def page(number: int, head: str = "", lang: str = "ru") -> str:
    return (
        f'<html lang="{lang}"><head><meta charset="utf-8"><title>Заголовок новости номер {number} о встрече</title>{head}</head>'
        f"<body><h1>Заголовок новости номер {number} о встрече</h1><div class='date'>12 июня 2020 года</div>"
        "<p>Первый абзац новости, в котором рассказано о встрече министра с делегацией.</p>"
        "<p>Второй абзац, в нём подробности переговоров и планы.</p></body></html>"
    )


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Here:
    """The command in this process: exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pressbot", *arguments, "--config", str(CONFIG)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages of every ending, at every depth, one of them empty, beside what is no page."""
    for name in ("a.html", "B.HTM", "deep/c.html", "deep/er/d.xhtml"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(len(name)), encoding="utf-8")
    pages = tmp_path / "pages"
    (pages / "deep" / "e.html.gz").write_bytes(gzip.compress(page(5).encode()))
    (pages / "F.HTML.GZ").write_bytes(gzip.compress(page(6).encode()))
    (pages / "empty.html").write_bytes(b"")
    (pages / "broken.html.gz").write_bytes(gzip.compress(page(7).encode())[:200])
    for name in ("notes.txt", ".hidden.html", "page.pdf"):
        (pages / name).write_text("no page", encoding="utf-8")
    return pages


def test_every_page_is_a_line_and_a_broken_one_stops_only_itself(folder: Path) -> None:
    shown = pressbot("preview", str(folder), "--json", "--url", "https://mission.example.org/saved/")
    assert shown.returncode == 1
    lines = {
        Path(line["file"]).relative_to(folder).as_posix(): line for line in map(json.loads, shown.stdout.splitlines())
    }
    assert list(lines) == sorted(lines)
    assert {name for name, line in lines.items() if "error" in line} == {"empty.html", "broken.html.gz"}
    assert set(lines["empty.html"]) == {"file", "error"}
    assert "gzip packing is broken" in lines["broken.html.gz"]["error"]
    assert lines["deep/e.html.gz"]["article"]["canonical_url"] == "https://mission.example.org/saved/deep/e.html"
    assert [post["network"] for post in lines["F.HTML.GZ"]["posts"]] == ["facebook", "linkedin", "x", "vk", "ok"]
    assert shown.stderr.splitlines()[-1].startswith("8 pages, 2 failed, ")
    assert "4 of 8 pages" in shown.stderr


def test_processes_and_accounts_change_nothing_else(folder: Path, here: Here) -> None:
    for name in ("empty.html", "broken.html.gz"):
        (folder / name).unlink()
    alone = here("preview", str(folder), "--json", "--account", "vk", "--jobs", "1")
    beside = here("preview", str(folder), "--json", "--account", "vk", "--jobs", "3")
    assert (alone[0], beside[0]) == (0, 0)
    assert alone[1] == beside[1]
    assert {post["account"] for line in alone[1].splitlines() for post in json.loads(line)["posts"]} == {"vk"}
    people = here("preview", str(folder), "--jobs", "1")
    assert people[1].splitlines()[0].endswith("0 pictures, 5 posts: Заголовок новости номер 5 о встрече")


def test_addresses_stand_beside_pages_or_in_a_list_or_begin_as_told(folder: Path) -> None:
    (folder / "a.url").write_text("\ufeff[InternetShortcut]\r\nURL=https://e.org/shortcut\r\n", encoding="utf-8")
    (folder / "deep" / "c.html.url").write_text("https://e.org/beside\n", encoding="utf-8")
    (folder / "F.HTML.url").write_text("https://e.org/packed", encoding="utf-8")
    (folder / "B.url").write_text("nothing of use", encoding="utf-8")
    (folder / "urls.json").write_text(json.dumps({"deep/er/d.xhtml": "https://e.org/top"}), encoding="utf-8")
    (folder / "deep" / "urls.json").write_text(json.dumps({"e.html": "https://e.org/near"}), encoding="utf-8")
    found = {saved.path.relative_to(folder).as_posix(): saved for saved in pages_in(folder, "https://e.org/base")}
    assert {name: saved.url for name, saved in found.items()} == {
        "a.html": "https://e.org/shortcut", "deep/c.html": "https://e.org/beside", "F.HTML.GZ": "https://e.org/packed",
        "deep/er/d.xhtml": "https://e.org/top", "deep/e.html.gz": "https://e.org/near", "B.HTM": None,
        "empty.html": "https://e.org/base/empty.html", "broken.html.gz": "https://e.org/base/broken.html",
    }  # fmt: skip
    assert "is no web address" in (found["B.HTM"].fault or "")
    lines = {line["file"]: line for line in read_pages(CONFIG, list(found.values()), (), 1)}
    assert lines[str(folder / "a.html")]["article"]["url"] == "https://e.org/shortcut"
    assert "is no web address" in lines[str(folder / "B.HTM")]["error"]


@pytest.mark.parametrize(("text", "told"), [("{", "is not JSON"), ('["a"]', "is no list of addresses")])
def test_a_list_of_addresses_that_is_none(text: str, told: str, folder: Path) -> None:
    (folder / "urls.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=told):
        pages_in(folder, None)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<link rel="canonical" href="https://e.org/a?x=1&amp;y=2">', "https://e.org/a?x=1&y=2"),
        ("<LINK href=https://e.org/b rel=canonical>", "https://e.org/b"),
        ("<meta content='https://e.org/c' property='og:url'>", "https://e.org/c"),
        (
            '<meta property="og:url" content="https://e.org/c"><link rel="canonical" href="https://e.org/d">',
            "https://e.org/d",
        ),
        (
            '<link rel="canonical" href="/relative"><meta property="og:url" content="https://e.org/c">',
            "https://e.org/c",
        ),
        ('<link rel="alternate" href="https://e.org/amp"><link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="https://[broken">', None),
        ("", None),
    ],
)
def test_the_address_a_page_says_it_has(head: str, found: str | None, tmp_path: Path) -> None:
    assert stated_address(page(1, head).encode()) == found
    if found is not None:
        path = tmp_path / "saved.html"
        path.write_text(page(1, head), encoding="utf-8")
        line = next(iter(read_pages(CONFIG, pages_in(tmp_path, None), (), 1)))
        assert line["article"]["url"] == found


def test_work_that_ends_its_process_is_told_and_the_rest_goes_on() -> None:
    results = list(in_processes(died.work, range(6), 2, setup=died.setup, given=("number",)))
    assert isinstance(results[3], Died)
    assert [result for result in results if not isinstance(result, Died)] == [f"number {n}" for n in (0, 1, 2, 4, 5)]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--html"], 2, "--html shows one page"),
        (["-o", "x.html"], 2, "belong to --html"),
        (["--pictures"], 2, "belong to --html"),
        (["--account", "nobody"], 1, "account nobody: is not configured"),
        (["--url", "ftp://e.org"], 1, "is no web address"),
        (["--jobs", "0"], 2, "0 is not in the range"),
    ],
)
def test_a_persons_mistake_gets_a_plain_line(
    options: list[str], code: int, told: str, folder: Path, here: Here
) -> None:
    exit_code, out, err = here("preview", str(folder), *options)
    assert (exit_code, out) == (code, "")
    assert told in err


def test_an_empty_folder_says_what_it_looks_for(tmp_path: Path, here: Here) -> None:
    code, out, err = here("preview", str(tmp_path), "--json")
    assert (code, out) == (1, "")
    assert "holds no saved pages → they end in .html, .htm or .html.gz" in err


def test_html_goes_to_a_file_or_to_standard_output(folder: Path, tmp_path: Path, here: Here) -> None:
    out = tmp_path / "preview.html"
    asked = ("preview", str(folder / "a.html"), "--html", "--url", "https://mission.example.org/1")
    assert here(*asked, "-o", str(out)) == (0, "", f"written to {out}\n")
    text = out.read_text(encoding="utf-8")
    assert "Заголовок новости номер 6 о встрече" in text
    assert text.count('<article class="post ') == 5
    assert here(*asked) == (0, text, "")
    assert "cannot be written" in here(*asked, "-o", "/no/such/x.html")[2]


def test_a_packed_page_is_read_alone_too(folder: Path, here: Here) -> None:
    code, out, _ = here("preview", str(folder / "F.HTML.GZ"), "--json")
    assert (code, json.loads(out)["article"]["title"]) == (0, "Заголовок новости номер 6 о встрече")
