"""Pictures as five networks get them: whatever the file was, a clean JPEG within the limits, or a reason."""

from __future__ import annotations

import io
import random
import threading
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from bot.errors import NotUnderstood, ReadingError, SiteUnavailable
from bot.http.fetcher import Fetched
from bot.model.limits import Limits
from bot.model.post import PostImage
from bot.networks.registry import REGISTRY
from bot.sources.pictures import PictureReader, fitted
from bot.sources.pictures.decode import MAX_PIXELS, SIDE_PX, decoded
from tests.sources import drawn
from tests.sources.drawn import BLUE, GREEN, RED, YELLOW, corners, opened, quarters, saved

# Pillow warns of bombs and crooked metadata where pressbot has an answer of its own.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")

URL = "https://mission.example.org/media/photo.jpg"
VK, FACEBOOK, X = (REGISTRY[name].limits for name in ("vk", "facebook", "x"))
EVERYONE = [registration.limits for registration in REGISTRY.values()]


def near(colours: list[tuple[int, int, int]], wanted: list[tuple[int, int, int]], by: int = 12) -> bool:
    return all(
        abs(a - b) <= by for one, other in zip(colours, wanted, strict=True) for a, b in zip(one, other, strict=True)
    )


def sent(content: bytes, limits: Limits = VK) -> Image.Image:
    jpeg, width, height = fitted(content, URL, limits)
    picture = opened(jpeg)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (width, height))
    return picture


def png16() -> bytes:
    """A gray PNG of 16 bits a channel: half of it dark gray, half of it light gray."""
    row = bytes.fromhex("0040") * 200 + bytes.fromhex("00c0") * 200
    return saved(Image.frombytes("I;16", (400, 300), row * 300), "PNG")


FRAMES = [quarters(), Image.new("RGB", (640, 480), "black")]
SEEN_AS_THEY_ARE = {
    "JPEG": saved(quarters()),
    "progressive JPEG": saved(quarters(), progressive=True),
    "CMYK JPEG": saved(quarters(mode="CMYK")),
    "PNG": saved(quarters(), "PNG"),
    "palette PNG": saved(quarters().quantize(16), "PNG"),
    "RGBA PNG": saved(quarters(mode="RGBA"), "PNG"),
    "WebP": saved(quarters(), "WEBP"),
    "AVIF": saved(quarters(), "AVIF"),
    "TIFF": saved(quarters(), "TIFF"),
    "BMP": saved(quarters(), "BMP"),
    "GIF": saved(quarters(), "GIF"),
    "animated GIF": saved(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:]),
    "animated WebP": saved(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]),
    "animated PNG": saved(FRAMES[0], "PNG", save_all=True, append_images=FRAMES[1:]),
    "MPO": saved(FRAMES[0], "MPO", save_all=True, append_images=FRAMES[1:]),
}


@pytest.mark.parametrize("kind", SEEN_AS_THEY_ARE)
def test_every_kind_comes_out_as_it_looks(kind: str) -> None:
    assert near(corners(sent(SEEN_AS_THEY_ARE[kind])), [RED, GREEN, BLUE, YELLOW], by=25)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("side", [640, 4000])
def test_every_orientation_is_upright(orientation: int, side: int) -> None:
    upright = quarters(side, side * 3 // 4)
    turned = {
        1: (), 2: ("FLIP_LEFT_RIGHT",), 3: ("ROTATE_180",), 4: ("FLIP_TOP_BOTTOM",), 5: ("TRANSPOSE",),
        6: ("ROTATE_90",), 7: ("TRANSVERSE",), 8: ("ROTATE_270",),
    }[orientation]  # fmt: skip
    stored = upright
    for turn in turned:
        stored = stored.transpose(getattr(Image.Transpose, turn))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = sent(saved(stored, exif=exif))
    assert picture.width > picture.height
    assert near(corners(picture), [RED, GREEN, BLUE, YELLOW])


def test_nothing_of_the_files_metadata_goes_out() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "HUSH-camera", "HUSH-photographer"
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 52.0, 30.0), 3: "E", 4: (74.0, 36.0, 0.0)})
    options = {
        "exif": exif, "comment": b"HUSH-comment", "xmp": b"<x:xmpmeta>HUSH-xmp</x:xmpmeta>", "dpi": (300, 300),
        "icc_profile": drawn.profile(drawn.DISPLAY_P3).replace(b"free", b"HUSH"), "extra": b"\xff\xed\x00\x0cHUSH-IPTC!",
    }  # fmt: skip
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "HUSH-png")
    files = [
        saved(quarters(), **options),
        saved(quarters(), "PNG", exif=exif, pnginfo=texts, icc_profile=options["icc_profile"]),
        saved(quarters(), "WEBP", exif=exif, xmp=options["xmp"], icc_profile=options["icc_profile"]),
        saved(quarters(), "GIF", comment=b"HUSH-gif"),
    ]
    for content in files:
        assert b"HUSH" in content or content[:2] == b"\x89P"
        for limits in EVERYONE:
            jpeg, _, _ = fitted(content, URL, limits)
            assert b"HUSH" not in jpeg
            picture = opened(jpeg)
            assert not picture.getexif()
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("space", [drawn.DISPLAY_P3, drawn.ADOBE_RGB])
def test_wide_colours_are_brought_to_srgb(space: tuple[tuple[float, float], ...], mode: str) -> None:
    wide = drawn.profile(space)
    srgb = ImageCms.createProfile("sRGB")
    soft = Image.new("RGB", (400, 300), (160, 110, 90))
    there = ImageCms.profileToProfile(soft, srgb, ImageCms.ImageCmsProfile(io.BytesIO(wide)))
    assert there is not None
    assert there.getpixel((9, 9)) != (160, 110, 90)
    picture = sent(saved(there.convert(mode), "PNG", icc_profile=wide))
    assert near([picture.getpixel((200, 150))], [(160, 110, 90)], by=4)  # type: ignore[list-item]


