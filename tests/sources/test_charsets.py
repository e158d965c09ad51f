"""Charsets: declared, wrong, missing, and text that was decoded wrongly before it reached the page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.charset import decode
from bot.sources.page import read_page
from tests.sources.odd_pages import KY, RU, TK, T, p, whole
from tests.sources.samples import BISHKEK

RUSSIAN = whole(f'<h1>{T}</h1><div class="date">12.06.2020</div>{p(RU)}', title=T)
#: Kyrgyz letters that windows-1251 lacks are written as entities there.
KYRGYZ = whole(f'<h1>{TK}</h1><div class="date">12.06.2020</div>{p(KY)}', title=TK, lang="ky")
META = '<meta charset="utf-8">'


def saved(page: str, charset: str, declared: str | None) -> bytes:
    said = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return page.replace(META, said).encode(charset, "xmlcharrefreplace")


@pytest.mark.parametrize("header", [None, "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1251"])
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "cp-1251", "unknown-8bit"])
@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "windows-1251", "koi8-r", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("page", ["ru", "ky"])
def test_whatever_is_declared(page: str, charset: str, declared: str | None, header: str | None) -> None:
    text, title, first = (RUSSIAN, T, RU[0]) if page == "ru" else (KYRGYZ, TK, KY[0])
    article = read_page(saved(text, charset, declared), "https://e.kg/1", content_type=header, timezone=BISHKEK)
    assert article.title == title
    assert first in article.text


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251"])
def test_short_pages(declared: str | None) -> None:
    page = f"<html><head>{META}<title>Мост</title></head><body><h1>Мост открыт</h1><p>Сегодня открыли мост.</p></body></html>"
    for charset in ("utf-8", "windows-1251"):
        article = read_page(saved(page, charset, declared), "https://e.kg/1", timezone=BISHKEK)
        assert article.title == "Мост открыт"


def misread(text: str, charset: str) -> str:
    """utf-8 read as an 8-bit charset, as programs do it: bytes that the charset leaves open become control signs."""
    return "".join(bytes([byte]).decode(charset, "ignore") or bytes([byte]).decode("latin-1") for byte in text.encode())


@pytest.mark.parametrize("wrong", ["cp1252", "cp1251", "latin-1", "koi8-r"])
@pytest.mark.parametrize("text", [RUSSIAN, KYRGYZ], ids=["ru", "ky"])
def test_text_decoded_twice_is_mended_and_noted(text: str, wrong: str) -> None:
    """What another program read wrongly and saved as utf-8: the way back proves it."""
    found = decode(misread(text, wrong).encode(), None)
    assert found.text == text
    assert any("twice" in note for note in found.notes)


def test_a_spoiled_part_is_mended_alone() -> None:
    """The template is right, an older article was imported wrongly."""
    text = RUSSIAN.replace(RU[1], f"{misread('Привет', 'cp1251')}, {misread('новости', 'cp1251')}")
    found = decode(text.encode(), None)
    assert found.text == RUSSIAN.replace(RU[1], "Привет, новости")
    assert any("twice" in note for note in found.notes)


def test_words_that_look_spoiled_are_left() -> None:
    text = RUSSIAN.replace(RU[1], "Рёбра, Рѕ и прочее; п╬ тоже; Ð¾.")
    assert decode(text.encode(), None).text == text


def test_a_damaged_byte_costs_one_letter() -> None:
    body = RUSSIAN.encode()
    at = body.index("строил".encode())
    found = decode(body[: at + 1] + b"\xff" + body[at + 2 :], "text/html; charset=utf-8")
    assert found.charset == "utf-8"
    assert found.notes
    assert T in found.text


def test_a_cut_page_is_still_utf8() -> None:
    body = RUSSIAN.encode()
    for cut in range(1, 4):
        assert T in decode(body[:-400][: -cut or None], None).text


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Der Außenminister hat in Bischkek über Verträge gesprochen, größere Pläne gibt es.", "iso-8859-1"),
        ("Dışişleri bakanı Bişkek'te görüştü, ülkenin geleceği için çalışıyoruz.", "iso-8859-9"),
        ("Le ministre a été reçu à Bichkek, où il a évoqué les accords.", "windows-1252"),
    ],
)
def test_western_pages_stay_western(text: str, charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>{text}</p></body></html>'
    assert text in decode(page.encode(charset), None).text


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=utf-16", "x; charset=\u0430"]),
)
def test_never_raises(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type).text, str)


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяөүң ,.АБВГДӨҮҢ", min_size=30, max_size=200))
def test_utf8_is_always_itself(text: str) -> None:
    assert decode(text.encode(), None).text == text


@pytest.mark.parametrize("piece", [b"\xd0", b"\xff", b"<meta ", b"charset=", "Рџ".encode(), b"\x00", "Ð°".encode()])
def test_hostile_bytes_end_in_time(piece: bytes) -> None:
    began = time.monotonic()
    decode(piece * 300_000, None)
    assert time.monotonic() - began < 4
