"""Letters are filed as their words in a row; the postings by shingle go.

What is filed is made of the record again: `chancery reindex`.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_record_and_desk")]

    operations = [
        migrations.DeleteModel(name="Posting"),
        migrations.DeleteModel(name="ShingledStatement"),
        migrations.CreateModel(
            name="ShelvedLetter",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("heading", models.BinaryField(db_index=True)),
                ("id", models.TextField()),
                ("words", models.BinaryField()),
                ("chain", models.BinaryField()),
            ],
        ),
    ]
