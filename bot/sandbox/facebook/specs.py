"""What the official specification knows of edges, parameters and fields, where it lies beside the project."""

from __future__ import annotations

from functools import cache

from bot.sandbox.schemas import schema

#: Of every call, whatever its edge.
COMMON = frozenset({"access_token", "appsecret_proof", "fields", "locale", "method", "suppress_http_code"})
_PAGING = frozenset({"limit", "after", "before", "since", "until", "summary"})
#: Removed for all versions on 2026-10-27.
DEAD = ("ids", "pretty", "debug", "date_format")
#: Parameters that the documents name and the specification forgot.
_FORGOTTEN = {
    ("POST", "photos"): frozenset({"source"}),
    ("POST", "feed"): frozenset({"attached_media"}),
    ("POST", ""): frozenset({"attached_media", "message"}),
}
#: Edges of a post that may be asked for as fields.
_POST_EDGES = frozenset({"attachments", "comments", "insights", "likes", "reactions", "sharedposts", "to"})
_POST_FIELDS = frozenset(
    "id message created_time updated_time permalink_url status_type is_published is_hidden application from full_picture "
    "picture shares story scheduled_publish_time privacy".split()
)
_OTHER_FIELDS = {
    "Photo": frozenset("id post_id page_story_id alt_text alt_text_custom name link created_time images picture".split()),
    "Page": frozenset(
        "id name link about category fan_count followers_count access_token tasks username is_published verification_status "
        "has_transitioned_to_new_page_experience website".split()
    ),
    "User": frozenset("id name email link".split()),
}  # fmt: skip


@cache
def parameters(node: str, method: str, edge: str) -> frozenset[str] | None:
    """The names a call may carry; None where the specification is not at hand or does not know the edge."""
    found = schema("facebook-specs.json")
    if found is None or node not in found["nodes"]:
        return None
    for api in found["nodes"][node]["apis"]:
        named = api.get("endpoint") or {"#get": "", "#update": "", "#delete": ""}.get(api.get("name", ""), "?")
        if (api["method"], named) == (method, edge):
            names = {parameter["name"] for parameter in api["params"]}
            paging = _PAGING if method == "GET" and edge else frozenset()
            return frozenset(names) | paging | COMMON | _FORGOTTEN.get((method, edge), frozenset())
    return None


@cache
def fields_of(node: str) -> frozenset[str]:
    """The fields of a node, edges included; the specification's where it is at hand, else the fact sheet's."""
    found = schema("facebook-specs.json")
    written = frozenset(found["nodes"][node]["fields"]) if found and node in found["nodes"] else frozenset()
    if node == "PagePost":
        return (written or _POST_FIELDS) | _POST_EDGES
    return written | _OTHER_FIELDS[node]
