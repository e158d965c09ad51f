"""Multipart bodies with files under any names, as the upload addresses of X, VK and OK want them."""

from __future__ import annotations

import io

from PIL import Image


def bundle(files: dict[str, bytes], **given: str) -> tuple[bytes, str]:
    """A multipart body with its content type."""
    lines: list[bytes] = []
    for name, value in given.items():
        lines += [b"--cut", f'Content-Disposition: form-data; name="{name}"'.encode(), b"", value.encode()]
    for name, content in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{name}.jpg"'.encode()
        lines += [b"--cut", head, b"Content-Type: application/octet-stream", b"", content]
    return b"\r\n".join([*lines, b"--cut--", b""]), "multipart/form-data; boundary=cut"


def drawn(kind: str, width: int = 640, height: int = 480) -> bytes:
    """A plain picture of that format and size."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (30, 90, 160)).save(out, kind)
    return out.getvalue()
