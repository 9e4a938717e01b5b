"""Each draft's last version is marked, so that what waits is found without reading what was released."""

from typing import Any

from django.db import migrations, models


def mark(apps: Any, schema_editor: Any) -> None:
    """The last version of every draft that is kept already."""
    versions = apps.get_model("store", "DraftVersion").objects.using(schema_editor.connection.alias)
    last = versions.values("draft").annotate(last=models.Max("number")).values_list("last", flat=True)
    versions.filter(number__in=list(last)).update(newest=True)


class Migration(migrations.Migration):
    dependencies = [("store", "0002_letters_by_their_words")]

    operations = [
        migrations.AddField(
            model_name="draftversion", name="newest", field=models.BooleanField(default=False)
        ),
        # Named, so that the router knows on which side of the house it is done.
        migrations.RunPython(mark, migrations.RunPython.noop, hints={"model_name": "draftversion"}),
        migrations.AddIndex(
            model_name="draftversion",
            index=models.Index(condition=models.Q(("newest", True)), fields=["state"], name="waiting_drafts"),
        ),
    ]
