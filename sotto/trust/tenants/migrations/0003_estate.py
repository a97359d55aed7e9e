import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_country")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="estate_of",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="estate",
                to="tenants.tenant",
            ),
        ),
    ]
