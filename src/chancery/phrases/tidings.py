"""News of a letter as a short mail: what changed, from what to what, by whom, and where to read on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chancery.check.answers import LetterName
from chancery.phrases.catalogue import DIRECTIONS, LANGUAGES, slug
from chancery.phrases.naming import called
from chancery.phrases.saying import Names, say
from chancery.phrases.standings import standing_word
from chancery.registry.news import News

_APART = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
"""Isolates help a page and a text read from right to left; a subject, or English, shows boxes for them."""
RULE = "— — —"


def languages_of(news: News, first: str) -> tuple[str, ...]:
    """The reader's language, and then the others in which the house itself has a name."""
    titled = news.charter.title if news.charter is not None else {}
    return (first, *(other for other in LANGUAGES if other != first and other in titled))


def subject(news: News, language: str) -> str:
    """The reference first: it is what people search their mail for."""
    after = news.tiding.after
    facts = {
        "reference": _reference(news),
        "standing": standing_word(after.standing if after else "", language),
    }
    return say(f"post.mail.{_subject(news)}", language, **facts).translate(_APART)


def text(news: News, languages: Sequence[str], *, with_file: bool = False) -> str:
    """What happened, once in each language; what only this reader may open is added by `closing`."""
    return f"\n{RULE}\n\n".join(
        "\n".join(_plain(line, language) for line in _lines(news, language, with_file)) + "\n"
        for language in languages
    )


def closing(languages: Sequence[str], *, pick_up: str | None = None, stop: str | None = None) -> str:
    """The links that are this reader's alone, by the rest of their address, and who wrote this."""
    lines = [RULE]
    for key, link in (("pick_up", pick_up), ("stop", stop)):
        if link is not None:
            lines += [*(say(f"post.mail.{key}", language) for language in languages), link, ""]
    lines += [say("post.mail.machine", language) for language in languages]
    return "\n".join(lines) + "\n"


def _subject(news: News) -> str:
    if news.first:
        return "subject_released"
    return "subject_changed" if _moved(news) else "subject_force"


def _moved(news: News) -> bool:
    before, after = news.tiding.before, news.tiding.after
    return before is None or after is None or before.standing != after.standing


def _lines(news: News, language: str, with_file: bool) -> Iterator[str]:
    names = called(news.letter.institution, news.charter, language)
    facts = {
        "reference": _reference(news),
        "institution": news.letter.institution,
        "office": news.office,
    }
    if news.first:
        yield say("post.mail.released", language, names, **facts)
    else:
        yield say(f"post.mail.{'changed' if _moved(news) else 'force_changed'}", language, names, **facts)
        yield ""
        yield from _places(news, language)
        yield from _why(news, language)
    if with_file:
        yield say("post.mail.attached", language)
    yield ""
    yield say("post.mail.page", language)
    yield news.page(language)
    yield say("post.mail.compare", language)


def _places(news: News, language: str) -> Iterator[str]:
    before, after = news.tiding.before, news.tiding.after
    if before is None or after is None:
        return
    if before.standing != after.standing:
        yield say("post.mail.now", language, standing=standing_word(after.standing, language))
        yield say("post.mail.before", language, standing=standing_word(before.standing, language))
    if before.effect != after.effect:
        yield say("post.mail.does_now", language, truth=effect_word(after.effect, language))
        yield say("post.mail.did_before", language, truth=effect_word(before.effect, language))


def effect_word(effect: str, language: str) -> str:
    """What a letter does, as a few words."""
    return say(f"post.effect.{slug(effect)}", language)


def _why(news: News, language: str) -> Iterator[str]:
    if news.by is None:
        yield say("post.mail.by_time", language)
    else:
        names: Names = called(news.by.name.institution, news.by.charter, language)
        yield say("post.mail.by_act", language, names, office=news.by.office, entry=_called(news.by.name))
    if news.through is not None:
        yield say("post.mail.through", language, entry=_called(news.through))


def _reference(news: News) -> str:
    return _called(news.letter)


def _called(name: LetterName) -> str:
    """On one line, whosever letter it is: a reference of several would write sentences into our mail."""
    return " ".join((name.reference or "").split()) or name.code


def _plain(line: str, language: str) -> str:
    return line if DIRECTIONS[language] == "rtl" else line.translate(_APART)


class Phrased:
    """The words of a mail, for whoever makes mails (`chancery.wiring.telling.Wording`)."""

    def languages(self, news: News, first: str) -> tuple[str, ...]:
        """The languages of a mail to somebody who reads *first*."""
        return languages_of(news, first)

    def subject(self, news: News, language: str) -> str:
        """One line that begins with the reference."""
        return subject(news, language)

    def text(self, news: News, languages: Sequence[str], *, with_file: bool) -> str:
        """What happened."""
        return text(news, languages, with_file=with_file)

    def closing(self, languages: Sequence[str], *, pick_up: str | None, stop: str | None) -> str:
        """The links that are one reader's alone."""
        return closing(languages, pick_up=pick_up, stop=stop)
