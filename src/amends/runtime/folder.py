"""The data folder: everything Amends keeps on this machine, readable by its owner only."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from amends.core.errors import Refused

OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names the files in the folder at `path` (absolute) and makes the secrets on first use."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "database"

    @property
    def upgrade(self) -> Path:
        """Where the old and the new database stand while one is carried over to the other."""
        return self.path / "upgrade"

    @property
    def database_log(self) -> Path:
        return self.path / "database.log"

    @property
    def server_lock(self) -> Path:
        return self.path / "server.lock"

    @property
    def users_lock(self) -> Path:
        return self.path / "users.lock"

    @property
    def desk_lock(self) -> Path:
        return self.path / "desk.lock"

    @property
    def secret_key_file(self) -> Path:
        return self.path / "secret_key"

    @property
    def database_password_file(self) -> Path:
        return self.path / "database_password"

    def prepare(self) -> None:
        """Make the folder, or see that it is ours to write in; `Refused` says why not."""
        try:
            self._make()
            probe = self.path / f".probe-{os.getpid()}-{secrets.token_hex(4)}"
            probe.touch(OWNER_ONLY_FILE)
            probe.unlink()
        except OSError as error:
            raise Refused(
                "data_folder_unusable",
                f"The data folder {self.path} cannot be used: {error.strerror or error}.",
                mend="Name another folder in AMENDS_DATA, or give this one to the user who starts Amends.",
            ) from error

    def secret_key(self) -> str:
        """The key that signs sessions and links, made on first use."""
        return self._secret(self.secret_key_file)

    def database_password(self) -> str:
        """The password of the embedded database, made on first use."""
        return self._secret(self.database_password_file)

    def give_to_owner(self, path: Path) -> None:
        """When root works in someone's folder, what it makes there stays that person's."""
        owner = self.path.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.chown(path, owner.st_uid, owner.st_gid)

    def _make(self) -> None:
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
        status = self.path.stat()
        if os.geteuid() not in (0, status.st_uid):
            raise PermissionError(0, "it belongs to another user")
        # A folder that holds other things (a home, /tmp) keeps the rights its owner gave it.
        ours = self.secret_key_file.exists() or not any(self.path.iterdir())
        if ours and stat.S_IMODE(status.st_mode) != OWNER_ONLY_FOLDER:
            self.path.chmod(OWNER_ONLY_FOLDER)

    def _secret(self, path: Path) -> str:
        try:
            return path.read_text("ascii").strip() or self._no_secret(path)
        except FileNotFoundError:
            self._write_secret(path)
            return path.read_text("ascii").strip()

    def _write_secret(self, path: Path) -> None:
        draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(fd)
        self.give_to_owner(draft)
        try:
            # A link is made whole or not at all, and never over the one a racing start made.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def _no_secret(self, path: Path) -> str:
        raise Refused(
            "secret_empty",
            f"The file {path} is empty.",
            mend="Put it back from a copy of the folder, or delete it to have a new one made.",
        )


def data_folder() -> DataFolder:
    """The folder that AMENDS_DATA names, `./var` without it. Nothing is created yet."""
    return DataFolder(Path(os.path.abspath(os.environ.get("AMENDS_DATA") or "var")))  # noqa: PTH100
