"""A task for a confined process that does what an exploit would, to see that nothing comes of it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Told = tuple[dict[str, Any], tuple[bytes, ...]]


def answer(question: Mapping[str, Any], contents: tuple[bytes, ...]) -> Told:
    """Do what `question` names."""
    return globals()[str(question["do"])](question, contents)


def echo(question: Mapping[str, Any], contents: tuple[bytes, ...]) -> Told:
    print("a library that talks")
    return {"pid": os.getpid(), "said": question.get("say")}, contents


def sleep(question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    time.sleep(float(question["for"]))
    return {}, ()


def spin(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    for _ in range(10**11):
        pass
    return {}, ()


def swell(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    held = [bytes(50_000_000) for _ in range(100)]  # never touched: no processor time runs out instead
    return {"held": len(held)}, ()


def grow(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    return {"held": len(b"x" * 180_000_000)}, ()


def die(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    os._exit(7)


def crash(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    ctypes.string_at(0)
    return {}, ()


def raise_it(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    raise SystemExit("a library that ends the program")


def flood(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    return {}, (bytes(30_000_000),)


def babble(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    for number in range(3, 10):  # whichever the pipe is
        with contextlib.suppress(OSError):
            os.write(number, b"\xff" * 100)
    return {}, ()


def connect(question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    try:
        socket.create_connection(("127.0.0.1", int(question["port"])), timeout=2).close()
    except OSError as problem:
        return {"refused": type(problem).__name__}, ()
    return {"refused": ""}, ()


def read(question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    try:
        return {"read": Path(str(question["path"])).read_text("utf-8")}, ()
    except OSError:
        return {"read": None}, ()


def write(question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    try:
        Path(str(question["path"])).write_text("marque", "utf-8")
    except OSError:
        return {"written": False}, ()
    return {"written": True}, ()


def run(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    found = []
    for program in ("/bin/sh", "/usr/bin/env", "/usr/bin/perl"):
        with contextlib.suppress(OSError):
            subprocess.run([program, "--version"], timeout=5, capture_output=True)
            found.append(program)
    return {"ran": found}, ()


def look_around(_question: Mapping[str, Any], _contents: tuple[bytes, ...]) -> Told:
    return {"environment": dict(os.environ), "arguments": sys.argv[1:4], "home": str(Path.cwd())}, ()
