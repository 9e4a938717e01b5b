"""Matters, step by step, and the texts of the sources they speak of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MatterStep",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "matter", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("matter", models.TextField()),
                ("number", models.PositiveIntegerField()),
                ("at", models.BigIntegerField()),
                ("by", models.TextField()),
                ("deed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="OpenMatter",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("name", models.BinaryField()),
                ("steps", models.PositiveIntegerField()),
                ("touched", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SourceText",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("octets", models.BinaryField()),
            ],
        ),
    ]
