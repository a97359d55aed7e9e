from django.db import migrations, models


class Migration(migrations.Migration):
    """The index is a projection: made anew, and filled at the next start by its new keys."""

    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="OtherPartyIndex"),
        migrations.CreateModel(
            name="OtherPartyIndex",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "digest",
                        "subject",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("tenant", models.UUIDField()),
                ("subject", models.UUIDField(db_index=True)),
                ("rank", models.PositiveIntegerField(default=0)),
            ],
            options={"db_table": "directory_other_party_index"},
        ),
        migrations.RunSQL("DELETE FROM edge_state", migrations.RunSQL.noop),
    ]
