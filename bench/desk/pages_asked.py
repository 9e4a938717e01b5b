"""Asks a Desk for its pages, in a process of its own, and prints how many seconds each took.

Of every page both: those on the clock, which whoever else is on this machine makes longer,
and those that a processor was busy with it.

CHANCERY_HOME=… DJANGO_SETTINGS_MODULE=chancery.web.desk.settings python -m bench.desk.pages_asked 15
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping

DRAFTS = 30
"""Drafts on their way, all of them the officer's business."""
TEXT = "All vehicles stay in the northern camp until 9 March 2020. We respect your decision to wait."
FIELDS = {
    "office": "command-iraq",
    "form": "order",
    "reference": "US/2020/99",
    "first": "en",
    "text-en": TEXT,
    "text-ar": "تبقى جميع المركبات في المعسكر الشمالي حتى ٩ مارس ٢٠٢٠. نحترم قراركم بالانتظار.",
    "clause-0-id": "c1",
    "clause-0-verb": "order",
    "clause-0-subject": "forces/operations",
    "clause-0-words-en": TEXT,
}


def main(rounds: int) -> None:
    """Sign an officer in, let them write, and ask for every page so often."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from chancery.store.office.models import Officer

    account, _ = get_user_model().objects.get_or_create(username="h-command", email="h-command@us.demo")
    Officer.objects.get_or_create(account=account, person="h-command", language="en")
    client = Client(headers={"host": "localhost"})
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    print(json.dumps(_timed(client, rounds)))


def _timed(client: object, rounds: int) -> Mapping[str, list[tuple[float, float]]]:
    from django.test import Client

    assert isinstance(client, Client)
    pages = _pages(client, _drafts(client))
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    for _ in range(rounds + 1):
        for name, address in pages.items():
            begun, busy = time.perf_counter(), time.process_time()
            response = client.get(address)
            seconds = time.perf_counter() - begun, time.process_time() - busy
            if response.status_code != 200:
                raise RuntimeError(f"{address} answered {response.status_code}.")
            taken[name].append(seconds)
    return {name: seconds[1:] for name, seconds in taken.items()}  # the first reads what is kept in memory


def _drafts(client: object) -> list[str]:
    """The addresses of all that are on their way, which are made where they are lacking."""
    from django.test import Client

    from chancery.web.desk import door
    from chancery.web.desk.letters.here import address

    assert isinstance(client, Client)
    addresses = [address("en", papers.draft) for papers in door.desk().pending()]
    for _ in range(DRAFTS - len(addresses)):
        begun = client.post("/en/letters/begin", {"office": "command-iraq", "model": "blank"})
        draft = begun["Location"].removesuffix("/edit")
        client.post(f"{draft}/edit", {**FIELDS, "do": "save", "kept": "1"})
        client.post(f"{draft}/step", {"do": "submit"})
        addresses.append(draft)
    return addresses


def _pages(client: object, drafts: list[str]) -> Mapping[str, str]:
    """Every page that an officer meets on an ordinary day."""
    from chancery.web.desk import door

    letter = door.registry().recent(1)[0].code
    draft = drafts[0]
    return {
        "home": "/en/",
        "drafts": "/en/letters",
        "begin": "/en/letters/begin",
        "draft": draft,
        "edit": f"{draft}/edit",
        "versions": f"{draft}/versions",
        "release": f"{draft}/release",
        "record": "/en/notices",
        "letter": f"/en/notices/letter/{letter}",
        "withdraw": f"/en/notices/act/withdraw/{letter}",
        "sightings": "/en/notices/sightings",
        "asks": "/en/asks",
        "matters": "/en/matters",
        "post": "/en/post",
        "charter": "/en/charter",
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
