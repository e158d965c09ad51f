"""A digest: titles and links of several articles, as many as a network has room for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.account import Account
from bot.model.article import Article
from bot.model.post import Form, Origin
from bot.networks.registry import REGISTRY
from bot.render.digest import MOST
from bot.render.errors import RenderingError
from bot.render.measure import length
from bot.render.renderer import Renderer

UTM = {"utm_content": "{mark}"}


def article(number: int, words: int = 6) -> Article:
    url = f"https://e.org/ru/news/{number}"
    title = " ".join([f"Новость {number}", *["слово"] * words])
    return Article(url, url, title, "Лид.", "Лид.", "ru")


ARTICLES = [article(number) for number in range(30)]


@pytest.mark.parametrize("network", sorted(REGISTRY))
def test_every_network_gets_as_many_whole_titles_as_it_has_room_for(network: str) -> None:
    limits = REGISTRY[network].limits
    account = Account("a", network, "1", utm=UTM, always_hashtags=("новости",))
    post, count = Renderer().digest(ARTICLES, account, limits, mark="m1")
    assert 2 <= count <= MOST
    assert post.length == length(post.text, limits) <= limits.text
    told = [line for line in post.text.splitlines() if line and not line.startswith(("http", "#"))]
    assert told == [one.title for one in ARTICLES[:count]]
    links = [line for line in post.text.splitlines() if line.startswith("http")]
    assert links == [f"{one.canonical_url}?utm_content=m1" for one in ARTICLES[:count]]
    assert (post.link, post.article_url, post.mark) == (links[0], ARTICLES[0].canonical_url, "m1")
    assert (post.form, post.origin, post.language) == (Form.LINK, Origin.DIGEST, "ru")
    if count < MOST:
        more = Renderer().digest(ARTICLES[: count + 1], account, replace(limits, text=limits.text + 400), mark="m1")
        assert more[1] == count + 1


def test_one_title_is_no_digest() -> None:
    long = [article(1, 45), article(2, 45)]
    with pytest.raises(RenderingError, match="do not fit"):
        Renderer().digest(long, Account("x", "x", ""), REGISTRY["x"].limits)


def test_an_account_may_have_its_own_template(tmp_path: Path) -> None:
    (tmp_path / "fb.digest.ru.txt.j2").write_text(
        "Пропущенное:\n{% for item in items %}• {{ item.title }}: {{ item.link }}\n{% endfor %}", encoding="utf-8"
    )
    account = Account("fb", "facebook", "1")
    post, _ = Renderer(tmp_path).digest(ARTICLES[:2], account, REGISTRY["facebook"].limits)
    assert post.text.splitlines()[0] == "Пропущенное:"
    assert post.text.count("•") == 2


def test_a_template_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "digest.txt.j2").write_text("{{ items", encoding="utf-8")
    with pytest.raises(RenderingError, match="template"):
        Renderer(tmp_path).digest(ARTICLES, Account("fb", "facebook", "1"), REGISTRY["facebook"].limits)
