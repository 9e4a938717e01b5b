"""A house whose register lies in a bucket: brought there, counted there, and written there from then on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connections

from chancery.cli.main import chancery
from chancery.errors import Malformed, SplitView
from chancery.log.recount import first_fault
from chancery.record.rendition import Rendition
from chancery.record.statement import StatementId
from chancery.registry.registry import Registry
from chancery.store.objects.bucket import Bucket, Place
from chancery.wiring import House, open_registry
from chancery.wiring.storage import Storage, bucket_and_prefix, second_place, show_keys
from tests.institution import Clock, Institution
from tests.letters import INFORM, saying
from tests.object_store import ACCESS_KEY, SECRET_KEY, ObjectStore
from tests.people import GENERAL, urn
from tests.post_house import founded, inhabited, put_down

SOMEWHERE = Path("chancery.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A house with a few letters, its register still in its folder; and where it may go."""

    house: House
    people: Institution
    letter: StatementId
    clock: Clock
    place: Place

    def copy(self) -> Result:
        """What `chancery log copy` says, and how it ends."""
        where = ["--to", self.place.url, "--endpoint", self.place.endpoint or ""]
        return CliRunner().invoke(chancery, ["log", "copy", str(self.house.register), *where])

    def move(self) -> Registry:
        """The same house once its settings name the bucket; the folder and the file beside it are gone."""
        assert self.copy().exit_code == 0
        settings = self.house.folder / "chancery.toml"
        noted = f'second_place = "{self.place.url}-elsewhere/last-signed"\n'
        shown = f'\n[storage]\nurl = "{self.place.url}"\nendpoint = "{self.place.endpoint}"\n'
        settings.write_text(noted + settings.read_text() + shown)
        moved = House.read(self.house.folder)
        size, root = self.house.second_place.read_text().split()
        where = second_place(moved)
        assert not isinstance(where, Path)
        where.note(int(size), bytes.fromhex(root))
        self.house.second_place.unlink()
        shutil.rmtree(self.house.register)
        self.people.registry = open_registry(moved, pen=True, clock=self.clock)
        return self.people.registry


@pytest.fixture
def settled(tmp_path: Path, object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settled]:
    place = object_store.fresh_place()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    clock = Clock()
    house = founded(tmp_path / "us", clock)
    people = inhabited(house, clock)
    letters = [
        people.release(saying(f"Letter {number}.", INFORM, "forces/posture"), by=GENERAL)
        for number in range(3)
    ]
    yield Settled(house=house, people=people, letter=letters[0], clock=clock, place=place)
    put_down()


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def objects(place: Place) -> dict[str, bytes]:
    bucket = Bucket(place)
    return {path: held.octets for path in bucket.names() if (held := bucket.read(path))}


class TestCopy:
    """`chancery log copy`: every file, counted again from what lies there."""

    def test_every_file_of_the_register_is_there(self, settled: Settled) -> None:
        """Octet for octet: tiles, checkpoint, receipt, words, verifier keys."""
        done = settled.copy()
        lying = files(settled.house.register)
        assert (objects(settled.place), done.exit_code) == (lying, 0)
        assert {"vkey", "vkey-pq", "receipt", "checkpoint"} < set(lying)
        assert (
            f"5 entries, all counted in {settled.place.url}; {len(lying) - 2} files brought." in done.output
        )

    def test_what_was_broken_off_goes_on(self, settled: Settled) -> None:
        """Some lie there already; they are counted with the others, and not put twice."""
        lying = files(settled.house.register)
        some = dict(sorted(lying.items())[2:7])
        Bucket(settled.place).keep_all(some)
        done = settled.copy()
        assert objects(settled.place) == lying
        assert f"{len(lying) - 7} files brought, 5 lay there before." in done.output
        assert "; 0 files brought, " in settled.copy().output

    @pytest.mark.parametrize("path", ["tile/0/000.p/5", "tile/entries/000.p/2", "words"])
    def test_another_file_there_stops_it_before_anything_is_shown(self, settled: Settled, path: str) -> None:
        """A tile that is counted, one that only readers of an old head ask for, a letter's words."""
        found = next(each for each in files(settled.house.register) if each.startswith(path))
        octets = files(settled.house.register)[found]
        Bucket(settled.place).keep(found, octets[:-1] + bytes([octets[-1] ^ 1]))
        done = settled.copy()
        assert done.exit_code == 5
        assert found in done.output
        assert "checkpoint" not in objects(settled.place)

    def test_a_log_that_does_not_add_up_is_not_copied(self, settled: Settled) -> None:
        """Nothing is put."""
        tile = settled.house.register / "tile/0/000.p/5"
        tile.write_bytes(bytes(len(tile.read_bytes())))
        done = settled.copy()
        assert (done.exit_code, "Nothing was copied." in done.output) == (5, True)
        assert objects(settled.place) == {}

    def test_an_older_copy_does_not_go_over_a_newer_one(self, settled: Settled, tmp_path: Path) -> None:
        """The bucket shows what it showed."""
        older = shutil.copytree(settled.house.register, tmp_path / "older")
        settled.people.release(saying("One more.", INFORM, "forces/posture"), by=GENERAL)
        settled.copy()
        shown = objects(settled.place)
        where = ["--to", settled.place.url, "--endpoint", settled.place.endpoint or ""]
        CliRunner().invoke(chancery, ["log", "copy", str(older), *where])
        assert objects(settled.place) == shown

    def test_an_address_that_is_none_is_said(self, settled: Settled) -> None:
        """And nothing is asked of anybody."""
        done = CliRunner().invoke(
            chancery, ["log", "copy", str(settled.house.register), "--to", "https://records.example"]
        )
        assert (done.exit_code, "s3://bucket/folder" in done.output) == (4, True)


