"""Invitations, and what signing in counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0002_access_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Count",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.BinaryField(unique=True)),
                ("person", models.TextField()),
                ("address", models.TextField()),
                ("language", models.CharField(default="en", max_length=8)),
                ("by", models.TextField()),
                ("made", models.BigIntegerField()),
                ("expires", models.BigIntegerField()),
                ("used", models.BigIntegerField(null=True)),
            ],
        ),
    ]
