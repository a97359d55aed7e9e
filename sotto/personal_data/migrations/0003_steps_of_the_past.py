"""Erasures of before the steps were approved by being asked, and final by being denied."""

from django.db import migrations

_TAKE_UP = """
ALTER TABLE personal_data_erasure NO FORCE ROW LEVEL SECURITY;
UPDATE personal_data_erasure
SET approved_at = asked_at, restricted_at = asked_at, final_at = asked_at;
ALTER TABLE personal_data_erasure FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [("personal_data", "0002_erasure_steps")]

    operations = [migrations.RunSQL(_TAKE_UP, migrations.RunSQL.noop)]
