"""``lianfang serve``: the web door, one process with several threads."""

from __future__ import annotations

import ipaddress
import logging
import multiprocessing
import os
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from traceback import extract_tb

import click
from django.conf import settings
from django.db import connections

from lianfang.base.instants import HOUR
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language, Text
from lianfang.cli import city, site
from lianfang.fronts.exposure import feeding
from lianfang.fronts.laboratory import alarms
from lianfang.fronts.resumption import runs
from lianfang.fronts.resumption.computing import keep_computing
from lianfang.interop import uploads
from lianfang.interop.sending.drivers import WHOLE
from lianfang.interop.sending.sender import keep_sending
from lianfang.registers.actions.accounts import first_token
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import Account

LOG = logging.getLogger(__name__)
THREADS = 4
COMPUTING_ENDS = 5
"""Seconds that a run is given to say that it was interrupted."""
AT = Text("联防已开启：{address}（Ctrl-C 结束）", "Lianfang is open at {address} (Ctrl-C ends it)")
DEMO = Text(
    "演示账户（仅用于虚拟城市）：{logins}；密码 {password}",
    "Demo accounts (of the made-up city alone): {logins}; password {password}",
)
NOBODY = Text(
    "尚无账户。请在半小时内到 {address}first 用此令牌建立首位管理员：",
    "There is no account yet. Within half an hour, make the first administrator at {address}first with this token:",
)


@click.command(help="开启网页服务 / open the web door.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8800, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=THREADS, show_default=True)
@click.option("--certificate", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="TLS, PEM.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="TLS, PEM.")
@site.LANG
def command(
    host: str, port: int, threads: int, certificate: Path | None, key: Path | None, lang: str
) -> None:
    """Serve until told to stop; what is being answered then is answered still."""
    direct = certificate is not None and key is not None
    if direct:
        os.environ["LIANFANG_HTTPS"] = "direct"  # read by the worker when it starts
    elif settings.HTTPS != "proxy" and not _is_this_machine(host):
        raise Refused(Problem("serve/plain-beyond-this-machine", facts={"host": host}))
    number = _number_of(host, port)
    site.ready()
    uploads.sweep(site.now())
    address = f"http{'s' if direct else ''}://{host}:{port}/"
    click.echo(AT.to(site.language(lang)).format(address=address))
    _say_who(address, site.language(lang))
    _run(number, port, threads, certificate if direct else None, key if direct else None)


def _say_who(address: str, language: Language) -> None:
    """Who can come in now, where that is not for the site's people alone to know."""
    if not Account.objects.exists():
        click.echo(NOBODY.to(language).format(address=address))
        click.echo(first_token(at=site.now()))
    password = city.demo_password()
    logins = list(Account.objects.filter(is_demo=True).order_by("id").values_list("login", flat=True))
    if logins and password and is_made_up():
        click.echo(DEMO.to(language).format(logins=", ".join(logins), password=password))


def _run(host: str, port: int, threads: int, certificate: Path | None, key: Path | None) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connections.close_all()
    # A worker of its own, which reads the settings anew: nothing of this process's threads and connections is copied.
    multiprocessing.set_start_method("spawn", force=True)
    stop = Event()
    # In this process, beside the one that answers: what waits in the outbox is sent however busy the door is.
    sender = Thread(
        target=keep_sending, args=(stop,), kwargs={"now": site.now, "shown": site.shown}, daemon=True
    )
    sender.start()
    Thread(target=_keep_sweeping, args=(stop,), daemon=True).start()
    # Here too, and at a lower priority: what was asked of the outlook takes no processor from those who answer pages.
    computing = Thread(target=keep_computing, args=(stop,), kwargs={"now": site.now}, daemon=True)
    computing.start()
    Granian(
        "lianfang.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=threads, blocking_threads_idle_timeout=600, websockets=False, backpressure=threads * 16,
        log_level=LogLevels.warning, workers_kill_timeout=20, ssl_cert=certificate, ssl_key=key, respawn_failed_workers=True,
    ).serve()  # fmt: skip
    stop.set()
    # A hand-over that has begun is brought to its end, or the notice would be unsure without need; no other one begins.
    sender.join(timeout=WHOLE)
    # What is being computed says that it was interrupted; it can be asked again.
    computing.join(timeout=COMPUTING_ENDS)


def _keep_sweeping(stop: Event) -> None:
    """Until told to stop, delete every hour what was sent and has had its time, whether or not anybody opens the page, and what was
    asked of the outlook so long ago that it is no longer kept; tell of laboratories that are silent; bring the visits log to what
    the registers tell, and delete there too what is no longer kept.
    """
    while not stop.wait(HOUR):
        _attempt("uploads", lambda: uploads.sweep(site.now()))
        _attempt("what if", lambda: runs.purge(by=site.by("maintenance"), at=site.shown()))
        _attempt("laboratories", lambda: alarms.sweep(at=site.shown(), rights_at=site.now()))
        _attempt("visits", lambda: feeding.keep_up(by=site.by("maintenance"), at=site.shown()))
        connections.close_all()


def _attempt(what: str, act: Callable[[], object]) -> None:
    """Do one thing of those that recur. What goes wrong is logged, keeps nothing else back, and is tried again in its time."""
    try:
        act()
    except Exception as error:  # noqa: BLE001  (a thread that ends says so to nobody)
        places = extract_tb(error.__traceback__)
        where = f"{Path(places[-1].filename).name}:{places[-1].lineno}"
        # Not its words, in which a value may stand.
        LOG.warning("%s: %s (%s)", what, type(error).__name__, where)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _number_of(host: str, port: int) -> str:
    """The address that a host's name stands for. What is wrong is said now, in words, before all else is made ready.

    Raises:
        Refused: another listens there, or the address is not this machine's.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        facts = {"host": host, "port": port, "detail": error.strerror or str(error)}
        raise Refused(Problem("serve/taken", facts=facts)) from error
    return str(place[0])
