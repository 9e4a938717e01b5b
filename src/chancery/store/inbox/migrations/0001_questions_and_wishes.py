"""Questions and wishes to be told, as the Counter keeps them for the Desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="InformalWord",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("ask", models.TextField(db_index=True)),
                ("kind", models.TextField()),
                ("by", models.TextField()),
                ("words", models.TextField(default="")),
                ("at", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("ask", models.TextField(unique=True)),
                ("letter", models.BinaryField(db_index=True, null=True)),
                ("about", models.TextField(null=True)),
                ("institution", models.TextField(null=True)),
                ("office", models.TextField(null=True)),
                ("asked", models.TextField()),
                ("came", models.TextField()),
                ("asker", models.TextField(default="")),
                ("address", models.TextField(default="")),
                ("language", models.TextField()),
                ("question", models.TextField()),
                ("quoted", models.TextField(default="")),
                ("copy", models.BinaryField(db_index=True, null=True)),
                ("told_by", models.TextField(default="")),
                ("asked_at", models.BigIntegerField(db_index=True, null=True)),
                ("asked_when", models.TextField(null=True)),
                ("due", models.BigIntegerField(null=True)),
                ("closed", models.BigIntegerField(db_index=True, null=True)),
                ("word", models.BinaryField(null=True, unique=True)),
                ("message", models.BinaryField(null=True, unique=True)),
                ("chance", models.BinaryField(null=True)),
                ("receipt", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Raised",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("ask", models.TextField(db_index=True)),
                ("office", models.TextField()),
                ("at", models.BigIntegerField()),
                ("by", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("topic", models.BinaryField(db_index=True)),
                ("scope", models.TextField()),
                ("about", models.TextField()),
                ("institution", models.TextField()),
                ("kind", models.TextField()),
                ("address", models.TextField()),
                ("place", models.BinaryField(db_index=True)),
                ("language", models.TextField()),
                ("chance", models.BinaryField()),
                ("asked_at", models.BigIntegerField()),
                ("told_at", models.BigIntegerField(null=True)),
                ("word", models.BinaryField(null=True, unique=True)),
                ("confirmed", models.BigIntegerField(null=True)),
                ("stop", models.BinaryField(null=True, unique=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("topic", "place"), name="wished_once")],
            },
        ),
    ]
