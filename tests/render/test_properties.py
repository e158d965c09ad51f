"""Every post of every article keeps its promises, whatever the article and the network."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.account import Account, PostForm
from bot.model.article import Article, Image
from bot.model.post import Form
from bot.networks.registry import REGISTRY
from bot.render.errors import RenderingError
from bot.render.faithful import unfaithful_words
from bot.render.graphemes import clusters
from bot.render.measure import length
from bot.render.renderer import Renderer

RENDERER = Renderer()
UTM = {"utm_source": "{network}", "utm_content": "{mark}"}
WORDS = st.sampled_from(
    "министр встреча Вена Бишкек 2026 г. А.К. «круглый стол» договор (проект) вода example.org 😀 👨‍👩‍👧 жыйын өттү "
    'Кыргызстан — №5 100% the agreement signed "quoted text" U.S. end'.split(" ")
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=40).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    paragraphs = draw(st.lists(PARAGRAPHS, min_size=0, max_size=6))
    images = (
        (Image("https://e.org/1.jpg", "подпись", draw(st.none() | st.just("описание"))),) if draw(st.booleans()) else ()
    )
    return Article(
        url="https://e.org/a", canonical_url="https://e.org/" + draw(st.sampled_from(["a", "новость", "x" * 200])),
        title=draw(st.lists(WORDS, min_size=1, max_size=60).map(" ".join)), lead=paragraphs[0] if paragraphs else "",
        text="\n\n".join(paragraphs), language="ru", images=images, card_image=draw(st.none() | st.just("https://e.org/c.jpg")),
    )  # fmt: skip


@pytest.mark.parametrize("network", list(REGISTRY))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(article=articles(), form=st.sampled_from(PostForm))
def test_every_post_keeps_its_promises(network: str, article: Article, form: PostForm) -> None:
    limits = REGISTRY[network].limits
    post = RENDERER.render(article, Account("a", network, "1", utm=UTM, form=form), limits, mark="m1")
    assert post.length == length(post.text, limits) <= limits.text
    assert unfaithful_words(post.text, article, [post.link or ""]) == []
    assert post.mark == "m1"
    assert (post.link or "") in post.text or post.link
    for span in post.spans:
        part = getattr(article, span.field)[span.start : span.end]
        assert " ".join(part.split()).rstrip(".…!?") in " ".join(post.text.split())
    body = post.text.replace(post.link or "", "")
    assert set(clusters(body)) <= set(clusters(article.title)) | set(clusters(article.text)) | set("…\n ")
    if all(text.count("«") == text.count("»") for text in (article.title, article.text)):
        # A title too long for the network is cut before a quotation, never inside it.
        assert body.count("«") == body.count("»")
    assert not re.search(r"\n{3,}", post.text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(article=articles())
def test_every_reply_of_a_thread_keeps_them_too(article: Article) -> None:
    limits = REGISTRY["x"].limits
    account = Account("a", "x", "1", utm=UTM, thread=True)
    head = RENDERER.render(article, Account("a", "x", "1", utm=UTM), limits, mark="m1")
    post = RENDERER.render(article, account, limits, mark="m1")
    assert (post.text, post.spans[: len(head.spans)]) == (head.text, head.spans)
    assert len(post.thread) <= limits.thread
    told = " ".join(" ".join(post.thread).split())
    assert told == " ".join(
        " ".join(article.text[span.start : span.end] for span in post.spans[len(head.spans) :]).split()
    )
    for part in post.thread:
        assert 0 < length(part, limits) <= limits.text
        assert unfaithful_words(part, article, ()) == []
    starts = [span.start for span in post.spans[len(head.spans) :]]
    assert starts == sorted(set(starts))


def article(text: str, **options: object) -> Article:
    return Article(
        "https://e.org/a",
        "https://e.org/a",
        "Заголовок новости",
        text.split("\n", maxsplit=1)[0],
        text,
        "ru",
        **options,
    )  # type: ignore[arg-type]


def rendered(text: str, network: str = "x", **options: object) -> str:
    return RENDERER.render(article(text, **options), Account("a", network, "1"), REGISTRY[network].limits).text


def test_a_sentence_that_repeats_the_title_is_left_out() -> None:
    assert rendered("Заголовок новости.\n\nНовое предложение о встрече.").count("Заголовок новости") == 1


def test_a_long_sentence_ends_at_a_word() -> None:
    text = rendered("Очень " + "длинное " * 60 + "предложение.")
    assert "длинное…" in text
    assert "длинн…" not in text


def test_a_quotation_is_never_left_open() -> None:
    text = rendered("Министр сказал: «" + "слово " * 60 + "конец», и ушёл.")
    assert text.count("«") == text.count("»") == 0
    assert "Министр сказал…" in text


def test_a_quotation_of_two_sentences_stays_together() -> None:
    text = rendered("Он сказал: «Первое. Второе».\n\nКонец истории наступил.", "facebook")
    assert "«Первое. Второе»" in text


@pytest.mark.parametrize(
    ("network", "options", "form", "pictures", "link_in_text"),
    [
        ("facebook", {}, Form.LINK, 0, False),
        ("facebook", {"images": (Image("https://e.org/1.jpg"),)}, Form.PHOTO, 1, True),
        (
            "facebook",
            {"images": (Image("https://e.org/1.jpg"),), "card_image": "https://e.org/1.jpg"},
            Form.LINK,
            0,
            False,
        ),
        ("linkedin", {"images": (Image("https://e.org/1.jpg"),)}, Form.LINK, 1, False),
        ("x", {"images": (Image("https://e.org/1.jpg"),)}, Form.LINK, 1, True),
        ("vk", {"images": (Image("https://e.org/1.jpg"),)}, Form.LINK, 1, False),
        ("ok", {"images": (Image("https://e.org/1.jpg"),)}, Form.LINK, 1, False),
    ],
)
def test_each_network_gets_its_own_form(
    network: str, options: dict[str, object], form: Form, pictures: int, link_in_text: bool
) -> None:
    post = RENDERER.render(
        article("Текст новости здесь.", **options), Account("a", network, "1"), REGISTRY[network].limits
    )
    assert (post.form, len(post.images), (post.link or "-") in post.text) == (form, pictures, link_in_text)


def test_a_template_with_words_of_its_own_is_allowed_and_one_that_breaks_is_told(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "vk.txt.j2").write_text("Новость: {{ title }}\n{{ summary }}", encoding="utf-8")
    (tmp_path / "ok.txt.j2").write_text("{{ title.__class__.__mro__ }}", encoding="utf-8")
    renderer = Renderer(tmp_path)
    news = article("Текст новости здесь.")
    assert renderer.render(news, Account("a", "vk", "1"), REGISTRY["vk"].limits).text.startswith("Новость: Заголовок")
    with pytest.raises(RenderingError, match="template"):
        renderer.render(news, Account("a", "ok", "1"), REGISTRY["ok"].limits)


def test_hashtags_come_from_the_articles_tags_by_the_configured_map() -> None:
    account = Account("a", "vk", "1", hashtags={"климат": "климат2026"}, always_hashtags=("МИД",))
    post = RENDERER.render(article("Текст.", tags=("Климат", "прочее")), account, REGISTRY["vk"].limits)
    assert post.text.endswith("#МИД #климат2026")
