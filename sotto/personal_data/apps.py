from django.apps import AppConfig


class PersonalDataConfig(AppConfig):
    name = "sotto.personal_data"
    label = "personal_data"
