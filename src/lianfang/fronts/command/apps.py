"""The app of the command's front."""

from django.apps import AppConfig


class CommandConfig(AppConfig):
    """The command's own line."""

    name = "lianfang.fronts.command"
    label = "command"
    verbose_name = "指挥 Command"
