"""Following by the name alone: every source is asked, and where two disagree nothing is followed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chancery.cli.serving import Server, answering, free_port
from chancery.wiring import pinning
from tests.cli.house_by_hand import HouseByHand, run
from tests.cli.outside import DOMAIN, ListKeeper, Outside, fingerprint_of, pin, root_document

# ── the first time ──


def test_the_web_and_unsigned_names_that_agree(us: HouseByHand, mod: HouseByHand, outside: Outside) -> None:
    """Both name one first charter; that nobody followed the signatures is told."""
    outside.show(mod)
    told = us.run("follow", DOMAIN)
    assert told.stdout == "mod.example: 4 entries more.\n"
    assert "which are not signed, and its web address agree" in told.stderr
    assert (pin(us)["strength"], pin(us)["first_charter"]) == ("names and web", fingerprint_of(mod))
    assert us.run("follow").stdout == "mod.example: 0 entries more.\n"


def test_names_whose_signatures_are_followed(us: HouseByHand, mod: HouseByHand, outside: Outside) -> None:
    """With a key from which to begin, signed names are called signed."""
    (us.folder / "anchors").write_text(outside.zone.anchor)
    outside.surround(us, anchors="anchors", signed_names=True)
    outside.show(mod)
    assert "which are signed, and its web address agree" in us.run("follow", DOMAIN).stderr
    (voucher,) = pin(us)["vouchers"]  # type: ignore[misc,attr-defined]
    assert voucher["signed"] is True


def test_a_house_may_want_signed_names_only(us: HouseByHand, mod: HouseByHand, outside: Outside) -> None:
    """Unsigned ones are then not believed, and nothing is followed."""
    outside.surround(us, signed_names=True)
    outside.show(mod)
    assert "believes no others" in us.run("follow", DOMAIN, ends=5).stderr
    nothing_followed(us)


def test_the_web_alone(us: HouseByHand, mod: HouseByHand, outside: Outside) -> None:
    """Where no name record is, the web address alone vouches, and that is told."""
    outside.show(mod, named=False)
    assert "Only the web address of mod.example vouches for it" in us.run("follow", DOMAIN).stderr
    assert pin(us)["strength"] == "web"


@pytest.mark.parametrize("lie", ["document", "origin", "two records", "broken record"])
def test_names_and_web_that_disagree_stop_everything(
    us: HouseByHand, mod: HouseByHand, stranger: HouseByHand, outside: Outside, lie: str
) -> None:
    """Another document, another log, two registers at once, a record that is none: one sentence."""
    outside.show(mod)
    name = f"_chancery.{DOMAIN}."
    if lie == "document":
        outside.name(mod, root_document(stranger))
    elif lie == "origin":
        outside.name(mod, root_document(mod), origin="mod.example/other")
    elif lie == "two records":
        one = pinning.NameRecord(root=bytes(32), origin="a").text
        other = pinning.NameRecord(root=bytes(range(32)), origin="b").text
        outside.zone.put(name, "TXT", f'"{one}"', f'"{other}"')
    else:
        outside.zone.put(name, "TXT", '"v=chancery1; root=xx; origin=mod.example/register"')
    refused = us.run("follow", DOMAIN, ends=4 if lie == "broken record" else 5)
    assert refused.stderr.count("\n") == 1
    if lie in ("document", "origin"):
        assert "name two different registers; nothing is followed." in refused.stderr
    nothing_followed(us)


def nothing_followed(us: HouseByHand) -> None:
    assert "[follow" not in (us.folder / "chancery.toml").read_text()
    assert not (us.folder / "pins").exists()


def test_others_records_under_a_name_are_left_alone(
    us: HouseByHand, mod: HouseByHand, outside: Outside
) -> None:
    """A domain has texts for many purposes."""
    outside.show(mod, named=False)
    outside.zone.put(f"_chancery.{DOMAIN}.", "TXT", '"v=spf1 -all"', '"hello"')
    us.run("follow", DOMAIN)
    assert pin(us)["strength"] == "web"


@pytest.mark.parametrize("fault", ["nothing there", "redirect", "too long", "not a charter", "another's"])
def test_a_web_address_that_shows_no_charter_leads_nowhere(
    us: HouseByHand, mod: HouseByHand, outside: Outside, fault: str
) -> None:
    """No redirect is followed, nothing endless is read, and only a charter of that very domain is one."""
    path = "/.well-known/chancery/root/1.cbor"
    ends = 6
    if fault == "redirect":
        outside.web.statuses[DOMAIN] = 302
    elif fault == "too long":
        outside.web.files[DOMAIN, path] = bytes(70_000)
    elif fault == "not a charter":
        outside.web.files[DOMAIN, path], ends = root_document(mod, 3), 5
    elif fault == "another's":
        outside.web.files["eve.example", path], ends = root_document(mod), 5
    domain = "eve.example" if fault == "another's" else DOMAIN
    refused = us.run("follow", domain, ends=ends)
    assert refused.stderr.count("\n") == 1
    assert not [asked for asked in outside.web.asked if "elsewhere" in asked]
    nothing_followed(us)


@pytest.mark.parametrize(
    "address",
    ["https://eve.example/r", "http://169.254.169.254/latest", "//eve.example/r", "ftp://mod.example"],
)
def test_a_domain_sends_nobody_elsewhere(
    us: HouseByHand, mod: HouseByHand, outside: Outside, address: str
) -> None:
    """Where a register lies on another domain, a directory or a person says so; the domain cannot."""
    outside.show(mod)
    said = json.dumps({"address": address}).encode()
    outside.web.files[DOMAIN, "/.well-known/chancery/register"] = said
    assert "not on its own domain" in us.run("follow", DOMAIN, ends=4).stderr
    nothing_followed(us)


# ── a directory ──


def test_a_directory_outranks_the_rest_and_nobody_else_is_asked(
    us: HouseByHand, mod: HouseByHand, outside: Outside, keeper: ListKeeper
) -> None:
    """It names the register and its address; the domain learns nothing of it."""
    outside.show(mod)
    key = keeper.sign(mod, web=outside.web)
    outside.surround(us, directory=str(keeper.signed), directory_key=key)
    assert "is in the list that foreign.example/directory signed" in us.run("follow", DOMAIN).stderr
    assert pin(us)["strength"] == "directory"
    assert not outside.names.asked
    shown = run("directory", "show", keeper.signed, "--key", key).stdout
    assert fingerprint_of(mod) in shown


@pytest.mark.parametrize("fault", ["ended", "another key", "altered"])
def test_a_directory_that_has_ended_or_is_another_is_not_believed(
    us: HouseByHand, mod: HouseByHand, outside: Outside, keeper: ListKeeper, fault: str
) -> None:
    """It is said, and the sources below it are asked as if it were not there."""
    outside.show(mod)
    key = keeper.sign(mod, web=outside.web, days=-1 if fault == "ended" else 30)
    if fault == "another key":
        other = ListKeeper(keeper.folder / "other")
        other.folder.mkdir()
        key = other.sign(mod, web=outside.web)
    if fault == "altered":
        keeper.signed.write_bytes(keeper.signed.read_bytes().replace(b"mod.example/", b"m0d.example/", 1))
    outside.surround(us, directory=str(keeper.signed), directory_key=key)
    assert "is not believed" in us.run("follow", DOMAIN).stderr
    assert pin(us)["strength"] == "names and web"


def test_a_list_that_is_none_is_refused(keeper: ListKeeper, tmp_path: Path) -> None:
    """A domain that is none, a fingerprint that is none, a name nobody has: nothing is signed."""
    key = tmp_path / "k.pem"
    run("keys", "new", key)
    line = '[institution."{}"]\nfingerprint = "{}"\naddress = "https://x.example"\norigin = "x"\n'
    until = "until = 2040-01-01T00:00:00Z\n"
    for text in (
        until + line.format("no domain", "0" * 64),
        until + line.format("mod.example", "0" * 63),
        until + "more = 1\n",
        line.format("mod.example", "0" * 64),
    ):
        file = tmp_path / "list.toml"
        file.write_text(text)
        run("directory", "sign", file, "--key", key, "--name", "n", "-o", tmp_path / "out", ends=4)
    assert not (tmp_path / "out").exists()


# ── by hand, and nobody ──


def test_a_fingerprint_that_was_typed_outranks_everything(
    us: HouseByHand, mod: HouseByHand, outside: Outside
) -> None:
    """It is told as the pin of somebody here, and the rest beside it."""
    outside.show(mod)
    us.run("follow", DOMAIN, "--fingerprint", fingerprint_of(mod))
    assert pin(us)["strength"] == "by hand"
    assert len(pin(us)["vouchers"]) == 2  # type: ignore[arg-type]


def test_a_typed_fingerprint_that_nobody_shows_follows_nothing(
    us: HouseByHand, mod: HouseByHand, outside: Outside
) -> None:
    """The domain names another: both cannot be right."""
    outside.show(mod)
    assert "nothing is followed" in us.run("follow", DOMAIN, "--fingerprint", "0" * 64, ends=5).stderr
    nothing_followed(us)


def test_what_is_given_by_its_place_is_vouched_for_by_nobody(us: HouseByHand, mod: HouseByHand) -> None:
    """First use: from now on it is held to what it showed, and its age is told."""
    told = us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    assert "first seen here just now, vouched for by nobody" in told.stderr
    assert (pin(us)["strength"], pin(us)["first_charter"]) == ("first use", fingerprint_of(mod))
    assert pin(us)["chartered"] is not None


def test_what_is_no_address_is_not_written_down(us: HouseByHand) -> None:
    """A mistyped address changes nothing; a second try is told where what was typed before stands."""
    us.run("follow", DOMAIN, "--url", "nonsense", ends=4)
    nothing_followed(us)
    us.run("follow", DOMAIN, "--url", "http://127.0.0.1:1/register", ends=6)
    told = us.run("follow", DOMAIN, "--url", "http://127.0.0.1:2/register", ends=3).stderr
    assert f"followed already; where it is and its fingerprint stand in {us.folder / 'chancery.toml'}" in told


def test_a_register_that_falls_silent_is_named(us: HouseByHand, mod: HouseByHand, outside: Outside) -> None:
    """What was read stays, and nobody is told that all is well: 6, each time, until it answers again."""
    outside.show(mod)
    us.run("follow", DOMAIN)
    settings = us.folder / "chancery.toml"
    before = settings.read_text()
    settings.write_text(before.replace(outside.web.address, "http://127.0.0.1:1"))
    for _ in range(2):
        silent = us.run("follow", ends=6)
        assert silent.stdout == "mod.example: 0 entries more.\n"
        assert "does not answer. What was read before stays." in silent.stderr
    settings.write_text(before)
    assert not us.run("follow").stderr


def test_a_first_use_is_held_to_what_it_showed(
    us: HouseByHand, mod: HouseByHand, stranger: HouseByHand
) -> None:
    """Another record at the same place, and nothing remembered but the pin: it is refused all the same."""
    us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    settings = us.folder / "chancery.toml"
    settings.write_text(settings.read_text().replace(str(mod.folder), str(stranger.folder)))
    (us.folder / "mirror" / DOMAIN).rename(us.folder / "lost")
    us.run("reindex", ends=5)


def test_a_directory_that_names_another_log_is_found_out(
    us: HouseByHand, mod: HouseByHand, outside: Outside, keeper: ListKeeper
) -> None:
    """The first charter is the right one, and the log at that address is called otherwise."""
    outside.show(mod)
    key = keeper.sign(mod, web=outside.web, origins={DOMAIN: "mod.example/other"})
    outside.surround(us, directory=str(keeper.signed), directory_key=key)
    assert "another log than mod.example/other" in us.run("follow", DOMAIN, ends=5).stderr


@pytest.mark.slow
def test_a_counter_shows_what_is_looked_for(us: HouseByHand, mod: HouseByHand, outside: Outside) -> None:
    """A real Counter, asked by its domain: register, root document, tiles; then nobody is asked again."""
    listens = f"127.0.0.1:{free_port(0)}"
    environment = {"CHANCERY_HOME": str(mod.folder), "CHANCERY_HOSTS": f"{DOMAIN},127.0.0.1"}
    counter = Server(application="chancery.web.wsgi:application", listens=listens, environment=environment)
    outside.name(mod, root_document(mod))
    outside.surround(us, web=f"http://{listens}")
    with answering([counter]):
        told = us.run("follow", DOMAIN)
        walked = us.run("charter", "root", DOMAIN).stdout
    assert "and its web address agree" in told.stderr
    assert fingerprint_of(mod) in walked
    assert us.answers("P/2026/1")["origin"]["state"] == "issued by another institution"
