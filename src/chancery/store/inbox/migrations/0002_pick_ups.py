"""Letters that wait for their addressees at the Counter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0001_questions_and_wishes"),
    ]

    operations = [
        migrations.CreateModel(
            name="PickUp",
            fields=[
                ("word", models.BinaryField(primary_key=True, serialize=False)),
                ("letter", models.TextField(db_index=True)),
                ("addressee", models.TextField()),
                ("laid_out", models.BigIntegerField()),
                ("received", models.BigIntegerField(null=True)),
            ],
        ),
    ]
