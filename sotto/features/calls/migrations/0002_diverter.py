from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial")]

    operations = [
        migrations.AddField(
            "call", "diverter", models.UUIDField(db_index=True, null=True)
        ),
        migrations.AddField("call", "about_diverter", models.BinaryField(null=True)),
    ]
