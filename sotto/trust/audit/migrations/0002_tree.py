import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# Entries get their place in the tree here and nowhere else: the application's role may not update
# them. Whatever is committed and waits is taken, whenever it was committed: a sequence number that
# comes late, or never, moves nothing. The tenant's row in audit_tree lets one through at a time.
STAMP = """
CREATE FUNCTION audit_stamp(at_most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mine uuid := nullif(current_setting('sotto.tenant', true), '')::uuid;
    begun bigint;
    stamped bigint;
BEGIN
    SELECT size INTO begun FROM audit_tree WHERE tenant_id = mine FOR UPDATE;
    IF begun IS NULL THEN
        RETURN 0;
    END IF;
    WITH waiting AS (
        SELECT id, row_number() OVER (ORDER BY sequence) - 1 AS rank
        FROM (
            SELECT id, sequence FROM audit_entry
            WHERE tenant_id = mine AND leaf_index IS NULL ORDER BY sequence LIMIT at_most
        ) AS first_come
    )
    UPDATE audit_entry SET leaf_index = begun + waiting.rank FROM waiting
    WHERE audit_entry.id = waiting.id AND audit_entry.tenant_id = mine;
    GET DIAGNOSTICS stamped = ROW_COUNT;
    UPDATE audit_tree SET size = size + stamped WHERE tenant_id = mine;
    RETURN stamped;
END $$;
REVOKE ALL ON FUNCTION audit_stamp(integer) FROM PUBLIC;
"""

# Deletes only what is under a checkpoint and old; nothing that is younger than 90 days, whoever
# asks. `below` is one past the last entry that may go.
PRUNE = """
CREATE FUNCTION audit_prune(below bigint, older_than timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mine uuid := nullif(current_setting('sotto.tenant', true), '')::uuid;
    signed bigint;
    gone bigint;
BEGIN
    SELECT signed_size INTO signed FROM audit_tree WHERE tenant_id = mine FOR UPDATE;
    DELETE FROM audit_entry
    WHERE tenant_id = mine AND leaf_index < least(below, signed)
    AND at < least(older_than, now() - interval '90 days');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION audit_prune(bigint, timestamptz) FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0001_initial"),
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.AddField("entry", "about_owner", models.BinaryField(null=True)),
        migrations.AddField("entry", "facts", models.BinaryField(null=True)),
        migrations.AddField("entry", "leaf_index", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "entry",
            models.UniqueConstraint(fields=("tenant", "leaf_index"), name="audit_entry_leaf"),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                condition=models.Q(("leaf_index", None)),
                fields=["tenant", "sequence"],
                name="audit_entry_waiting",
            ),
        ),
        migrations.CreateModel(
            name="Tree",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("origin", models.CharField(max_length=300)),
                ("size", models.BigIntegerField(default=0)),
                ("signed_size", models.BigIntegerField(default=0)),
                ("root", models.BinaryField(default=bytes)),
                ("signed_at", models.DateTimeField(null=True)),
                ("first", models.BigIntegerField(default=0)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant",), name="audit_tree_tenant")
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("actor", models.CharField(max_length=40)),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("checked", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("outcome", models.JSONField(default=dict)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={"ordering": ("-asked_at",)},
        ),
        migrations.RunSQL(STAMP, "DROP FUNCTION audit_stamp(integer)"),
        migrations.RunSQL(PRUNE, "DROP FUNCTION audit_prune(bigint, timestamptz)"),
    ]
