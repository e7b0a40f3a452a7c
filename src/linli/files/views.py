from __future__ import annotations

from django.http import FileResponse

from linli.files.queries import Download


def answer(download: Download) -> FileResponse:
    """Hand a file out so that no browser runs it: its type stands, and everything but pictures is saved, not shown."""
    response = FileResponse(
        download.path.open("rb"),
        as_attachment=not download.is_picture,
        filename=download.name,
        content_type=download.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    response["ETag"] = f'"{download.sha256}"'
    return response
