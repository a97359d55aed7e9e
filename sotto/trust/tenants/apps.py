from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "sotto.trust.tenants"
    label = "tenants"
