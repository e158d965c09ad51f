"""Telegram's stand-in, asked without an adapter: texts and marks, photos, albums, changes, rights, limits, every line of its errors."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image

from bot.sandbox import accounts
from bot.sandbox.telegram.entities import length
from bot.sandbox.telegram.errors import LINES, PREFIXES, of_code
from bot.sandbox.telegram.markup import ParseError, parse_html, parse_markdown, parse_markdown_v2
from tests.sandbox.bundle import bundle, drawn
from tests.sandbox.calling import Answer, Wire

CHANNEL = accounts.TELEGRAM_CHANNEL


@pytest.fixture
def wire(lasting: Wire) -> Wire:
    lasting.afresh()
    return lasting


def call(wire: Wire, method: str, token: str = accounts.TELEGRAM_TOKEN, **given: Any) -> Answer:
    body = json.dumps(given, ensure_ascii=False).encode()
    return wire.send("POST", f"/telegram/bot{token}/{method}", body, content_type="application/json")


def upload(wire: Wire, method: str, files: dict[str, bytes], **given: str) -> Answer:
    body, kind = bundle(files, **({"chat_id": CHANNEL} | given))
    return wire.send("POST", f"/telegram/bot{accounts.TELEGRAM_TOKEN}/{method}", body, content_type=kind)


def send(wire: Wire, text: str = "Новость дня", **given: Any) -> Answer:
    return call(wire, "sendMessage", **({"chat_id": CHANNEL, "text": text} | given))


def sent(wire: Wire, text: str = "Новость дня", **given: Any) -> dict[str, Any]:
    return dict(send(wire, text, **given).json["result"])


def album(wire: Wire, *captions: str, files: list[bytes] | None = None, **more: Any) -> Answer:
    pictures = files or [drawn("JPEG", 64 + place, 48) for place in range(len(captions))]
    media = [
        {"type": "photo", "media": f"attach://p{place}", **({"caption": caption} if caption else {}), **more}
        for place, caption in enumerate(captions)
    ]
    return upload(
        wire,
        "sendMediaGroup",
        {f"p{place}": content for place, content in enumerate(pictures)},
        media=json.dumps(media),
    )


def said(answer: Answer) -> str:
    """Code and description of a refusal, which stands in status and body alike."""
    assert answer.json["ok"] is False
    assert answer.status == answer.json["error_code"]
    return f"{answer.status} {answer.json['description']}"


# --- texts -----------------------------------------------------------------------------------------------------------


def test_a_message_comes_back_whole(wire: Wire) -> None:
    message = sent(wire, "  Итоги: https://mission.example.org/ru/1 #новости  ")
    assert message["text"] == "Итоги: https://mission.example.org/ru/1 #новости"
    assert message["chat"] == message["sender_chat"]
    assert (message["chat"]["id"], message["chat"]["type"]) == (int(CHANNEL), "channel")
    assert message["date"] == int(wire.clock.moment.timestamp())
    assert [(e["type"], e["offset"], e["length"]) for e in message["entities"]] == [("url", 7, 32), ("hashtag", 40, 8)]
    post = wire.sandbox.wall("telegram")[0]
    assert (post.id, post.link) == (str(message["message_id"]), "https://mission.example.org/ru/1")
    assert wire.broken() == []


@pytest.mark.parametrize("chat", [CHANNEL, int(CHANNEL), f"@{accounts.TELEGRAM_CHANNEL_USERNAME}"])
def test_the_channel_has_two_names(wire: Wire, chat: Any) -> None:
    assert send(wire, chat_id=chat).status == 200


def test_query_form_multipart_and_json_are_read_alike(wire: Wire) -> None:
    address = f"/telegram/bot{accounts.TELEGRAM_TOKEN}/sendmessage"
    asked = {"chat_id": CHANNEL, "text": "Ёлка & Ко"}
    body, kind = bundle({}, **asked)
    answers = [
        wire.send("GET", f"{address}?{urlencode(asked)}"),
        wire.send("POST", address, urlencode(asked).encode(), content_type="application/x-www-form-urlencoded"),
        wire.send("POST", address, body, content_type=kind),
        wire.send("POST", address, json.dumps(asked).encode(), content_type="application/json"),
    ]
    assert [answer.json["result"]["text"] for answer in answers] == ["Ёлка & Ко"] * 4
    assert wire.broken() == []
    assert wire.send("POST", address, b"[", content_type="application/json").status == 400
    assert "no JSON object" in wire.broken()[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", "text is empty"), ("  \n ", "text is empty"), ("ы" * 4097, "is too long"), ("😀" * 2049, "is too long")],
)
def test_a_text_has_one_to_4096_utf16_units(wire: Wire, text: str, line: str) -> None:
    assert line in said(send(wire, text))
    assert wire.broken()
    assert wire.sandbox.wall("telegram") == []


def test_the_limit_counts_after_parsing(wire: Wire) -> None:
    assert send(wire, "<b>" + "ы" * 4096 + "</b>", parse_mode="HTML").status == 200
    assert send(wire, "😀" * 2048).status == 200
    assert send(wire, f'<a href="https://example.org/{"a" * 4000}">{"ы" * 200}</a>', parse_mode="HTML").status == 200
    assert wire.broken() == []
    wire.control("switches", network="telegram", name="counting", value="codepoints")
    assert send(wire, "😀" * 4096).status == 200


@pytest.mark.parametrize(
    ("mode", "text", "plain", "kinds"),
    [
        ("HTML", "<b>Жир</b> &lt;и&gt; <i>кур<u>сив</u></i>", "Жир <и> курсив", "bold italic underline"),
        ("HTML", '<a href="https://example.org/?a=1&amp;b=2">тут</a>', "тут", "text_link"),
        ("HTML", "<blockquote expandable>Ц</blockquote><tg-spoiler>т</tg-spoiler>", "Цт", "expandable_blockquote spoiler"),
        ("html", '<span class="tg-spoiler">т</span><pre>п</pre><code>к</code>', "тпк", "spoiler pre code"),
        ("MarkdownV2", r"*Жир* _кур_ __под__ ~нет~ ||тайна|| 1\.0\!", "Жир кур под нет тайна 1.0!", "bold italic underline strikethrough spoiler"),
        ("MarkdownV2", r"[тут](https://example.org/a_\(b\)) `код`", "тут код", "text_link code"),
        ("MarkdownV2", ">Цитата\n>дальше\nтекст", "Цитата\nдальше\nтекст", "blockquote"),
        ("MarkdownV2", "```a\\`b```", "a`b", "pre"),
    ],
)  # fmt: skip
def test_marks_become_entities(wire: Wire, mode: str, text: str, plain: str, kinds: str) -> None:
    message = sent(wire, text, parse_mode=mode)
    assert message["text"] == plain
    assert " ".join(entity["type"] for entity in message["entities"]) == kinds
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("mode", "text", "words"),
    [
        ("HTML", "a <x>b</x>", 'Unsupported start tag "x" at byte offset 2'), ("HTML", "2 < 3", "Unsupported start tag"),
        ("HTML", "<p>b</p>", 'Unsupported start tag "p"'), ("HTML", "<b>a", 'corresponding to start tag "b"'),
        ("HTML", "<b><i>a</b></i>", 'expected "</i>", found "</b>"'), ("HTML", "a</b>", "Unexpected end tag"),
        ("HTML", "<span>a</span>", 'must have class "tg-spoiler"'), ("MarkdownV2", "Версия 1.0", "Character '.' is reserved"),
        ("MarkdownV2", "a-b", "Character '-'"), ("MarkdownV2", "*a", "end of Bold entity at byte offset 0"),
        ("MarkdownV2", "`a", "end of Code entity"), ("MarkdownV2", "[a]", "end of a URL"), ("Markdown", "a_b", "end of the entity"),
    ],
)  # fmt: skip
def test_marks_that_do_not_fit_are_refused(wire: Wire, mode: str, text: str, words: str) -> None:
    answer = said(send(wire, text, parse_mode=mode))
    assert answer.startswith("400 Bad Request: can't parse entities: ")
    assert words in answer
    assert wire.broken()


def test_what_the_server_lets_pass_and_the_documents_forbid_is_noted(wire: Wire) -> None:
    for text in ("Ко & Ко", "a > b", '<a href="">нет</a>'):
        assert send(wire, text, parse_mode="HTML").status == 200
        assert wire.broken()
    assert said(send(wire, "a", parse_mode="BBCode")) == "400 Bad Request: unsupported parse_mode"
    assert send(wire, "a", parse_mode="HTML", entities=[{"type": "bold", "offset": 0, "length": 1}]).status == 200
    assert send(wire, "a", disable_web_page_preview=True).status == 200
    assert [line.split(": ", 1)[1] for line in wire.broken()] == [
        "sendMessage with an unknown parse_mode",
        "sendMessage with parse_mode and entities: the entities are not looked at",
        "sendMessage takes no disable_web_page_preview",
    ]


@forall(st.text(alphabet="aы😀<>&;*_[]()~`|\\-.!\n/b", max_size=20))
@settings(max_examples=50)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for parse in (parse_html, parse_markdown_v2, parse_markdown):
        try:
            marked = parse(text)
        except ParseError:
            continue
        assert length(marked.text) <= length(text)
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= marked.length() for e in marked.entities)


def test_entities_are_counted_in_utf16(wire: Wire) -> None:
    entities = [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "text_link", "offset": 7, "length": 3, "url": "https://example.org/"},
    ]
    message = sent(wire, "😀 жир тут", entities=entities)
    assert message["entities"] == entities
    assert wire.sandbox.wall("telegram")[0].link == "https://example.org/"
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("entity", "status"),
    [
        ({"type": "bold", "offset": 0, "length": 99}, 200), ({"type": "bold", "offset": 1, "length": 2}, 200),
        ({"type": "bold", "offset": 0, "length": 0}, 200), ({"type": "neon", "offset": 0, "length": 1}, 400),
        ({"type": "bold", "offset": "0", "length": 1}, 400), ({"type": "text_link", "offset": 0, "length": 1}, 400), (5, 400),
    ],
)  # fmt: skip
def test_entities_out_of_the_text_are_dropped_and_faulty_ones_refused(wire: Wire, entity: Any, status: int) -> None:
    answer = send(wire, "😀 a", entities=[entity])
    assert answer.status == status
    assert status != 200 or "entities" not in answer.json["result"]
    assert wire.broken()


def test_the_link_preview(wire: Wire) -> None:
    link = "https://mission.example.org/ru/1"
    options = {"url": link, "prefer_large_media": True, "show_above_text": True}
    assert sent(wire, "Без адреса", link_preview_options=options)["link_preview_options"] == options
    assert wire.sandbox.wall("telegram")[0].link == link
    sent(wire, f"С адресом {link}", link_preview_options={"is_disabled": True})
    assert wire.sandbox.wall("telegram")[0].link is None
    page = wire.send("GET", "/walls/telegram").body.decode()
    assert page.count('class="card"') == 1
    assert wire.broken() == []
    sent(wire, "a", link_preview_options={"prefer_large_media": True, "prefer_small_media": True, "colour": "red"})
    assert len(wire.broken()) == 2
    assert send(wire, "a", link_preview_options="x").status == 400
    assert send(wire, "a", link_preview_options=[1]).status == 400


def test_a_reply_needs_its_message(wire: Wire) -> None:
    first = sent(wire)["message_id"]
    assert sent(wire, "Дальше", reply_parameters={"message_id": first})["reply_to_message"]["message_id"] == first
    assert "to be replied not found" in said(send(wire, reply_parameters={"message_id": 999}))
    assert wire.broken() == []
    assert send(wire, reply_parameters={"id": 1}).status == 400
    assert wire.broken()


# --- photos ----------------------------------------------------------------------------------------------------------


def test_a_photo_with_its_caption(wire: Wire, jpeg: bytes) -> None:
    message = upload(wire, "sendPhoto", {"photo": jpeg}, caption="<b>Зал</b>", parse_mode="HTML").json["result"]
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("Зал", "bold")
    assert [size["width"] for size in message["photo"]] == [90, 1280]
    assert "text" not in message
    again = call(wire, "sendPhoto", chat_id=CHANNEL, photo=message["photo"][-1]["file_id"]).json["result"]
    assert again["photo"] == message["photo"]
    attached = upload(wire, "sendPhoto", {"file": jpeg}, photo="attach://file")
    assert attached.status == 200
    assert wire.sandbox.wall("telegram")[0].pictures == wire.sandbox.wall("telegram")[2].pictures
    assert wire.broken() == []


def test_a_caption_has_up_to_1024_units(wire: Wire, jpeg: bytes) -> None:
    assert upload(wire, "sendPhoto", {"photo": jpeg}, caption="😀" * 512).status == 200
    assert (
        said(upload(wire, "sendPhoto", {"photo": jpeg}, caption="ы" * 1025))
        == "400 Bad Request: message caption is too long"
    )
    assert "1025 characters" in wire.broken()[0]


@pytest.mark.parametrize(
    ("content", "words", "noted"),
    [
        (b"<html>no picture</html>", "IMAGE_PROCESS_FAILED", False), (drawn("TIFF"), "IMAGE_PROCESS_FAILED", False),
        (drawn("PNG", 9501, 500), "PHOTO_INVALID_DIMENSIONS", True), (drawn("PNG", 2010, 100), "PHOTO_INVALID_DIMENSIONS", True),
        (drawn("JPEG") + b"\0" * 10_485_760, "is too big for a photo", True), (b"", "file must be non-empty", True),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused(wire: Wire, content: bytes, words: str, noted: bool) -> None:
    assert words in said(upload(wire, "sendPhoto", {"photo": content}))
    assert bool(wire.broken()) is noted
    assert wire.sandbox.wall("telegram") == []


@pytest.mark.parametrize(("width", "height"), [(9500, 500), (2000, 100)])
def test_what_just_fits_is_taken(wire: Wire, width: int, height: int) -> None:
    assert upload(wire, "sendPhoto", {"photo": drawn("PNG", width, height)}).status == 200
    assert wire.broken() == []


def test_a_photo_must_be_there_and_reachable(wire: Wire) -> None:
    assert "no photo in the request" in said(call(wire, "sendPhoto", chat_id=CHANNEL))
    assert "attachment not found" in said(upload(wire, "sendPhoto", {"x": b"1"}, photo="attach://y"))
    assert len(wire.broken()) >= 2
    assert "failed to get HTTP URL content" in said(
        call(wire, "sendPhoto", chat_id=CHANNEL, photo="http://127.0.0.1/a.jpg")
    )
    assert "wrong file identifier" in said(call(wire, "sendPhoto", chat_id=CHANNEL, photo="AgACunknown"))
    assert wire.broken() == []


def test_a_request_has_up_to_50_mb(wire: Wire) -> None:
    assert said(upload(wire, "sendPhoto", {"photo": b"\0" * (50 * 1024 * 1024 + 1)})) == "413 Request Entity Too Large"
    assert wire.broken()


def test_an_album_is_many_messages_and_one_post(wire: Wire) -> None:
    answer = album(wire, "Подпись", "", "")
    messages = answer.json["result"]
    numbers = [message["message_id"] for message in messages]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["Подпись", None, None]
    [post] = wire.sandbox.wall("telegram")
    assert (post.id, post.text, len(post.pictures)) == (str(numbers[0]), "Подпись", 3)
    assert sent(wire)["message_id"] == numbers[0] + 3
    assert wire.broken() == []


def test_several_captions_show_none_under_the_album(wire: Wire) -> None:
    album(wire, "Один", "Два")
    assert wire.sandbox.wall("telegram")[0].text == ""


@pytest.mark.parametrize(
    ("captions", "words"), [([], "no messages"), ([""], "as an album"), ([""] * 11, "as an album")]
)
def test_an_album_has_two_to_ten(wire: Wire, captions: list[str], words: str) -> None:
    assert words in said(album(wire, *captions))
    assert wire.broken()


def test_one_bad_picture_spoils_the_album(wire: Wire) -> None:
    answer = said(album(wire, "", "", files=[drawn("JPEG"), b"nothing"]))
    assert answer == '400 Bad Request: failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"'
    assert wire.sandbox.wall("telegram") == []
    assert wire.broken() == []
    for media in ("x", '[{"type": "video", "media": "attach://p0"}, {"type": "photo", "media": "attach://p0"}]'):
        assert upload(wire, "sendMediaGroup", {"p0": drawn("JPEG")}, media=media).status == 400
        assert wire.broken()
    assert album(wire, "", "", colour="red").status == 200
    assert "InputMediaPhoto takes no colour" in wire.broken()[0]


# --- changing, deleting ----------------------------------------------------------------------------------------------


def test_a_text_is_edited(wire: Wire) -> None:
    first = sent(wire)["message_id"]
    wire.clock.forward(days=400)
    edited = call(wire, "editMessageText", chat_id=CHANNEL, message_id=first, text="Поправка").json["result"]
    assert (edited["text"], edited["edit_date"]) == ("Поправка", int(wire.clock.moment.timestamp()))
    assert wire.sandbox.wall("telegram")[0].text == "Поправка"
    assert "is not modified" in said(call(wire, "editMessageText", chat_id=CHANNEL, message_id=first, text="Поправка"))
    assert "to edit not found" in said(call(wire, "editMessageText", chat_id=CHANNEL, message_id=99, text="a"))
    assert wire.broken() == []
    assert "no caption" in said(call(wire, "editMessageCaption", chat_id=CHANNEL, message_id=first, caption="a"))
    assert wire.broken()


def test_a_caption_is_edited(wire: Wire) -> None:
    first, second = (message["message_id"] for message in album(wire, "Было", "").json["result"])
    edit = {"chat_id": CHANNEL, "message_id": first}
    assert call(wire, "editMessageCaption", **edit, caption="Стало").json["result"]["caption"] == "Стало"
    assert wire.sandbox.wall("telegram")[0].text == "Стало"
    assert "is not modified" in said(call(wire, "editMessageCaption", **edit, caption="Стало"))
    call(wire, "editMessageCaption", chat_id=CHANNEL, message_id=second, caption="И второй")
    assert wire.sandbox.wall("telegram")[0].text == ""
    assert wire.broken() == []
    assert "no text" in said(call(wire, "editMessageText", **edit, text="a"))
    assert wire.broken()


def test_messages_are_deleted_one_by_one_or_together(wire: Wire) -> None:
    first = sent(wire)["message_id"]
    assert call(wire, "deleteMessage", chat_id=CHANNEL, message_id=first).json["result"] is True
    assert "to delete not found" in said(call(wire, "deleteMessage", chat_id=CHANNEL, message_id=first))
    numbers = [message["message_id"] for message in album(wire, "Подпись", "", "").json["result"]]
    call(wire, "deleteMessage", chat_id=CHANNEL, message_id=numbers[0])
    [post] = wire.sandbox.wall("telegram")
    assert (post.text, len(post.pictures)) == ("", 2)
    assert call(wire, "deleteMessages", chat_id=CHANNEL, message_ids=[*numbers, 999]).json["result"] is True
    assert wire.sandbox.wall("telegram") == []
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], "not specified"), (list(range(1, 102)), "too many"), ([0], "invalid"), (["x"], "invalid")],
)
def test_a_hundred_ids_at_most(wire: Wire, numbers: list[Any], words: str) -> None:
    assert words in said(call(wire, "deleteMessages", chat_id=CHANNEL, message_ids=numbers))
    assert wire.broken()


@pytest.mark.parametrize(
    ("without", "by_hand", "hours", "switch", "words"),
    [
        ([], False, 1000, False, ""), ([], True, 1000, False, ""), ([], False, 49, True, "for everyone"), ([], False, 47, True, ""),
        (["can_delete_messages"], False, 47, False, ""), (["can_delete_messages"], False, 48, False, "for everyone"),
        (["can_delete_messages"], True, 0, False, "can't be deleted"),
        (["can_delete_messages", "can_post_messages"], False, 0, False, "can't be deleted"),
    ],
)  # fmt: skip
def test_who_may_delete_what(
    wire: Wire, without: list[str], by_hand: bool, hours: int, switch: bool, words: str
) -> None:
    made = wire.control("posts", network="telegram", text="a")["id"] if by_hand else sent(wire)["message_id"]
    wire.clock.forward(hours=hours)
    wire.control("tokens", network="telegram", token=accounts.TELEGRAM_TOKEN, without=without)
    wire.control("switches", network="telegram", name="delete_48h", value=switch)
    answer = call(wire, "deleteMessage", chat_id=CHANNEL, message_id=int(made))
    assert (answer.status == 200) is not bool(words)
    assert not words or words in said(answer)
    assert wire.broken() == []


def test_others_posts_need_can_edit_messages(wire: Wire) -> None:
    identity = int(wire.control("posts", network="telegram", text="Рукой")["id"])
    edit = {"chat_id": CHANNEL, "message_id": identity, "text": "a"}
    assert call(wire, "editMessageText", **edit).status == 200
    wire.control("tokens", network="telegram", token=accounts.TELEGRAM_TOKEN, without=["can_edit_messages"])
    assert said(call(wire, "editMessageText", **(edit | {"text": "b"}))) == "400 Bad Request: message can't be edited"
    assert wire.broken() == []


# --- tokens, rights, chats -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "answer", "noted"),
    [
        ("1:x", "401 Unauthorized", False), ("0:x", "401 Unauthorized: invalid token specified", True),
        ("abc", "401 Unauthorized: invalid token specified", True),
    ],
)  # fmt: skip
def test_tokens(wire: Wire, token: str, answer: str, noted: bool) -> None:
    assert said(call(wire, "getMe", token)) == answer
    assert bool(wire.broken()) is noted


def test_unknown_addresses_and_methods(wire: Wire) -> None:
    assert said(wire.send("GET", "/telegram/getMe")) == "404 Not Found"
    assert said(call(wire, "getChatHistory", chat_id=CHANNEL)) == "404 Not Found: method not found"
    assert len(wire.broken()) == 2
    assert accounts.TELEGRAM_TOKEN not in str(wire.sandbox.violations)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("live", ""), ("revoked", "401 Unauthorized"), ("role_lost", "400 Bad Request: need administrator rights in the channel chat"),
        ("app_removed", "403 Forbidden: bot was kicked from the channel chat"),
    ],
)  # fmt: skip
def test_a_bot_loses_its_place(wire: Wire, state: str, answer: str) -> None:
    wire.control("tokens", network="telegram", token=accounts.TELEGRAM_TOKEN, state=state)
    got = send(wire)
    assert (said(got) if answer else "") == answer
    assert wire.broken() == []


def test_posting_needs_its_right(wire: Wire, jpeg: bytes) -> None:
    wire.control("tokens", network="telegram", token=accounts.TELEGRAM_TOKEN, without=["can_post_messages"])
    for answer in (send(wire), upload(wire, "sendPhoto", {"photo": jpeg}), album(wire, "", "")):
        assert said(answer) == "400 Bad Request: need administrator rights in the channel chat"
    member = call(wire, "getChatMember", chat_id=CHANNEL, user_id=accounts.TELEGRAM_BOT).json["result"]
    assert (member["status"], member["can_post_messages"], member["can_delete_messages"]) == (
        "administrator",
        False,
        True,
    )
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("chat", "answer", "noted"),
    [
        ("", "400 Bad Request: chat_id is empty", True), ("mission_sandbox", "400 Bad Request: chat not found", True),
        ("@nobody_here", "400 Bad Request: chat not found", False), ("-1005", "400 Bad Request: chat not found", False),
        (accounts.TELEGRAM_OTHER_CHANNEL, "403 Forbidden: bot is not a member of the channel chat", False),
    ],
)  # fmt: skip
def test_other_chats(wire: Wire, chat: str, answer: str, noted: bool) -> None:
    assert said(send(wire, chat_id=chat)) == answer
    assert bool(wire.broken()) is noted


def test_a_stranger_s_bot_sends_nothing(wire: Wire) -> None:
    stranger = accounts.TELEGRAM_OTHER_TOKEN
    assert call(wire, "getMe", stranger).json["result"]["id"] == int(accounts.TELEGRAM_OTHER_BOT)
    assert said(call(wire, "sendMessage", stranger, chat_id=CHANNEL, text="a")).startswith("403 ")
    assert wire.sandbox.wall("telegram") == []


def test_who_is_who(wire: Wire) -> None:
    me = call(wire, "getMe").json["result"]
    assert (me["id"], me["is_bot"], me["username"]) == (
        int(accounts.TELEGRAM_BOT),
        True,
        accounts.TELEGRAM_BOT_USERNAME,
    )
    chat = call(wire, "getChat", chat_id=CHANNEL).json["result"]
    assert (chat["type"], chat["username"]) == ("channel", accounts.TELEGRAM_CHANNEL_USERNAME)
    admins = call(wire, "getChatAdministrators", chat_id=CHANNEL).json["result"]
    assert [admin["status"] for admin in admins] == ["creator", "administrator"]
    assert call(wire, "getChatMemberCount", chat_id=CHANNEL).json["result"] == 1200
    assert call(wire, "getChatMember", chat_id=CHANNEL, user_id=int(accounts.TELEGRAM_ADMINISTRATOR)).status == 200
    assert call(wire, "getChatMember", chat_id=CHANNEL, user_id=5).status == 400
    assert wire.broken() == []
    wire.control("switches", network="telegram", name="status", value="member")
    assert "inaccessible" in said(call(wire, "getChatAdministrators", chat_id=CHANNEL))
    assert (
        call(wire, "getChatMember", chat_id=CHANNEL, user_id=accounts.TELEGRAM_BOT).json["result"]["status"] == "member"
    )
    wire.control("switches", network="telegram", name="private", value=True)
    assert "username" not in call(wire, "getChat", chat_id=CHANNEL).json["result"]
    assert said(send(wire, chat_id=f"@{accounts.TELEGRAM_CHANNEL_USERNAME}")) == "400 Bad Request: chat not found"


def test_an_upgraded_chat_says_where_it_went(wire: Wire) -> None:
    wire.control("switches", network="telegram", name="migrated_to", value=-1007777777777)
    answer = send(wire)
    assert said(answer) == "400 Bad Request: group chat was upgraded to a supergroup chat"
    assert answer.json["parameters"] == {"migrate_to_chat_id": -1007777777777}
    assert send(wire, chat_id=-1007777777777).status == 200


# --- limits ----------------------------------------------------------------------------------------------------------


def test_twenty_messages_a_minute(wire: Wire) -> None:
    wire.clock.forward(seconds=15)
    wire.control("quotas", network="telegram", name="chat minute", used=18)
    assert send(wire).status == 200
    assert send(wire).status == 200
    answer = send(wire)
    assert said(answer) == "429 Too Many Requests: retry after 45"
    assert answer.json["parameters"] == {"retry_after": 45}
    assert answer.headers["retry-after"] == "45"
    assert wire.broken() == []
    wire.clock.forward(seconds=44)
    assert send(wire).status == 429
    assert "before retry_after was over" in wire.broken()[0]
    wire.clock.forward(seconds=1)
    assert send(wire).status == 200
    assert len(wire.sandbox.wall("telegram")) == 3
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("name", "used", "limit"), [("bot second", 30, None), ("chat second", 1, 1), ("chat minute", 19, None)]
)
def test_each_window_holds_and_an_album_counts_for_its_messages(
    wire: Wire, name: str, used: int, limit: int | None
) -> None:
    wire.control("quotas", network="telegram", name=name, used=used, limit=limit)
    assert album(wire, "", "").status == 429
    wire.clock.forward(minutes=1)
    assert send(wire).status == 200
    assert call(wire, "getMe").status == 200


# --- updates, figures ------------------------------------------------------------------------------------------------


def test_only_what_others_post_is_told(wire: Wire) -> None:
    sent(wire)
    wire.control("posts", network="telegram", text="Рукой", link="https://example.org/a")
    wire.control("posts", network="telegram", text="Ещё раз")
    updates = call(wire, "getUpdates", limit=1, timeout=0, allowed_updates=["channel_post"]).json["result"]
    assert [update["channel_post"]["text"] for update in updates] == ["Рукой https://example.org/a"]
    first = updates[0]["update_id"]
    rest = call(wire, "getUpdates", offset=first + 1).json["result"]
    assert [update["channel_post"]["text"] for update in rest] == ["Ещё раз"]
    assert call(wire, "getUpdates", offset=-1).json["result"] == rest
    wire.clock.forward(hours=25)
    assert call(wire, "getUpdates").json["result"] == []
    assert wire.broken() == []
    call(wire, "getUpdates", limit=101, allowed_updates=["likes"])
    assert len(wire.broken()) == 2


def test_counts_of_reactions_come_to_who_asks_for_them_and_views_to_nobody(wire: Wire) -> None:
    message = sent(wire)
    wire.clock.forward(hours=1)
    assert call(wire, "getUpdates").json["result"] == []
    asked = {"allowed_updates": json.dumps(["message_reaction_count"])}
    [update] = call(wire, "getUpdates", **asked).json["result"]
    told = update["message_reaction_count"]
    assert told["message_id"] == message["message_id"]
    assert (
        told["reactions"][0]["total_count"]
        == wire.sandbox.world.figure("telegram", str(message["message_id"]), "reactions", 25)
        > 0
    )
    assert call(wire, "getUpdates", offset=update["update_id"] + 1).json["result"] == []
    assert "views" not in json.dumps(message)
    assert "views" in wire.send("GET", "/walls/telegram").body.decode()


@pytest.mark.parametrize(
    ("switch", "words"), [("webhook", "webhook is active"), ("other_poller", "other getUpdates request")]
)
def test_one_reader_only(wire: Wire, switch: str, words: str) -> None:
    wire.control("switches", network="telegram", name=switch, value=True)
    answer = said(call(wire, "getUpdates"))
    assert answer.startswith("409 Conflict: ")
    assert words in answer
    assert send(wire).status == 200
    assert bool(call(wire, "getWebhookInfo").json["result"]["url"]) is (switch == "webhook")


# --- errors on demand ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LINES)
def test_every_line_on_demand(name: str) -> None:
    code, words = LINES[name]
    for asked in (name, f"{code}/{name}"):
        body = json.loads(of_code(asked).body)
        assert (body["ok"], body["error_code"]) == (False, code)
        assert body["description"] == (f"{PREFIXES[code]}: {words}" if words else PREFIXES[code])


@pytest.mark.parametrize(
    ("code", "answer", "parameters"),
    [
        ("429", "429 Too Many Requests: retry after 5", {"retry_after": 5}), ("429/60", "429 Too Many Requests: retry after 60", {"retry_after": 60}),
        ("429/bare", "429 Too Many Requests", None), ("400/TOPIC_CLOSED", "400 Bad Request: TOPIC_CLOSED", None), ("401", "401 Unauthorized", None),
        ("400/upgraded", "400 Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -1001112223334}),
        ("500", "500 Internal Server Error", None), ("502", "502 Bad Gateway", None), ("413", "413 Request Entity Too Large", None),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(wire: Wire, code: str, answer: str, parameters: dict[str, int] | None) -> None:
    wire.sandbox.faults.add("telegram", "error", "publish", code=code)
    got = send(wire)
    assert said(got) == answer
    assert got.json.get("parameters") == parameters
    assert wire.sandbox.wall("telegram") == []


def test_a_gateway_s_page_and_what_was_accepted_in_spite_of_it(wire: Wire) -> None:
    wire.sandbox.faults.add("telegram", "error_after_accept", "publish", code="502/html")
    answer = send(wire)
    assert (answer.status, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert len(wire.sandbox.wall("telegram")) == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("rate_limit", 429),
        ("dead_token", 401),
        ("permission", 400),
        ("content_refused", 400),
        ("picture_refused", 400),
        ("server_error", 500),
    ],
)
def test_the_common_kinds(wire: Wire, kind: str, status: int) -> None:
    wire.sandbox.faults.add("telegram", kind, "publish")
    assert send(wire).status == status


def test_operations(wire: Wire) -> None:
    for method in ("sendMessage", "sendPhoto", "editMessageText", "deleteMessages", "getUpdates"):
        call(wire, method, chat_id=CHANNEL)
    assert [kind for _, kind, _, _ in wire.sandbox.calls] == ["publish", "publish", "edit", "delete", "read"]


def test_a_picture_stays_a_picture(wire: Wire) -> None:
    picture = wire.sandbox.world.state.picture
    album(wire, "", "", files=[drawn("JPEG", 300, 200), drawn("PNG", 200, 300)])
    found = [picture(identity) for identity in wire.sandbox.wall("telegram")[0].pictures]
    assert [Image.open(io.BytesIO(content)).size for content in found if content] == [(300, 200), (200, 300)]
