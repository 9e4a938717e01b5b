"""State maps, page by page, and over how many entries of each log they go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0003_newest_version_of_a_draft")]

    operations = [
        migrations.CreateModel(
            name="CountedLog",
            fields=[
                ("institution", models.TextField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="StatePage",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution", models.TextField()),
                ("name", models.TextField()),
                ("octets", models.BinaryField()),
            ],
        ),
    ]
