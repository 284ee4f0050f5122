"""Key derivation in a child process of its own.

scrypt takes a second or two on purpose, and pyrage holds the interpreter's lock all the while: in
a thread it would stop the window. A child also takes the half gigabyte with it when it ends. The
passphrase goes through a pipe, never through arguments or the environment. Where no child can be
started (a packed program has no interpreter to start) the work is done here, with the same result.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode

import pyrage
from pyrage import passphrase as scrypt

_TIME_LIMIT_S = 180


def protect(content: bytes, passphrase: str) -> bytes:
    """`content` as an age file under `passphrase`."""
    answer = _in_child("protect", content, passphrase)
    return b64decode(answer["content"]) if "content" in answer else scrypt.encrypt(content, passphrase)


def unprotect(content: bytes, passphrase: str) -> bytes:
    """What the age file `content` holds. Raises pyrage.DecryptError."""
    answer = _in_child("unprotect", content, passphrase)
    if "refused" in answer:
        raise pyrage.DecryptError(answer["refused"])
    return b64decode(answer["content"]) if "content" in answer else scrypt.decrypt(content, passphrase)


def _in_child(operation: str, content: bytes, passphrase: str) -> dict[str, str]:
    """The child's answer; empty when there is none."""
    if getattr(sys, "frozen", False):
        return {}
    order = json.dumps({"op": operation, "content": b64encode(content).decode(), "passphrase": passphrase})
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "gdpr_desk.vault.derivation"],
            input=order.encode(),
            capture_output=True,
            check=True,
            timeout=_TIME_LIMIT_S,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return {}
    return {str(key): str(value) for key, value in answer.items()}


def _answer(order: dict[str, str]) -> dict[str, str]:
    work = scrypt.encrypt if order["op"] == "protect" else scrypt.decrypt
    try:
        return {"content": b64encode(work(b64decode(order["content"]), order["passphrase"])).decode()}
    except pyrage.DecryptError as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_answer(json.load(sys.stdin.buffer))))
