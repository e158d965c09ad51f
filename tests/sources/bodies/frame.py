"""What layouts share: the page around the content, and rows of furniture in the markup of several makers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.sources.bodies.stories import FURNITURE, Furniture, Story

HOST = "https://news.example.kg"

#: Address, caption, alt.
Picture = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Made:
    """A page with what is to be read from it."""

    page: bytes
    #: The article's text, in order, without headline, captions and furniture.
    body: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    #: Besides what is forbidden on every page.
    forbidden: tuple[str, ...] = field(default=())


def made(
    story: Story,
    page: str,
    body: Sequence[str],
    pictures: Sequence[Picture] = (),
    forbidden: Sequence[str] = (),
    charset: str = "utf-8",
) -> Made:
    """The page with every address of its pictures made absolute; captions are forbidden in the text."""
    absolute = tuple((path if "//" in path else HOST + path, caption, alt) for path, caption, alt in pictures)
    captions = [caption for _, caption, _ in pictures if caption]
    return Made(page.encode(charset, "xmlcharrefreplace"), tuple(body), absolute, (*forbidden, *captions))


def forbidden_everywhere(story: Story) -> list[str]:
    """What must never stand in the text, whatever the layout."""
    other = FURNITURE[story.language]
    names = other.share.partition(": ")[2]
    return [
        names, *other.others, *other.teasers, other.comment, other.print_label, other.back, other.newsletter,
        other.cookies[:40], other.biography, other.channel, " ".join(other.menu[:3]), f"{other.read_also}",
    ]  # fmt: skip


def of(story: Story) -> Furniture:
    return FURNITURE[story.language]


def p(*texts: str, attributes: str = "") -> str:
    return "".join(f"<p{' ' + attributes if attributes else ''}>{text}</p>\n" for text in texts)


def li(texts: Sequence[str]) -> str:
    return "".join(f"<li>{text}</li>" for text in texts)


def dated(story: Story) -> str:
    """The lead with its dateline."""
    return f"{story.dateline} {story.paragraphs[0]}"


def links(story: Story, prefix: str = "/news/") -> list[str]:
    return [f'<a href="{prefix}{n + 100}">{text}</a>' for n, text in enumerate(of(story).others)]


def cards(story: Story, card: str = "card", *, picture: bool = True) -> str:
    """Teasers of other articles, with a thumbnail, a date and a sentence or two."""
    other = of(story)
    return "".join(
        f'<div class="{card}"><a href="/news/{n + 100}">'
        + (f'<img src="/uploads/thumbs/other-story-{n}.jpg" alt="{title}" width="360" height="240">' if picture else "")
        + f'</a><div class="{card}-body"><span class="date">0{n + 1}.09.2024</span><h4><a href="/news/{n + 100}">{title}</a></h4><p>{text}</p></div></div>'
        for n, (title, text) in enumerate(zip(other.others, other.teasers, strict=False))
    )


def share(story: Story, css: str = "share", tag: str = "div", *, words: bool = True) -> str:
    """A row of share links, named or drawn."""
    label, _, names = of(story).share.partition(": ")
    inner = " ".join(
        f'<a href="https://share.example.org/{name.lower()}?u=1" class="{css}-{name.lower()}" target="_blank" rel="nofollow">'
        + (name if words else f'<i class="fa fa-{name.lower()}"></i>')
        + "</a>"
        for name in names.split()
    )
    return f'<{tag} class="{css}"><span>{label}:</span> {inner}</{tag}>'


def whole(
    story: Story, content: str, *, head: str = "", style: str = "wordpress", lang: bool = True, charset: str = "utf-8"
) -> str:
    """The content in a page of that style."""
    other = of(story)
    before, after = _AROUND[style](story)
    declared = (
        f'<meta charset="{charset}">'
        if style not in {"table", "bare"}
        else f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    )
    doctype = (
        "<!DOCTYPE html>" if style != "table" else '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">'
    )
    return (
        f"{doctype}\n<html{f' lang={story.language!r}' if lang else ''}><head>{declared}<title>{story.title} | {other.site}</title>{head}</head>"
        f"<body>\n{before}\n{content}\n{after}\n</body></html>"
    )


def _wordpress(story: Story) -> tuple[str, str]:
    other = of(story)
    menu = "".join(
        f'<li class="menu-item menu-item-{n}"><a href="/c/{n}">{text}</a></li>' for n, text in enumerate(other.menu)
    )
    before = f"""<div id="page" class="site"><a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header id="masthead" class="site-header"><div class="site-branding"><a href="/" rel="home"><img class="custom-logo" src="/wp-content/uploads/2019/01/logo-site.png" alt="{other.site}" width="240" height="60"></a><p class="site-title"><a href="/">{other.site}</a></p></div>