def test_a_profile_that_is_none_is_passed_over() -> None:
    assert near(corners(sent(saved(quarters(), "PNG", icc_profile=b"no profile"))), [RED, GREEN, BLUE, YELLOW])


def test_what_is_transparent_stands_on_white() -> None:
    layer = quarters(mode="RGBA")
    layer.paste((0, 0, 0, 0), (0, 0, 320, 240))
    layer.paste((0, 0, 0, 128), (320, 0, 640, 240))
    seen = corners(sent(saved(layer, "PNG")))
    assert near(seen, [(255, 255, 255), (127, 127, 127), BLUE, YELLOW])
    palette = layer.quantize(8)
    assert near(corners(sent(saved(palette, "PNG")))[:1], [(255, 255, 255)])
    gray = Image.new("LA", (300, 300), (0, 0))
    assert near(corners(sent(saved(gray, "PNG"))), [(255, 255, 255)] * 4)
    keyed = saved(quarters(), "PNG", transparency=RED)
    assert near(corners(sent(keyed)), [(255, 255, 255), GREEN, BLUE, YELLOW])


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    dark, light, _, _ = corners(sent(png16()))
    assert near([dark, light], [(64, 64, 64), (191, 191, 191)])
    real = Image.new("F", (300, 300), 0.5)
    assert near(corners(sent(saved(real, "TIFF")))[:1], [(127, 127, 127)])


