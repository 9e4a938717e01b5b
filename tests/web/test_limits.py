"""Nobody may take all of the Counter: what one address may ask for is bounded, and one sentence says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from chancery.errors import Malformed
from chancery.phrases import LANGUAGES, say
from chancery.web.counter import limits
from chancery.web.counter.limits import ADDRESSES, Buckets, Budget, TooMany, Turn, client, read_budgets, take
from tests.web.test_refusals import file

LONG = " ".join(f"word{number % 900}" for number in range(9_000))
WORDS = {"words": "over the coming days to prepare the movement"}


@pytest.fixture
def limited() -> Iterator[None]:
    """Three checks a minute, one file, two asks an hour; every address with all its turns."""
    limits._buckets.cache_clear()
    with override_settings(CHANCERY_LIMITS="check=3/60 upload=1/60 ask=2/3600"):
        yield
    limits._buckets.cache_clear()


class Clock:
    """Time that a test turns."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fourth_check_in_a_minute_is_refused(counter: Client, language: str) -> None:
    """429, when to come again (RFC 6585 section 4), one sentence, and nothing kept of the answer."""
    answers = [counter.post(f"/{language}/check", WORDS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 20
    assert answers[3].headers["Cache-Control"] == "no-store"
    html = answers[3].content.decode()
    assert f'lang="{language}"' in html
    assert "data-question" not in html


@pytest.mark.usefixtures("limited")
def test_every_address_has_its_own_turns(counter: Client) -> None:
    """One that asks too often takes nothing from another."""
    for _ in range(4):
        first = counter.post("/en/check", WORDS, REMOTE_ADDR="198.51.100.7")
    other = counter.post("/en/check", WORDS, REMOTE_ADDR="198.51.100.8")
    assert (first.status_code, other.status_code) == (429, 200)


@pytest.mark.usefixtures("limited")
def test_a_file_costs_a_turn_of_its_own(counter: Client) -> None:
    """Opening files is dearer than comparing words, so there are fewer turns of it."""
    statuses = [
        counter.post("/en/check", {"file": file(b"Dear all, nothing.")}).status_code for _ in range(2)
    ]
    assert statuses == [200, 429]


@pytest.mark.usefixtures("limited")
def test_a_very_long_text_costs_as_many_turns_as_it_takes_time(counter: Client) -> None:
    """Sixty thousand characters are three checks more than the one."""
    assert counter.post("/en/check", {"words": LONG}).status_code == 429
    assert counter.post("/en/check", WORDS).status_code == 200


@pytest.mark.usefixtures("limited")
def test_reading_is_never_counted(counter: Client) -> None:
    """Pages cost little and are kept by whatever stands before us; many readers are no flood."""
    assert {counter.get("/en/").status_code for _ in range(12)} == {200}


@pytest.mark.usefixtures("limited")
def test_asks_have_a_budget_that_checks_do_not_spend() -> None:
    """Each kind by itself."""
    request = RequestFactory().post("/")
    for _ in range(3):
        take(request, Turn.CHECK)
    take(request, Turn.ASK)
    take(request, Turn.ASK)
    with pytest.raises(TooMany) as refused:
        take(request, Turn.ASK)
    assert 1_700 < refused.value.wait <= 1_800


def test_turns_come_back_evenly() -> None:
    """Six in a minute: one every ten seconds, and never more than all of them."""
    clock = Clock()
    buckets = Buckets(Budget(turns=6, seconds=60), now=clock)
    for _ in range(6):
        buckets.take(b"a")
    with pytest.raises(TooMany) as refused:
        buckets.take(b"a")
    assert refused.value.wait == 10
    clock.at = 10
    buckets.take(b"a")
    clock.at = 10_000
    for _ in range(6):
        buckets.take(b"a")
    with pytest.raises(TooMany):
        buckets.take(b"a")


def test_workers_divide_the_budget() -> None:
    """Each of four has a quarter, and at least one turn."""
    quarter = Buckets(Budget(turns=8, seconds=60), workers=4)
    quarter.take(b"a")
    quarter.take(b"a")
    with pytest.raises(TooMany):
        quarter.take(b"a")
    Buckets(Budget(turns=1, seconds=60), workers=4).take(b"a")


def test_the_table_is_bounded() -> None:
    """A million addresses take no more memory than fifty thousand."""
    buckets = Buckets(Budget(turns=1, seconds=60))
    for number in range(ADDRESSES + 1_000):
        buckets.take(number.to_bytes(4))
    assert len(buckets) == ADDRESSES


def test_no_address_is_kept_as_it_is() -> None:
    """Only a digest under a key that this process drew for itself; of IPv6, the network of it."""
    one, same = (limits._digest(limits._address(each)) for each in ("2001:db8::1", "2001:db8::ffff"))
    other = limits._digest(limits._address("2001:db8:0:1::1"))
    assert one == same != other
    assert b"2001" not in one
    assert limits._address("::ffff:198.51.100.7") == limits._address("198.51.100.7")


def test_a_reader_with_a_network_has_one_budget() -> None:
    """Also where programs bring keys that open nothing: an address more is no attempt more."""
    near, same, far = (
        limits.whose(RequestFactory().get("/", REMOTE_ADDR=each))
        for each in ("2001:db8::1", "2001:db8::2", "2001:db8:1::1")
    )
    assert near == same != far


@pytest.mark.parametrize(
    ("proxies", "sender", "header", "who"),
    [
        ("", "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("10.0.0.0/8", "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("10.0.0.0/8", "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/8", "10.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/8, 192.0.2.0/24", "10.0.0.1", "203.0.113.9, 192.0.2.5", "203.0.113.9"),
        ("10.0.0.0/8", "10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", "nonsense", "::"),
    ],
)
def test_only_a_known_web_server_is_believed_about_who_asks(
    proxies: str, sender: str, header: str, who: str
) -> None:
    """What a reader writes into the header stands before what our own server adds, and is not read."""
    request = RequestFactory().get("/", REMOTE_ADDR=sender, HTTP_X_FORWARDED_FOR=header)
    with override_settings(CHANCERY_PROXIES=proxies):
        assert str(client(request)) == who


def test_budgets_are_read_or_refused() -> None:
    """What is not named stays as it is; `off` is for nobody's public Counter."""
    assert read_budgets("check=5/10")[Turn.CHECK] == Budget(turns=5, seconds=10)
    assert read_budgets("check=5/10")[Turn.ASK] == limits.BUDGETS[Turn.ASK]
    assert read_budgets("off") == {}
    for wrong in ("check", "check=0/60", "check=5", "tea=5/60", "check=5/x"):
        with pytest.raises(Malformed, match="CHANCERY_LIMITS"):
            read_budgets(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_only_repeat_themselves_are_refused(counter: Client, language: str) -> None:
    """In one sentence and at once: comparing them took a minute, and they are nobody's letter."""
    answer = counter.post(f"/{language}/check", {"words": "of the " * 2_000})
    assert answer.status_code == 400
    assert say("page.trouble.repeats", language) in answer.content.decode()


def test_a_long_letter_is_no_repetition(counter: Client) -> None:
    """Three thousand words of which one in ten is another one; and few words may be as alike as they like."""
    words = " ".join(f"word{number % 300}" for number in range(3_000))
    assert counter.post("/en/check", {"words": words}).status_code == 200
    assert counter.post("/en/check", {"words": "of the " * 600}).status_code == 200


def test_more_words_than_fifty_pages_are_brought_as_a_file(counter: Client) -> None:
    """413, and the sentence names the limit."""
    answer = counter.post("/en/check", {"words": "lemon tree " * 10_000})
    assert answer.status_code == 413
    assert "100 kB" in answer.content.decode()
