from django.apps import AppConfig


class RecipientsConfig(AppConfig):
    name = "sotto.trust.recipients"
    label = "recipients"
