"""What stands beside the drafts: notes, and releases planned for an hour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MarginNote",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("draft", models.TextField(db_index=True)),
                ("version", models.PositiveIntegerField()),
                ("noted", models.TextField()),
                ("at", models.BigIntegerField()),
                ("by", models.TextField()),
                ("whom", models.TextField()),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="ScheduledRelease",
            fields=[
                ("draft", models.TextField(primary_key=True, serialize=False)),
                ("not_before", models.BigIntegerField(db_index=True)),
                ("hand", models.BinaryField()),
                ("embargo", models.BooleanField()),
                ("to", models.JSONField()),
            ],
        ),
    ]