class TestAHouseInABucket:
    """Once the settings name it, everything goes there and nothing into the folder."""

    def test_what_was_said_is_answered_as_before(self, settled: Settled) -> None:
        """The same letter, the same five answers, and evidence cut from the bucket's tiles."""
        before = settled.people.registry.evidence(settled.letter)
        registry = settled.move()
        assert registry.evidence(settled.letter) == before

    def test_a_new_letter_is_shown_in_the_bucket(self, settled: Settled) -> None:
        """Tiles, words and checkpoint, adding up to the head that was signed."""
        registry = settled.move()
        before = objects(settled.place)
        settled.people.release(saying("One more.", INFORM, "forces/posture"), by=GENERAL)
        after = objects(settled.place)
        assert after["checkpoint"].split(b"\n")[1] == b"6"
        assert len([path for path in after if path.startswith("words/")]) == 4
        assert {path: after[path] for path in before if path not in ("checkpoint", "receipt")} == {
            path: octets for path, octets in before.items() if path not in ("checkpoint", "receipt")
        }
        head = registry.head()
        assert first_fault(after.get, head.size, head.root) is None
        assert not settled.house.register.exists()

    def test_a_letter_given_out_is_kept_there(self, settled: Settled) -> None:
        """By its digest; one that is not whole is not given out."""
        registry, file = settled.move(), b"%PDF-2.0 a letter"
        entry = registry.give_out(file, of=settled.letter, id=urn("us.demo", "given out"))
        assert isinstance(entry.act, Rendition)
        assert registry.rendition(entry.act.digest) == file
        bucket = Bucket(settled.place)
        path = f"rendition/{entry.act.digest.hex()}.pdf"
        bucket.replace(path, b"half", of=bucket.read(path))
        assert registry.rendition(entry.act.digest) is None

    def test_a_key_that_follows_is_shown_in_its_place(self, settled: Settled) -> None:
        """When the log's keys were changed; the charter says whose they are."""
        settled.move()
        settled.house.register.mkdir()
        for name in ("vkey", "vkey-pq"):
            (settled.house.register / name).write_text(f"the next {name}\n")
        show_keys(House.read(settled.house.folder))
        assert objects(settled.place)["vkey"] == b"the next vkey\n"

    def test_a_database_from_a_backup_does_not_sign(self, settled: Settled) -> None:
        """The second place is an object that no backup of this machine restores."""
        registry = settled.move()
        with connections["record"].cursor() as cursor:
            cursor.execute("UPDATE store_committedhead SET size = 4, applied = 4")
        with pytest.raises(SplitView, match="restored from an older copy"):
            registry.renew()


class TestSettings:
    """What `[storage]` may say."""

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "s3:",
            "s3://",
            "s3://a",
            "s3://UPPER/x",
            "s3://records//x",
            "s3://records/../x",
            "file:///tmp",
            "s3://records/a b",
        ],
    )
    def test_an_address_is_spelled_in_one_way(self, url: str) -> None:
        """Or it is refused, with the address in the sentence."""
        with pytest.raises(Malformed, match="no address of the form s3://bucket/folder"):
            bucket_and_prefix(url)

    def test_a_bucket_may_have_a_folder(self) -> None:
        """A slash at the end means nothing."""
        assert bucket_and_prefix("s3://records/us/log/") == ("records", "us/log")
        assert bucket_and_prefix("s3://records") == ("records", "")

    @pytest.mark.parametrize(
        "written",
        [{"adress": "x"}, {"url": 1}, {"url": "s3://records", "anonymous": "yes"}, {"url": "records"}],
    )
    def test_other_settings_are_refused(self, written: dict[str, object]) -> None:
        """A setting that nobody reads would be believed to be kept."""
        with pytest.raises(Malformed):
            Storage.of(Path(), written, None, SOMEWHERE)

    def test_credentials_lie_in_a_file_of_their_own(self, tmp_path: Path) -> None:
        """Whoever may read the settings does not thereby read the secret."""
        (tmp_path / "storage.toml").write_text('access_key = "k"\nsecret_key = "s"\n')
        storage = Storage.of(tmp_path, {"credentials": "storage.toml"}, None, SOMEWHERE)
        place = storage.place("s3://records/us")
        assert (place.access_key, place.secret_key, place.prefix) == ("k", "s", "us")

    def test_the_second_place_may_be_an_object(self) -> None:
        """A file is none of the storage's business."""
        assert Storage.of(Path(), {}, "s3://other/us/last", SOMEWHERE).second_place == "s3://other/us/last"
        assert Storage.of(Path(), {}, "elsewhere/last", SOMEWHERE).second_place is None
