"""Which system calls a reader of strangers' files may not make, written as the kernel wants it.

A reader needs memory, its own files and sometimes a second program.  Everything by which a
process reaches beyond itself is refused with EPERM: other processes, new namespaces, mounts,
sockets, keys, kernel programs, clocks, modules.  What is not in the table is allowed, since
the libraries that read pictures and PDFs use new harmless calls in every release.

The program is classic BPF over `struct seccomp_data` (Linux, include/uapi/linux/seccomp.h);
call numbers are those of x86-64 and of the generic table that AArch64 uses.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from typing import NamedTuple

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, constant: `struct sock_filter`."""


class Machine(NamedTuple):
    """A kind of processor: its AUDIT_ARCH number, and its column in the table of calls."""

    audit: int
    column: int


MACHINES = {"x86_64": Machine(0xC000003E, 0), "aarch64": Machine(0xC00000B7, 1)}

NEVER: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    # out of the group by which it would be ended
    "setsid": (112, 157),
    "setpgid": (109, 154),
    # another view of the machine
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    # the wire
    "socket": (41, 198),
    # the kernel itself, where most of its faults were found
    "bpf": (321, 280),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "modify_ldt": (154, None),
    "personality": (135, 92),
    "lookup_dcookie": (212, 18),
    # the machine
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "iopl": (172, None),
    "ioperm": (173, None),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
}

SIGNALS = {"kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138)}
"""Refused too where the reader can see processes that are not its own."""

CLONE, CLONE3, PRLIMIT, TGKILL = (56, 220), (435, 435), (302, 261), (234, 131)

NEW_NAMESPACES = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _AUDIT, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_X32 = 0x40000000
"""The bit by which x86-64 marks calls of the x32 ABI, a second table we do not mean to check."""


def _refuse(why: int) -> Instruction:
    return (_RETURN, 0, 0, 0x00050000 | why)


def program(machine: str = "", *, among_others: bool = False) -> bytes | None:
    """
    The filter for this machine, as an array of `struct sock_filter`; None for a machine not known.

    *among_others* is for a reader without its own process namespace: it may signal only itself.
    """
    found = MACHINES.get(machine or platform.machine())
    if found is None:
        return None
    instructions = [*_only_this_machine(found), *_refusals(found.column), (_RETURN, 0, 0, _ALLOW)]
    if among_others:
        instructions[-1:] = [*_signals_to_itself_only(found.column), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def _only_this_machine(machine: Machine) -> Iterator[Instruction]:
    """Numbers mean other calls on another machine (seccomp(2)), so those are not even refused."""
    yield (_LOAD, 0, 0, _AUDIT)
    yield (_EQUAL, 1, 0, machine.audit)
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _NUMBER)
    if machine.column == 0:
        yield (_AT_LEAST, 0, 1, _X32)
        yield (_RETURN, 0, 0, _KILL)


def _refusals(column: int) -> Iterator[Instruction]:
    for numbers in NEVER.values():
        yield from _never(numbers[column], errno.EPERM)
    # Its flags lie in memory, which a filter cannot read; the C library falls back to clone.
    yield from _never(CLONE3[column], errno.ENOSYS)
    yield from _by_first_argument(CLONE[column], (_ANY_BIT, 0, 1, NEW_NAMESPACES))
    yield from _by_first_argument(PRLIMIT[column], (_EQUAL, 1, 0, 0))  # 0: its own limits


def _signals_to_itself_only(column: int) -> Iterator[Instruction]:
    for numbers in SIGNALS.values():
        yield from _never(numbers[column], errno.EPERM)
    yield from _by_first_argument(TGKILL[column], (_EQUAL, 1, 0, os.getpid()))  # abort(3) needs it


def _never(number: int | None, why: int) -> Iterator[Instruction]:
    if number is not None:
        yield (_EQUAL, 0, 1, number)
        yield _refuse(why)


def _by_first_argument(number: int, unless: Instruction) -> Iterator[Instruction]:
    """Refuse a call unless *unless* jumps over the refusal."""
    yield (_EQUAL, 0, 4, number)
    yield (_LOAD, 0, 0, _FIRST_ARGUMENT)
    yield unless
    yield _refuse(errno.EPERM)
    yield (_LOAD, 0, 0, _NUMBER)


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(octets: bytes) -> bool:
    """Filter this process and all that it starts, for good; False where the kernel will not."""
    set_no_new_privileges, set_seccomp, mode_filter = 38, 22, 2
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(set_no_new_privileges, 1, 0, 0, 0):
        return False
    filtering = _Program(len(octets) // 8, octets)
    return bool(libc.prctl(set_seccomp, mode_filter, ctypes.byref(filtering), 0, 0) == 0)
