"""Everything Chancery raises, on one screen.

    ChanceryError
    ├── Refused              the rules say no; nothing happened
    │   ├── NotPermitted         the charter gives nobody here that power
    │   ├── NotReady             something is still lacking; it may be supplied
    │   └── OutOfOrder           the clock or the sequence forbids it now
    ├── Malformed            these bytes are not what they claim to be
    │   └── Mistyped             what was typed contradicts its own check character
    ├── Untrusted            a signature, proof or checkpoint does not verify
    │   ├── BadSignature
    │   ├── BadProof
    │   └── SplitView            two histories were shown for one record
    └── Unavailable          storage, peer or witness failed; an act is wholly on the record or not at all
        └── Conflict             somebody else wrote first; read again and retry

Every message is one sentence a person can act on.  A *no* of the record (an
unauthorised letter, a disowned one) is never an error: it is an answer.
"""

from __future__ import annotations


class ChanceryError(Exception):
    """The root of the tree; nothing raises it directly."""


class Refused(ChanceryError):
    """The rules say no, and nothing has happened."""


class NotPermitted(Refused):
    """The charter gives nobody here that power."""


class NotReady(Refused):
    """Something is still lacking: an approval, a releaser, a clause."""


class OutOfOrder(Refused):
    """The clock ran backwards, a number was skipped, or this was already done."""


class Malformed(ChanceryError):
    """These bytes are not what they claim to be."""


class Mistyped(Malformed):
    """What was typed contradicts its own check character."""


class Untrusted(ChanceryError):
    """A signature, a proof or a checkpoint does not verify."""


class BadSignature(Untrusted):
    """The signature does not belong to these bytes and this key."""


class BadProof(Untrusted):
    """The hashes do not lead from this entry to that root."""


class SplitView(Untrusted):
    """One record was shown with two histories that cannot both be true."""


class Unavailable(ChanceryError):
    """Storage, a peer or a witness failed; an act is wholly on the record or not at all."""


class Conflict(Unavailable):
    """Somebody else wrote first; read again and retry."""
