"""Charters on their way, step by step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CharterStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("draft", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("stage", models.TextField()),
                ("written", models.TextField()),
                ("act", models.BinaryField(null=True)),
                ("by", models.TextField()),
                ("at", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "number"), name="charter_step_once")
                ],
            },
        ),
    ]