PHOTO = saved(quarters())
BOMB = saved(Image.new("1", (400, 400)), "PNG")


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that says it has so many pixels."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    return BOMB[:16] + head + zlib.crc32(b"IHDR" + head).to_bytes(4, "big") + BOMB[33:]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><title>404</title>", "it is a web page"),
        (b"\n\n <HTML><body>no</body>", "it is a web page"),
        (b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>', "it is an SVG drawing"),
        (b"<svg onload='alert(1)'/>", "it is an SVG drawing"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "it is a HEIC picture"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "it is a video"),
        (b"%PDF-1.7\n", "it is a PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "it is a PostScript drawing"),
        (saved(quarters(64, 64), "ICO"), "it is a site icon"),
        (b"just words, no picture", "it is not a picture"),
        (PHOTO[: len(PHOTO) // 2], "is broken or cut off"),
        (PHOTO[:40], "it is not a picture, or a broken one"),
        (saved(quarters(), "PNG")[:600], "is broken or cut off"),
        (saved(quarters(), "GIF")[:900], "is broken or cut off"),
        (bomb(30000, 30000), "far too many pixels"),
        (bomb(8001, 8001), "far too many pixels (8001×8001)"),
        (saved(quarters(99, 400)), "is too small (99×400, 100 at least)"),
        (saved(quarters(1, 1), "GIF"), "is too small (1×1"),
        (saved(quarters(2400, 110)), "too long and narrow (2400×110)"),
        (saved(quarters(110, 2400), "PNG"), "too long and narrow (110×2400)"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_named_with_the_reason(content: bytes, told: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        fitted(content, URL, VK)
    assert str(caught.value).startswith(f"{URL}: ")
    assert told in caught.value.reason


def test_a_bombs_pixels_are_never_unpacked() -> None:
    assert MAX_PIXELS < 8001 * 8001
    with pytest.raises(NotUnderstood, match="pixels"):
        decoded(bomb(20000, 20000), URL)


def test_a_side_that_becomes_too_short_is_too_narrow() -> None:
    with pytest.raises(NotUnderstood, match="long and narrow"):
        fitted(saved(quarters(4000, 300)), URL, FACEBOOK)


def answer(content: bytes, limits: Limits) -> tuple[bytes, int, int] | NotUnderstood:
    try:
        return fitted(content, URL, limits)
    except NotUnderstood as error:
        return error


def noise(width: int, height: int, seed: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(seed).randbytes(width * height * 3))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    width=st.integers(100, 1000), height=st.integers(100, 1000), seed=st.integers(0, 9), calm=st.booleans(),
    most=st.integers(3_000, 400_000), side=st.integers(100, 2560), form=st.sampled_from(["JPEG", "PNG", "WEBP"]),
)  # fmt: skip
def test_a_picture_keeps_every_limit_or_is_refused(
    width: int, height: int, seed: int, calm: bool, most: int, side: int, form: str
) -> None:
    limits = replace(VK, image_bytes=most, image_side_px=side)
    content = saved(quarters(width, height) if calm else noise(width, height, seed), form)
    got = answer(content, limits)
    if isinstance(got, NotUnderstood):
        assert "narrow" in got.reason or "smaller than" in got.reason
        return
    jpeg, wide, high = got
    assert len(jpeg) <= most
    assert opened(jpeg).size == (wide, high)
    assert max(wide, high) <= min(side, max(width, height))
    assert min(wide, high) >= limits.image_min_side_px
    assert abs(wide / high - width / height) < 0.04 * width / height


@settings(max_examples=100, deadline=None)
@given(data=st.data(), kind=st.sampled_from(sorted(SEEN_AS_THEY_ARE)))
def test_damaged_files_end_in_a_picture_or_a_reason(data: st.DataObject, kind: str) -> None:
    content = bytearray(SEEN_AS_THEY_ARE[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content), 900) - 1))] = data.draw(st.integers(0, 255))
    got = answer(bytes(content), X)
    if isinstance(got, NotUnderstood):
        assert got.url == URL
    else:
        assert opened(got[0]).size == got[1:]


def test_the_quality_falls_before_the_size() -> None:
    content = saved(noise(900, 700, 1), "PNG")
    jpeg, width, height = fitted(content, URL, replace(VK, image_bytes=250_000))
    assert (width, height) == (900, 700)
    assert len(jpeg) <= 250_000
    _, width, height = fitted(content, URL, replace(VK, image_bytes=60_000))
    assert (width, height) < (900, 700)


class Site:
    """Answers with what stands at each address, and counts."""

    def __init__(self, **pages: bytes | ReadingError) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def fetch(self, url: str, *, max_bytes: int, accept: str) -> Fetched:
        assert max_bytes <= 20_000_000
        assert accept == "image/*"
        with self.lock:
            self.asked.append(url)
        answer = self.pages[url.rsplit("/", 1)[1]]
        if isinstance(answer, ReadingError):
            raise answer
        return Fetched(url, 200, {}, answer, False, "image/jpeg")


def reader(site: Site, seconds: list[float] | None = None, **more) -> PictureReader:  # type: ignore[no-untyped-def]
    return PictureReader(site, ticks=lambda: (seconds or [0.0])[-1], **more)  # type: ignore[arg-type]


def test_five_networks_at_once_cost_one_fetch() -> None:
    site = Site(photo=saved(quarters(3000, 2000)))
    pictures, got = reader(site), []
    image = PostImage("https://e.org/photo", "описание")
    threads = [
        threading.Thread(target=lambda one=limits: got.append(pictures.prepare(image, one))) for limits in EVERYONE
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.asked) == 1
    assert sorted(picture.width for picture in got) == sorted(min(limits.image_side_px, SIDE_PX) for limits in EVERYONE)
    assert {(picture.alt, picture.media_type, picture.url) for picture in got} == {
        ("описание", "image/jpeg", image.url)
    }


def test_what_is_no_picture_is_asked_once_and_an_outage_again() -> None:
    site = Site(page=b"<html>", ill=SiteUnavailable("https://e.org/ill", "the site answers 503"))
    pictures = reader(site)
    for address in ("https://e.org/page", "https://e.org/page", "https://e.org/ill", "https://e.org/ill"):
        with pytest.raises(ReadingError, match=address):
            pictures.prepare(PostImage(address), VK)
    assert [address.rsplit("/", 1)[1] for address in site.asked] == ["page", "ill", "ill"]


def test_a_picture_replaced_on_the_site_is_seen_some_minutes_later() -> None:
    site, seconds = Site(photo=saved(quarters(400, 300))), [0.0]
    pictures, image = reader(site, seconds), PostImage("https://e.org/photo")
    assert pictures.prepare(image, VK).width == 400
    site.pages["photo"] = saved(quarters(500, 300))
    seconds.append(599.0)
    assert pictures.prepare(image, VK).width == 400
    seconds.append(601.0)
    assert pictures.prepare(image, VK).width == 500


def test_memory_is_bounded() -> None:
    site = Site(**{f"p{number}": saved(quarters(2400, 2400)) for number in range(6)})
    pictures = reader(site)
    for number in range(6):
        pictures.prepare(PostImage(f"https://e.org/p{number}"), VK)
    pictures.prepare(PostImage("https://e.org/p5"), VK)
    pictures.prepare(PostImage("https://e.org/p0"), VK)
    assert [address[-2:] for address in site.asked] == ["p0", "p1", "p2", "p3", "p4", "p5", "p0"]


def test_a_card_is_drawn_without_any_request() -> None:
    site, drawn_for = Site(), list[str]()

    def draw(address: str) -> bytes:
        drawn_for.append(address)
        return saved(quarters(1200, 630), "PNG")

    pictures = reader(site, card=draw)
    for limits in EVERYONE:
        assert pictures.prepare(PostImage("card:?title=x", "x"), limits).width == 1200
    assert (site.asked, drawn_for) == ([], ["card:?title=x"])
