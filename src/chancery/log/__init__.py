"""That it cannot be unsaid: bytes, hashes and signed notes, and nothing of letters.

The specifications are transcribed, not improved upon: RFC 6962 and RFC 9162
(the tree), and C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles,
tlog-proof, tlog-policy and tlog-witness.  Each rule is cited at the line that
keeps it.

    curve                              which Ed25519 public keys are no keys at all
    lines                              numbers and hashes as one line of text
    tree  → path                       the hashes, and what leads from one to another
    tree  → tile                       the tree cut into files of 256 hashes
    head  → cosignature → vkey → note  a tree head, and who signed it
    note  → checkpoint → policy        which signatures are enough, and as of when
    proof                              one entry's way to a checkpoint
    witness  → cosigner                what a witness may sign; its hand
    equivocation                       two heads that cannot both be true, as one file
    recount                            the whole log hashed again, by other code

Nothing here opens a file or a socket, reads a clock or rolls a die.
"""
