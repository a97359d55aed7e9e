"""Bring the database to this version: tables, rights, row-level security, the first tenant.

Run as the schema's owner (`SOTTO_DATABASE_ROLE=sotto_owner`), at set-up and upgrade; idempotent.
"""

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotto.settings.django"
    os.environ["SOTTO_DATABASE_ROLE"] = "sotto_owner"
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)

    from sotto.trust.tenants import services
    from sotto.trust.tenants.services import row_security

    row_security.apply()
    services.open_tenant(
        name=settings.SOTTO.domain, domain=settings.SOTTO.domain, country=settings.SOTTO.country
    )


if __name__ == "__main__":
    main()
