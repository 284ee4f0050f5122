"""A login manager on a private bus, for tests: answers what is asked, emits what its standard input says.

Spoken with jeepney, an implementation of D-Bus that shares no line with Qt's.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

MANAGER = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
SESSION = "org.freedesktop.login1.Session"
OURS, THEIRS = "/org/freedesktop/login1/session/_32", "/org/freedesktop/login1/session/_39"


def session(path: str) -> DBusAddress:
    return DBusAddress(path, interface=SESSION)


def screen_saver(path: str, interface: str, *, covered: bool) -> Message:
    return new_signal(DBusAddress(path, interface=interface), "ActiveChanged", "b", (covered,))


hint = {"LockedHint": False}


def hinted(*, locked: bool) -> Message:
    """Something of the session changed: whether it is locked may be asked."""
    hint["LockedHint"] = locked
    changed = (SESSION, {"LockedHint": ("b", locked), "IdleHint": ("b", True)}, [])
    sender = DBusAddress(OURS, interface="org.freedesktop.DBus.Properties")
    return new_signal(sender, "PropertiesChanged", "sa{sv}as", changed)


ORDERS: dict[str, Callable[[], Message]] = {
    "lock": lambda: new_signal(session(OURS), "Lock"),
    "lock-other": lambda: new_signal(session(THEIRS), "Lock"),
    "sleep": lambda: new_signal(MANAGER, "PrepareForSleep", "b", (True,)),
    "wake": lambda: new_signal(MANAGER, "PrepareForSleep", "b", (False,)),
    "hint": lambda: hinted(locked=True),
    "hint-off": lambda: hinted(locked=False),
    "gnome": lambda: screen_saver("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", covered=True),
    "gnome-off": lambda: screen_saver("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", covered=False),
    "kde": lambda: screen_saver("/ScreenSaver", "org.freedesktop.ScreenSaver", covered=True),
}


def answer(bus: DBusConnection, call: Message) -> None:
    member = call.header.fields.get(HeaderFields.member)
    if member in {"GetSession", "GetSessionByPID"}:
        print("asked", member, *call.body, flush=True)
        bus.send(new_method_return(call, "o", (OURS,)))
    elif member == "Get":
        bus.send(new_method_return(call, "v", (("b", hint[call.body[1]]),)))
    elif member == "Inhibit":
        read, write = os.pipe()
        print("inhibited", *call.body, flush=True)
        bus.send(new_method_return(call, "h", (write,)))
        os.close(write)

        def wait() -> None:
            os.read(read, 1)  # ends when whoever holds the other end is gone
            os.close(read)
            print("released", flush=True)

        threading.Thread(target=wait, daemon=True).start()
    else:
        bus.send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))


def obey(bus: DBusConnection) -> None:
    for order in sys.stdin:
        bus.send(ORDERS[order.strip()]())


def main() -> None:
    bus = open_dbus_connection("SYSTEM", enable_fds=True)
    for name in ("org.freedesktop.login1", "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver"):
        unwrap_msg(bus.send_and_get_reply(message_bus.RequestName(name)))
    print("ready", flush=True)
    threading.Thread(target=obey, args=(bus,), daemon=True).start()
    while True:
        message = bus.receive()
        if message.header.message_type is MessageType.method_call:
            answer(bus, message)


if __name__ == "__main__":
    main()
