"""What a reader might do once a file has taken it over: a worker whose tasks are attempts to get out.

It is handed to Python as text, because nothing of the tests can be seen from inside.  Each task
answers in words what it got; the tests say what it should have got.
"""

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import time

from chancery.paper.worker import main


def attempt(what, *given):
    """What came of it: its result, or the name of the refusal."""
    try:
        return f"{what(*given)}".encode()
    except Exception as refused:
        return type(refused).__name__.encode()


def look(path):
    return attempt(lambda: open(path.decode(), "rb").read())


def listing(path):
    return attempt(lambda: " ".join(sorted(os.listdir(path.decode()))))


def write(path):
    return attempt(lambda: open(path.decode(), "wb").write(b"x"))


def scratch():
    """Where it writes, once it has written there."""
    place = os.environ["TMPDIR"]
    with open(f"{place}/x", "wb") as file:
        file.write(b"x")
    return place.encode()


def surroundings():
    return "\n".join(f"{name}={value}" for name, value in os.environ.items()).encode()


def call():
    """Talk to anybody at all."""
    families = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK)
    return b" ".join(attempt(lambda f=family: socket.socket(f).close()) for family in families)


def system(numbers):
    """System calls that no reader makes, by number, each with nought for every argument."""
    libc = ctypes.CDLL(None, use_errno=True)
    answers = []
    for number in numbers.split():
        ctypes.set_errno(0)
        result = libc.syscall(int(number), 0, 0, 0, 0, 0, 0)
        answers.append("got" if result >= 0 else os.strerror(ctypes.get_errno()))
    return "|".join(answers).encode()


def new_namespace():
    user_namespace, child_ends = 0x10000000, 17
    libc = ctypes.CDLL(None, use_errno=True)
    clone = 56 if os.uname().machine == "x86_64" else 220
    child = libc.syscall(clone, user_namespace | child_ends, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    return b"got" if child > 0 else os.strerror(ctypes.get_errno()).encode()


def signal_to(process):
    return attempt(lambda: os.kill(int(process), signal.SIGTERM) or "sent")


def limits_of(process):
    return attempt(lambda: resource.prlimit(int(process), resource.RLIMIT_NOFILE))


def sleep():
    time.sleep(3_600)


def spin():
    while True:
        pass


def hog():
    held = []
    while True:
        held.append(bytearray(b"x") * 16_000_000)


def hog_in_many():
    """Each takes less than it may."""
    for _ in range(8):
        script = "x = bytearray(b'x') * 150_000_000; import time; time.sleep(60)"
        subprocess.Popen((sys.executable, "-I", "-S", "-c", script))
    time.sleep(60)


def fork_bomb():
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)


def stay_behind(place):
    """Leave somebody who goes on when the worker is gone."""
    if os.fork() == 0:
        for _ in range(40):
            time.sleep(0.1)
            try:
                with open(place, "ab") as diary:
                    diary.write(b"x")
            except OSError:
                pass
        os._exit(0)
    return b"left"


def fill_the_disk():
    def fill():
        for number in range(1_000):
            with open(f"{os.environ['HOME']}/{number}", "wb") as file:
                file.write(b"x" * 1_000_000)
        return "filled"

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return attempt(fill)


def open_many():
    return attempt(lambda: len([os.dup(0) for _ in range(10_000)]))


def flood():
    return b"x" * 20_000_000


def speak(octets):
    """Say something of its own in place of an answer."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, octets)
        except OSError:
            continue
    os._exit(0)


def crash():
    ctypes.string_at(8)


def raise_anything():
    raise RuntimeError("…")


def echo(octets):
    return octets


TASKS = {name: task for name, task in list(globals().items()) if callable(task) and name != "main"}

main(TASKS)
