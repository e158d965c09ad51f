"""Limits and address of LinkedIn organisations."""

from datetime import date

from bot.model.account import Endpoint
from bot.model.limits import Counting, Limits, LinkPlace, PhotoRule

#: What "little text" escapes wherever it is plain text.
RESERVED = "\\|{}@[]()<>#*_~"

#: 3,000 is documented for ugcPosts; escapes are counted, since nobody says that they are not.
LIMITS = Limits(
    text=3000,
    counting=Counting.UTF16,
    link=LinkPlace.CARD_GIVEN,
    photo=PhotoRule.AS_THUMBNAIL,
    link_cost=None,
    reserved=RESERVED,
    images=20,
    image_bytes=5_000_000,
    image_side_px=2048,
    image_min_side_px=200,
    alt=4086,
    card_title=400,
    card_description=4086,
    hashtags=True,
    source="https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api",
    read_on=date(2026, 11, 23),
)

#: 202609 is the newest version with evidence; it lives until 2027-09-15. Numbers of calls are not published for this
#: product (0 = not known); 150 posts a member and day are those of "Share on LinkedIn" (peer).
DEFAULT_ENDPOINT = Endpoint(
    api_url="https://api.linkedin.com",
    version="202609",
    options={"login_url": "", "scopes": ""},
    numbers={"daily_posts": 150, "daily_calls": 0},
)
