"""What is on its way, how far the record has been told, and where people are reached."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("heading", models.BinaryField(unique=True)),
                ("name", models.TextField()),
                ("language", models.TextField()),
                ("mail", models.TextField(default="")),
                ("webhook", models.TextField(default="")),
                ("institution", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="ToldUpTo",
            fields=[
                ("institution", models.TextField(primary_key=True, serialize=False)),
                ("reached", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.BigIntegerField()),
                ("entry", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("at", "entry"), name="appointed_once")],
            },
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.BinaryField(unique=True)),
                ("kind", models.TextField()),
                ("to", models.TextField()),
                ("body", models.TextField()),
                ("about", models.TextField(db_index=True, default="")),
                ("addressee", models.TextField(default="")),
                ("first", models.BooleanField(default=False)),
                ("state", models.TextField()),
                ("made_at", models.BigIntegerField()),
                ("next_try", models.BigIntegerField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("fault", models.TextField(default="")),
                ("said", models.TextField(default="")),
                ("done_at", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "state", "next_try", "number"], name="parcels_due"),
                    models.Index(fields=["state", "done_at"], name="parcels_done"),
                ],
            },
        ),
    ]