<nav class="main-navigation"><ul id="primary-menu" class="menu">{menu}</ul></nav></header><div id="content" class="site-content">"""
    after = f"""<aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2 class="widget-title">{other.read_also}</h2><ul>{li(links(story))}</ul></section>
<section class="widget widget_text"><a href="https://advert.example.com/?b=1"><img src="/wp-content/uploads/2024/08/300x250.jpg" alt=""></a></section></aside></div>
<footer class="site-footer"><ul>{menu}</ul><p>© 2024 {other.site}</p></footer></div>
<div id="cookie-notice" role="dialog" class="cookie-notice-hidden"><span id="cn-notice-text">{other.cookies}</span><a href="#" class="cn-button">OK</a></div>
<img src="https://mc.example.ru/watch/123456" style="position:absolute; left:-9999px;" alt="">"""
    return before, after


def _bootstrap(story: Story) -> tuple[str, str]:
    other = of(story)
    menu = "".join(
        f'<li class="nav-item"><a class="nav-link" href="/c/{n}">{text}</a></li>' for n, text in enumerate(other.menu)
    )
    before = f"""<div class="preloader"><img src="/img/preloader.gif" alt=""></div><section class="top-bar"><div class="container"><span>+996 (312) 00-00-00</span> <a href="/ru">RU</a> <a href="/ky">KG</a> <a href="/en">EN</a></div></section>
<nav class="navbar navbar-expand-lg"><a class="navbar-brand" href="/"><img src="/img/gerb.png" alt="{other.site}" width="70">{other.site}</a><ul class="navbar-nav">{menu}</ul>
<form class="d-flex"><input type="search" placeholder="..."><button class="btn">OK</button></form></nav>
<section class="breadcrumb-area"><div class="container"><ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">{other.menu[0]}</a></li><li class="breadcrumb-item active">{story.title}</li></ol></div></section>"""
    after = f"""<section class="footer-area"><div class="container"><div class="row"><div class="col-4"><h5>{other.site}</h5><p>{other.newsletter}</p><form><input type="email"><button>OK</button></form></div><div class="col-4"><ul>{menu}</ul></div></div><p class="copy">© {other.site}, 2024</p></div></section>
<div class="cookie-alert alert"><p>{other.cookies}</p><button class="btn btn-sm">OK</button></div>"""
    return before, after


def _table(story: Story) -> tuple[str, str]:
    other = of(story)
    menu = "".join(f'<tr><td class="m"><a href="/c{n}.html">{text}</a></td></tr>' for n, text in enumerate(other.menu))
    before = f"""<table width="100%" border="0" cellpadding="0" cellspacing="0"><tr><td colspan="3" height="90"><img src="/i/top.jpg" width="980" height="90" alt="{other.site}"></td></tr>
<tr valign="top"><td width="170"><table width="100%">{menu}</table><br><img src="/i/banner_left.gif" width="160" height="300"></td><td>"""
    after = f"""</td><td width="200"><b>{other.read_also}:</b><br>{"<br>".join(f"<img src='/i/arrow.gif' width='5' height='5'> {link}" for link in links(story))}<br><br>
<a href="https://top.example.ru"><img src="/i/88x31.gif" width="88" height="31"></a></td></tr><tr><td colspan="3" align="center"><font size="1">© {other.site}</font></td></tr></table>"""
    return before, after


def _bare(story: Story) -> tuple[str, str]:
    other = of(story)
    menu = " | ".join(f'<a href="/c{n}">{text}</a>' for n, text in enumerate(other.menu))
    before = f'<div class="x1"><div class="x2"><a href="/"><img src="/static/a1.png" width="120" height="40"></a></div><div class="x3">{menu}</div></div>'
    after = f'<div class="z1"><div>{menu}</div><div>{other.site}, 2004–2024</div></div>'
    return before, after


_AROUND = {"wordpress": _wordpress, "bootstrap": _bootstrap, "table": _table, "bare": _bare}
