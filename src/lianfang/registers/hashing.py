"""How passwords are kept: Argon2id, sized so that a few sign-ins at once fit into a small machine."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: OWASP's password storage cheat sheet, its second choice."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
