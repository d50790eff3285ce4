"""As whom the database server runs, since PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

from attrs import frozen

from entrypoints.trouble import Trouble

NOBODY = "nobody"
# The number inside the namespace is of no importance, only that it is not root's.
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


@frozen
class Identity:
    """Who owns the files, whom the process becomes before it runs, what precedes its command line."""

    uid: int
    gid: int
    user: int | None = None
    wrapper: tuple[str, ...] = ()

    def owns(self, path: Path) -> bool:
        return path.stat().st_uid == self.uid

    def give(self, path: Path) -> None:
        """Make the whole tree belong to it: the machine may have allowed another identity last time."""
        if self.owns(path):
            return
        os.chown(path, self.uid, self.gid)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)


def own() -> Identity:
    return Identity(os.geteuid(), os.getegid())


def database_identity(program: str, folder: Path) -> Identity:
    """The first identity that may run `program` and reach `folder`, found by trying.

    As root: `nobody`; a user namespace, which needs no access of others to the
    folder; `nobody` with the right to pass folders closed to it, where
    namespaces are refused. None opens a folder to others.
    """
    if os.geteuid() != 0:
        return own()
    for identity in identities_for_root():
        if can_run(identity, program, folder):
            return identity
    raise Trouble(
        "PostgreSQL refuses to run as root, and no other user may run it here.",
        "Start the portal as an ordinary user, or set DATABASE_URL.",
    )


def identities_for_root() -> list[Identity]:
    try:
        nobody = pwd.getpwnam(NOBODY)
    except KeyError:
        return [Identity(0, 0, wrapper=NAMESPACE)]
    uid, gid = nobody.pw_uid, nobody.pw_gid
    passing = (
        *("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"),
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
        # Changing the user forgets the signal that the parent's death sends: setpriv sets it anew.
        "--pdeathsig=INT",
    )
    return [
        Identity(uid, gid, user=uid),
        Identity(0, 0, wrapper=NAMESPACE),
        Identity(uid, gid, wrapper=passing),
    ]


def can_run(identity: Identity, program: str, folder: Path) -> bool:
    if identity.wrapper and not shutil.which(identity.wrapper[0]):
        return False
    question = [*identity.wrapper, "/bin/sh", "-c", '"$0" --version && test -x "$1"', program, str(folder)]
    try:
        return subprocess.run(question, capture_output=True, cwd="/", **turning_into(identity)).returncode == 0
    except OSError:
        return False


class Turning(TypedDict, total=False):
    """Arguments of Popen."""

    user: int
    group: int
    extra_groups: list[int]


def turning_into(identity: Identity) -> Turning:
    if identity.user is None:
        return {}
    return {"user": identity.user, "group": identity.gid, "extra_groups": []}
