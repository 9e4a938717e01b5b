"""A page as a machine reads it: so many of its words wrong, some lost, some torn, some stuck together."""

from __future__ import annotations

from random import Random

_TAKEN_FOR = {
    "m": "rn",
    "l": "1",
    "o": "0",
    "e": "c",
    "i": "l",
    "a": "o",
    "t": "f",
    "n": "u",
    "h": "b",
    "s": "5",
}


def misread(text: str, share: float, chance: Random) -> str:
    """*text* with that share of its words misread."""
    words: list[str] = []
    for word in text.split():
        words += [word] if chance.random() >= share else _wrong(word, words, chance)
    return " ".join(words)


def cropped(text: str, share: float, chance: Random) -> str:
    """That share of the text's words, in a row."""
    words = text.split()
    length = round(len(words) * share)
    start = chance.randrange(len(words) - length + 1)
    return " ".join(words[start : start + length])


def _wrong(word: str, before: list[str], chance: Random) -> list[str]:
    """Seven of ten have a letter wrong, one each is lost, torn in two, stuck to the word before."""
    way = chance.randrange(10)
    if way == 0:
        return []
    if way == 1 and len(word) > 3:
        middle = chance.randrange(1, len(word) - 1)
        return [word[:middle], word[middle:]]
    if way == 2 and before:
        return [before.pop() + word]
    place = chance.randrange(len(word))
    wrong = _TAKEN_FOR.get(word[place], chance.choice("abcdefghijklmnopqrstuvwxyz"))
    return [word[:place] + wrong + word[place + 1 :]]
