"""The container file and the Compose file, as far as they can be held to the truth without a daemon."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
import yaml

from chancery.cli.serving import free_port
from tests.deploy.typed import unknown_in
from tests.postgres import Postgres, program

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
WHY = {
    "python3": "all of it",
    "python3-venv": "an environment of its own",
    "tesseract-ocr": "photographs are read",
    "tesseract-ocr-ara": "in Arabic too",
    "bubblewrap": "strangers' files are read behind walls",
    "postgresql-client": "chancery backup dumps PostgreSQL",
    "nginx-light": "the web server",
    "postgresql": "the database",
}
OURS = ("found", "counter", "desk", "live", "courier", "register", "witness")


def steps(word: str) -> list[str]:
    """The instructions of that kind, each on one line."""
    text = re.sub(r"\\\n\s*", " ", CONTAINERFILE)
    return [line.removeprefix(f"{word} ") for line in text.splitlines() if line.startswith(f"{word} ")]


def stage(name: str) -> str:
    return CONTAINERFILE.partition(f" AS {name}\n")[2].partition("\nFROM ")[0]


class TestContainerfile:
    def test_there_is_one_foundation(self) -> None:
        """Every stage begins with the same image, by its short name; no place to fetch from is named."""
        assert {each.partition(" AS ")[0] for each in steps("FROM")} == {"debian:bookworm-slim"}
        assert "://" not in CONTAINERFILE.replace("http://127.0.0.1", "")

    def test_what_is_copied_is_there(self) -> None:
        """Each path that a stage copies from here can be copied."""
        copied = [each for each in steps("COPY") if not each.startswith("--from")]
        sources = [source for each in copied for source in shlex.split(each)[:-1]]
        assert len(sources) > 5
        assert [source for source in sources if not (ROOT / source).exists()] == []

    def test_packages_are_installed_by_digest_only(self) -> None:
        """No pip step takes a version that was not chosen here, nor builds anything from source."""
        installs = [each for run in steps("RUN") for each in run.split("&&") if "pip install" in each]
        assert len(installs) == 3
        for each in installs[:2]:
            assert "--require-hashes" in each
            assert "--only-binary :all:" in each
        assert "--no-deps --no-build-isolation" in installs[2]

    def test_every_package_of_debian_has_its_reason(self) -> None:
        """Nothing is installed that nobody needs, and what the processes look for is there."""
        asked = {
            word
            for run in steps("RUN")
            for each in run.split("&&")
            if "apt-get install" in each
            for word in each.split("--no-install-recommends")[1].split()
        }
        assert asked == set(WHY)
        wanted = (ROOT / "scripts" / "missing-debian-packages").read_text(encoding="utf-8")
        to_run = set(re.findall(r"echo ([\w-]+)", wanted.partition('"$purpose" = all')[0]))
        assert to_run - asked == set()

    def test_nobody_is_root_in_it(self) -> None:
        """The processes of a house and the database have accounts of their own."""
        assert re.search(r"^USER 10001:10001$", stage("app"), re.MULTILINE)
        assert re.search(r"^USER postgres$", stage("database"), re.MULTILINE)

    def test_what_it_begins_with_can_be_typed(self) -> None:
        """ENTRYPOINT and CMD together are a command of ours."""
        assert 'ENTRYPOINT ["chancery"]' in stage("app")
        assert unknown_in(["serve"]) == ""
        assert 'CMD ["serve"]' in stage("app")


class TestCompose:
    @pytest.mark.parametrize("name", OURS)
    def test_every_command_can_be_typed(self, name: str) -> None:
        """Entry point and command of each service are words of the command line."""
        words = [*SERVICES[name].get("entrypoint", ["chancery"]), *SERVICES[name].get("command", [])]
        assert words[0] == "chancery"
        assert unknown_in(words[1:]) == ""

    def test_every_check_of_health_can_be_typed(self) -> None:
        """Those that ask us are commands of ours, those that ask a port ask the right one."""
        ports = {"desk": 8100, "live": 8200, "witness": 8100}
        for name, service in SERVICES.items():
            asked = service.get("healthcheck", {}).get("test", [])
            if "chancery" in asked:
                assert unknown_in(asked[asked.index("chancery") + 1 :]) == "", name
            elif asked:
                assert f"127.0.0.1:{ports[name]}/healthz" in asked[-1], name

    def test_the_public_processes_hold_no_key(self) -> None:
        """Neither the volume of the keys, nor the passwords of the drafts."""
        for name in ("counter", "live"):
            assert {each["source"] for each in SERVICES[name]["volumes"]} == {"house"}
            assert [each["source"] for each in SERVICES[name]["secrets"]] == ["pgpass_counter"]
            assert any(each.startswith("/var/lib/chancery/record/keys") for each in SERVICES[name]["tmpfs"])

    def test_only_the_web_server_can_be_reached(self) -> None:
        """Nobody else has a port; the web server is shown the register and nothing else of the house."""
        assert [name for name, each in SERVICES.items() if "ports" in each] == ["web"]
        shown = [each for each in SERVICES["web"]["volumes"] if each["source"] == "house"]
        assert [(each["volume"]["subpath"], each["read_only"]) for each in shown] == [
            ("record/register", True)
        ]

    def test_nothing_is_named_that_is_not_there(self) -> None:
        """Volumes, secrets, build targets and the folders that are bound."""
        volumes = {
            each["source"] if isinstance(each, dict) else each.partition(":")[0]
            for service in SERVICES.values()
            for each in service.get("volumes", [])
            if not isinstance(each, dict) or each["type"] == "volume"
        }
        assert volumes == set(COMPOSE["volumes"])
        secrets = {
            each if isinstance(each, str) else each["source"]
            for service in SERVICES.values()
            for each in service.get("secrets", [])
        }
        assert secrets == set(COMPOSE["secrets"])
        targets = {each["build"]["target"] for each in SERVICES.values() if "build" in each}
        assert targets <= {each.partition(" AS ")[2] for each in steps("FROM")}


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that the server's account may enter; what pytest gives is for its own account alone."""
    with TemporaryDirectory(prefix="chancery-database-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.slow
def test_the_database_begins_with_a_role_for_each_side(room: Path, postgres: Postgres) -> None:
    """The script of the image, run here: four databases, and none lets another's role in."""
    programs, port = program("initdb").resolve().parent, free_port(0)
    secrets = room / "secrets"
    secrets.write_text(
        "".join(f"{side}:word-of-{side}\n" for side in ("record", "desk", "inbox", "accounts"))
    )
    script = (DEPLOY / "container" / "database").read_text()
    script = script.replace("/tmp", str(room)).replace("exec postgres ", f"exec postgres -p {port} ")
    (room / "database").write_text(script)
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGDATA": str(room / "data"),
        "CHANCERY_SECRETS": str(secrets),
        "PGPORT": str(port),
    }
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    server = subprocess.Popen([*as_postgres, "sh", str(room / "database")], env=environment, cwd=room)
    try:
        assert _reached(port, "record", "record", 120) == "record"
        assert _reached(port, "desk", "desk", 5) == "desk"
        assert "denied" in _reached(port, "record", "desk", 5)
        assert "password" in _reached(port, "record", "record", 5, word="another")
    finally:
        end = [*as_postgres, "pg_ctl", "-D", environment["PGDATA"], "-m", "fast", "stop"]
        subprocess.run(end, env=environment, check=True, cwd=room)
        server.wait(timeout=60)


def _reached(port: int, role: str, database: str, patience: float, word: str = "") -> str:
    """Whose database it is, or why it was not let in; one that does not answer yet is waited for."""
    until = time.monotonic() + patience
    url = f"postgresql://{role}:{word or f'word-of-{role}'}@127.0.0.1:{port}/{database}"
    while True:
        try:
            with psycopg.connect(url) as connection:
                return str(connection.execute("SELECT current_database()").fetchone()[0])
        except psycopg.OperationalError as refused:
            said = str(refused)
        refused_for_good = "FATAL" in said and "starting up" not in said
        if refused_for_good or time.monotonic() > until:
            return said
        time.sleep(0.2)
