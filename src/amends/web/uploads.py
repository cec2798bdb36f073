"""Large uploads on their way in: in files without a name, so that a killed web leaves none of them behind."""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessFiles(FileUploadHandler):
    """Takes what is too large for memory."""

    file: "UploadedFile[Any]"

    def new_file(self, *given: Any, **named: Any) -> None:
        super().new_file(*given, **named)
        self.file = UploadedFile(
            tempfile.TemporaryFile(),  # noqa: SIM115
            self.file_name,
            self.content_type,
            0,
            self.charset,
            self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
