"""How many bytes a first visit to a page loads: the page, and the styles and programs it names, compressed."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Callable
from urllib.parse import urljoin

NAMED = re.compile(rb'<(?:link rel="stylesheet"[^>]*href|script[^>]*src)="([^"]+)"')
IMPORTED = re.compile(rb'"([\w.-]+\.m?js)",import\.meta\.url')
"""Programs that a program loads by itself."""


Fetch = Callable[[str], bytes]


def first_load(port: int, path: str, cookie: str) -> int:
    """Return the bytes of one page with all it names, each file once. Pages and files as gzip sends them."""
    return weight(path, lambda address: _fetch(port, address, cookie))


def weight(path: str, fetch: Fetch) -> int:
    page = fetch(path)
    waiting = [urljoin(path, name.decode()) for name in NAMED.findall(page)]
    seen: set[str] = set()
    found = len(gzip.compress(page, 6))
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        content = fetch(address)
        found += len(gzip.compress(content, 9))
        waiting += [urljoin(address, name.decode()) for name in IMPORTED.findall(content)]
    return found


def _fetch(port: int, path: str, cookie: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise ValueError(f"{path} answered {answer.status}")
        return content
    finally:
        connection.close()
