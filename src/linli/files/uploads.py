from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

from linli.files.errors import FileTooLarge


class SizeLimit(FileUploadHandler):
    """Stops reading a form as soon as one of its files is larger than the operator allows.

    Stands first in `FILE_UPLOAD_HANDLERS`: Django itself would take any file to disk before a view could refuse it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        most = settings.LINLI.max_upload_bytes
        if self.received > most:
            self._close_drafts()
            raise FileTooLarge(most_mb=most // 1_000_000)
        return raw_data

    def _close_drafts(self) -> None:
        """Close what the handlers after this one have begun; Django forgets that when a handler refuses."""
        for handler in getattr(self.request, "upload_handlers", ()):
            if draft := getattr(handler, "file", None):
                draft.close()

    def file_complete(self, file_size: int) -> None:
        return None
