from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "linli.registers"

    def ready(self) -> None:
        from linli.registers import piles  # noqa: F401  (puts its pile into the inbox)
