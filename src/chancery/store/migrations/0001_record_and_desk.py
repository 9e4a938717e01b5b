"""The first tables: the log and everything that can be looked up, and on the Desk's side the drafts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CommittedHead",
            fields=[
                ("log", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("checkpoint", models.BinaryField()),
                ("vouched", models.BinaryField(default=b"")),
                ("at", models.BigIntegerField()),
                ("applied", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="FiledEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "heading", "arrival", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("heading", models.BinaryField()),
                ("arrival", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="FollowedLog",
            fields=[
                ("institution", models.TextField(primary_key=True, serialize=False)),
                ("reached", models.BigIntegerField()),
                ("seen", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="GivenIndex",
            fields=[
                ("key", models.BinaryField(primary_key=True, serialize=False)),
                ("index", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="LoggedEntry",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("octets", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shingle", "statement", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("shingle", models.BigIntegerField()),
                ("statement", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SealedWords",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="ShingledStatement",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("heading", models.BinaryField(unique=True)),
                ("id", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="DraftVersion",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("draft", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("state", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("draft", "version"), name="version_once")],
            },
        ),
        migrations.CreateModel(
            name="IndexedEntry",
            fields=[
                ("arrival", models.BigIntegerField(primary_key=True, serialize=False)),
                ("institution", models.TextField()),
                ("index", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("id", models.TextField()),
                ("octets", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("institution", "index"), name="indexed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StagedBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("octets", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("old_size", "root"), name="staged_once")],
            },
        ),
    ]
