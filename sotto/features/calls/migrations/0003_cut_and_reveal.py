import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0002_diverter"), ("tenants", "0002_country")]

    operations = [
        migrations.AddField(
            model_name="call", name="is_cut", field=models.BooleanField(default=False)
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("call", models.UUIDField()),
                ("caller", models.UUIDField(db_index=True, null=True)),
                ("callee", models.UUIDField(db_index=True, null=True)),
                ("diverter", models.UUIDField(db_index=True, null=True)),
                ("actor", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("facts", models.BinaryField()),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={"ordering": ("-at",)},
        ),
    ]
