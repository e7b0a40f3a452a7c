"""A small picture for tests."""

from io import BytesIO

from PIL import Image


def png() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "green").save(stream, "PNG")
    return stream.getvalue()
