"""Acts that were accepted and do not stand on the log yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ArrivingAct",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.BinaryField(unique=True)),
                ("written", models.TextField()),
                ("octets", models.BinaryField()),
                ("refusal", models.BinaryField(null=True)),
                ("at", models.BigIntegerField()),
            ],
        ),
    ]
