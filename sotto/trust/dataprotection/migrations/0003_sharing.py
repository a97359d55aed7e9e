from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dataprotection", "0002_identity_codes")]

    operations = [
        migrations.AlterField(
            model_name="policy", name="grace", field=models.DurationField(null=True)
        ),
        migrations.AddField(
            model_name="policy",
            name="sharing",
            field=models.CharField(blank=True, default="", max_length=30),
        ),
    ]
