"""Octets into characters by the character set they are said to be in, strictly.

Labels are those that mail programs and browsers write.  Python knows more codecs, some of
which run escapes or compress; a stranger's file does not get to choose among those.
"""

from __future__ import annotations

from chancery.errors import Malformed

_ISO = {f"iso-8859-{part}" for part in (*range(1, 12), *range(13, 17))}
_WINDOWS = {f"windows-{page}" for page in (874, *range(1250, 1259))}
_ASIAN = {"big5", "euc-jp", "euc-kr", "gb18030", "gb2312", "gbk", "iso-2022-jp", "iso-2022-kr", "shift_jis"}
_UNICODE = {"us-ascii", "ascii", "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be"}
KNOWN = _ISO | _WINDOWS | _ASIAN | _UNICODE | {"koi8-r", "koi8-u", "macintosh", "latin1", "tis-620"}

_CODEC = {
    # What says it is ASCII or Latin 1 has been read as more than that for decades (WHATWG Encoding, 4.2).
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
}


def characters(octets: bytes, label: str | None) -> str:
    """
    The text in that character set, UTF-8 if none is named; a byte order mark overrules both.

    Raises `Malformed` for an unknown label, and for octets that are not in the set.
    """
    name = (label or "utf-8").strip().lower()
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        name = "utf-16"
    elif octets.startswith(b"\xef\xbb\xbf"):
        name = "utf-8"
    if name not in KNOWN:
        raise Malformed(f"No character set is called “{name[:40]}” here.")
    try:
        return octets.decode(_CODEC.get(name, name))
    except UnicodeDecodeError as unreadable:
        raise Malformed(f"This text is not in {name}, as it says.") from unreadable
