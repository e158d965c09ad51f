"""Title cards: real letters, words never cut, the same bytes each time; and how a card joins a post."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.errors import NotUnderstood, UserError
from bot.model.account import Account, CardColours, PostForm
from bot.model.article import Article
from bot.model.article import Image as Illustration
from bot.model.post import Form
from bot.networks.registry import REGISTRY
from bot.render import font
from bot.render.card import HEIGHT_PX, WIDTH_PX, Card, CardPainter, card_at, laid_out
from bot.render.font import drawable, faces
from bot.render.renderer import Renderer
from bot.sources.pictures import fitted

COLOURS = CardColours("#ffffff", "#1f3a5f")
LETTERS = (
    "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНҢОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯ"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüßéèçñğışİ0123456789«»„“”‚‘’—–-…№§%&()!?.,:;/+€₽$"
)
TITLE = "Министрлер Кабинети жаңы өнөр жай стратегиясын бекитти: үч өлкө, «Өнүгүү» долбоору"


def picture(card: Card) -> Image.Image:
    return Image.open(io.BytesIO(CardPainter().draw(card.address())))


@pytest.mark.parametrize("face", faces())
def test_every_letter_is_drawn_and_none_as_an_empty_box(face: font.Face) -> None:
    assert face.path.name.startswith("PT_Sans")
    assert face.lacks(LETTERS) == ""
    box = bytes(face.at(60).getmask("\U0010fffe"))
    shapes = {bytes(face.at(60).getmask(letter)) for letter in "өүңӨҮҢоунОУН"}
    assert box not in shapes
    assert len(shapes) == 12
    assert face.lacks("字ө😀") == "字😀"


def test_a_card_has_its_size_and_colours_and_the_same_bytes_each_time() -> None:
    card = Card(TITLE, "mission.example.org", COLOURS)
    drawn = picture(card)
    assert drawn.size == (WIDTH_PX, HEIGHT_PX)
    assert drawn.getpixel((WIDTH_PX - 5, 5)) == (0x1F, 0x3A, 0x5F)
    assert CardPainter().draw(card.address()) == CardPainter().draw(card.address())
    other = picture(Card(TITLE.replace("ө", "о"), "mission.example.org", COLOURS))
    assert drawn.tobytes() != other.tobytes()
    for edge in (
        (WIDTH_PX - 60, 0, WIDTH_PX, HEIGHT_PX),
        (30, 0, WIDTH_PX, 60),
        (30, HEIGHT_PX - 60, WIDTH_PX, HEIGHT_PX),
    ):
        assert drawn.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), (0x1F, 0x3A, 0x5F))]


def test_a_card_is_a_picture_every_network_takes() -> None:
    png = CardPainter().draw(Card(TITLE, "", COLOURS).address())
    for registration in REGISTRY.values():
        _, width, height = fitted(png, "card:", registration.limits)
        assert (width, height) == (WIDTH_PX, HEIGHT_PX)


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(st.text("абвңөүшщyzW—«»,.1", min_size=1, max_size=22), min_size=1, max_size=60),
    width=st.integers(400, 1200), height=st.integers(120, 500),
)  # fmt: skip
def test_titles_are_broken_between_words_only_and_fit(words: list[str], width: int, height: int) -> None:
    def width_of(text: str, size: int) -> float:
        return len(text) * size * 0.5

    title = " ".join(" ".join(words).split())
    size, lines = laid_out(title, width_of, width, height)
    assert all(width_of(line, size) <= width for line in lines)
    assert len(lines) * size * 1.22 <= height
    shown = " ".join(lines)
    if shown != title:
        assert size == 34
        assert shown.endswith("…")
        kept = shown.removesuffix("…").split(" ")
        assert kept[:-1] == title.split(" ")[: len(kept) - 1]
        assert title.split(" ")[len(kept) - 1].startswith(kept[-1])
        assert set(title.split(" ")[len(kept) - 1].removeprefix(kept[-1])) <= set(",;:—–-.")


def test_short_words_and_dashes_are_not_left_at_a_lines_ends() -> None:
    _, lines = laid_out("Встреча прошла в Вене — о воде и энергии", lambda text, size: len(text) * size / 2, 800, 400)
    assert all(not line.endswith((" в", " о", " и")) and not line.startswith("—") for line in lines)


def test_a_word_wider_than_the_card_is_refused() -> None:
    with pytest.raises(NotUnderstood, match="wider than the card"):
        laid_out("щ" * 100, lambda text, size: len(text) * size, 1000, 400)


def test_emoji_are_left_out_and_strange_letters_refused() -> None:
    bold, _ = faces()
    assert drawable("Итоги 🎉 дня  ✅", bold) == "Итоги дня"
    assert drawable("и\u0306", bold) == "й"
    with pytest.raises(NotUnderstood, match="the font has no 新 聞 → name one that has as card_font"):
        picture(Card("新聞", "e.org", COLOURS))
    with pytest.raises(NotUnderstood, match="no letters"):
        picture(Card("🎉🎉", "e.org", COLOURS))


@pytest.mark.parametrize("address", ["card:", "card:?title=x", "card:?title=x&colour=red&background=%23000000", "card:?colour=%23ffffff&background=%23000000"])  # fmt: skip
def test_an_address_that_is_not_ours_is_refused(address: str) -> None:
    with pytest.raises(NotUnderstood, match="not one that pressbot wrote"):
        CardPainter().draw(address)


@given(title=st.text(), site=st.text())
def test_an_address_keeps_every_word(title: str, site: str) -> None:
    card = Card(title, site, COLOURS)
    if title:
        assert card_at(card.address()) == card


def test_a_font_of_ones_own_and_none_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bold, _ = faces()
    copy = tmp_path / "own.ttf"
    copy.write_bytes(bold.path.read_bytes())
    assert [face.path for face in faces(copy)] == [copy, copy]
    copy.write_bytes(b"no font")
    with pytest.raises(UserError, match="is no font that can be used"):
        faces(copy)
    monkeypatch.setattr(font, "_places", list)
    with pytest.raises(NotUnderstood, match="no font was found → install fontpkg-pt-sans, or name one as card_font"):
        CardPainter().draw(Card("x", "", COLOURS).address())


def article(**more: object) -> Article:
    values = {
        "url": "https://www.e.org/1", "canonical_url": "https://www.e.org/1", "title": TITLE, "lead": "Биринчи сүйлөм.",
        "text": "Биринчи сүйлөм.", "language": "ky",
    }  # fmt: skip
    return Article(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("network", list(REGISTRY))
def test_a_post_without_picture_gets_a_card_where_the_account_asks(network: str) -> None:
    limits = REGISTRY[network].limits
    asked, plain = Account("a", network, "1", card=COLOURS), Account("a", network, "1")
    post = Renderer().render(article(), asked, limits)
    assert [card_at(image.url) for image in post.images] == [Card(TITLE, "e.org", COLOURS)]
    assert post.images[0].alt == (TITLE if limits.alt else None)
    assert "the page has no picture: a title card is drawn" in post.notes
    assert Renderer().render(article(), plain, limits).images == ()
    own = article(images=(Illustration("https://e.org/p.jpg"),), site_name="Сайт")
    assert not any(image.url.startswith("card:") for image in Renderer().render(own, asked, limits).images)


def test_facebook_shows_the_card_as_a_photo_unless_the_page_offers_one_or_the_account_wants_links() -> None:
    limits = REGISTRY["facebook"].limits
    post = Renderer().render(article(), Account("a", "facebook", "1", card=COLOURS), limits)
    assert (post.form, "https://www.e.org/1" in post.text) == (Form.PHOTO, True)
    linked = Account("a", "facebook", "1", card=COLOURS, form=PostForm.LINK)
    assert Renderer().render(article(), linked, limits).images == ()
