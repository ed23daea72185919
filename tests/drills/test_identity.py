"""D17, first part: the first account, guessing, fixation, disabling, replays, stale tokens, the step up."""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.entry import clock, guesses
from lianfang.entry.pages import signing_in
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.actions import accounts, demonstrating, devices, factors, granting, notifying, tasks
from lianfang.registers.models import (
    Account,
    FirstToken,
    Grant,
    Journal,
    Notice,
    Organisation,
    RecoveryCode,
    Session,
)  # fmt: skip
from lianfang.registers.roles import FOR_ACCOUNTS
from tests import door

pytestmark = pytest.mark.django_db
CONSOLE = By("console", "operator", purpose="demonstration")
ENDS = 1_581_609_600  # 2020-02-13 24:00 in Shenzhen
NEW = "quite another staple 10"


@pytest.fixture(autouse=True)
def _nothing_guessed() -> None:
    for counted in (guesses.NAMES, guesses.ADDRESSES, guesses.CODES, guesses.CODES_FROM):
        counted.clear()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """A clock that stands where it is set: ``at(seconds)`` moves it on."""
    now = [clock.now()]
    monkeypatch.setattr(clock, "real", lambda: now[0])

    def move(seconds: int) -> int:
        now[0] += seconds
        return now[0]

    return move


def sign_in(client: Client, login: str, password: str = door.PASSWORD, **more: str):
    """Send the first form."""
    return client.post("/sign-in", {"login": login, "password": password, **more})


def english() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="en")


# The first account


def test_a_new_site_has_no_account_and_one_token_makes_one_administrator(at):
    assert not Account.objects.exists()
    old, token = accounts.first_token(at=at(0)), accounts.first_token(at=at(0))
    assert token not in str(FirstToken.objects.values())
    fields = {"login": "Ann", "name": "Ann", "password": NEW, "again": NEW}
    for wrong in ("", "guessed", old):
        assert english().post("/first", {"token": wrong, **fields}).status_code == 422
    client = english()
    assert client.post("/first", {"token": token, **fields}).status_code == 303
    assert client.get("/").headers["Location"].startswith("/sign-in/enrol")
    assert english().post("/first", {"token": token, **fields, "login": "eve"}).status_code == 422
    assert [(a.login, a.grants.get().role) for a in Account.objects.all()] == [("ann", "administrator")]
    with pytest.raises(Refused, match="account/not-first"):
        accounts.first_token(at=at(0))


def test_a_first_token_is_good_for_half_an_hour(at):
    token = accounts.first_token(at=at(0))
    with pytest.raises(Refused, match="account/first-token"):
        accounts.make_first_administrator(token=token, login="ann", name="Ann", password=NEW, at=at(1800))


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "annannannann"])
def test_a_weak_password_is_refused_with_its_reason(password, at):
    token = accounts.first_token(at=at(0))
    with pytest.raises(Refused, match="account/password"):
        accounts.make_first_administrator(
            token=token, login="annannann", name="Ann", password=password, at=at(0)
        )
    assert not Account.objects.exists()


# Guessing


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(monkeypatch):
    door.account("ann")
    door.account("gone", active=False)
    hashes: Counter[bool] = Counter()
    real = signing_in.check_password
    monkeypatch.setattr(signing_in, "check_password", lambda *a: hashes.update([True]) or real(*a))
    answers = [door.plain(sign_in(english(), login, "wrong")) for login in ("ann", "nob", "gone")]
    bodies = {
        (status, str(headers), body.replace("nob", "ann").replace("gone", "ann"))
        for status, headers, body in answers
    }
    assert len(bodies) == 1
    assert "login name or the password is wrong" in answers[0][2]
    assert hashes[True] == 3
    assert not Session.objects.exists()


def test_after_many_guesses_the_second_factor_is_asked_too_and_its_holder_comes_in():
    door.account("ann", role="epidemiologist")
    for _ in range(guesses.NAMES.most):
        assert sign_in(english(), "ann", "wrong").status_code == 422
    assert sign_in(english(), "ann", "wrong").status_code == 429
    assert sign_in(english(), "ann").status_code in (422, 429)  # the right password alone tells nothing
    assert sign_in(english(), "ann", code="000000").status_code == 429
    client = english()
    assert sign_in(client, "ann", code=door.code()).status_code == 303
    assert client.get("/account").status_code == 200
    assert Journal.objects.filter(verb="refused", register="account", fields="login").count() == 1


def test_one_password_on_many_names_is_noticed_by_its_address():
    for number in range(guesses.ADDRESSES.most):
        sign_in(english(), f"user{number}", "spring2020")
    door.account("ann", role="epidemiologist")
    assert sign_in(english(), "ann").status_code == 429
    assert sign_in(english(), "ann", code=door.code()).status_code == 303


def test_a_flood_of_names_leaves_next_to_nothing_behind(at):
    for number in range(150):
        sign_in(english(), f"nobody{number}", "x")
    counted = guesses.Guesses(10)
    for number in range(100_000):
        counted.wrong(f"nobody{number}", at(0))
    assert counted._counts.buffer_info()[1] == guesses.PLACES
    assert Journal.objects.count() <= 2
    assert not Session.objects.exists()


def test_five_wrong_codes_send_one_back_to_the_password():
    door.account("ann", role="epidemiologist")
    client = english()
    sign_in(client, "ann")
    for _ in range(signing_in.TRIES - 1):
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    assert client.post("/sign-in/code", {"code": "000000"}).headers["Location"] == "/sign-in"
    assert client.post("/sign-in/code", {"code": door.code()}).status_code == 401


def test_codes_cannot_be_guessed_beside_a_password_that_is_known():
    ann = door.account("ann", role="epidemiologist")
    recovery = factors.renew_recovery_codes(account=ann, by=CONSOLE, at=clock.now())
    for _ in range(guesses.NAMES.most):
        sign_in(english(), "ann", "wrong")
    for _ in range(guesses.CODES_FROM.most):
        assert sign_in(english(), "ann", code="000000").status_code == 429
    assert sign_in(english(), "ann", code=door.code()).status_code == 429
    elsewhere = Client(HTTP_ACCEPT_LANGUAGE="en", REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere, "ann", code=door.code()).status_code == 303
    for number in range(guesses.CODES.most):
        guesses.CODES.wrong("ann", clock.now() + number % 2)
    for _ in range(guesses.NAMES.most):
        guesses.NAMES.wrong("ann", clock.now())
    assert sign_in(elsewhere, "ann", code=door.code(1)).status_code == 429
    assert sign_in(english(), "ann", code=recovery[0]).status_code == 303


# Sessions


def test_a_session_gets_a_new_key_at_each_step_and_takes_none_that_is_brought_along():
    door.account("ann", role="epidemiologist")
    client = english()
    client.cookies[settings.SESSION_COOKIE_NAME] = "fixed-by-somebody-else"
    sign_in(client, "ann")
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in/code", {"code": door.code()})
    second = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert len({"fixed-by-somebody-else", first, second}) == 3
    thief = english()
    thief.cookies[settings.SESSION_COOKIE_NAME] = first
    assert thief.get("/account").headers["Location"].startswith("/sign-in?")
    assert second not in str(list(Session.objects.values()))


@pytest.mark.parametrize("how", ["sign out", "disable", "elsewhere", "password", "idle", "twelve hours"])
def test_a_session_that_ended_is_dead_at_the_next_request(how, at):
    ann = door.account("ann", role="brief_reader")
    boss = By("boss", "administrator", purpose="maintenance")
    here, there = door.signed_in(ann), door.signed_in(ann)
    assert here.get("/account").status_code == 200
    if how == "sign out":
        assert "cache" in here.post("/sign-out").headers["Clear-Site-Data"]
    elif how == "disable":
        accounts.disable(refs=[ann.ref], by=boss, at=at(0))
    elif how == "elsewhere":
        there.post("/account/sessions/end-others")
    elif how == "password":
        assert (
            there.post("/account/password", {"old": door.PASSWORD, "password": NEW, "again": NEW}).status_code
            == 303
        )
    elif how == "idle":
        at(settings.IDLE_SECONDS)
    else:
        for _ in range(12 * 60 // 20):
            at(20 * 60)
            there.get("/account")
    assert here.get("/account").headers["Location"].startswith("/sign-in?")
    assert here.post("/account/password", {}).status_code == 401
    if how in ("elsewhere", "password"):
        assert there.get("/account").status_code == 200
    if how == "twelve hours":
        assert there.get("/account").headers["Location"].startswith("/sign-in?")


def hidden(response) -> dict[str, str]:
    """The hidden fields of the form in a page's middle."""
    body = response.content.decode().split("<main", 1)[1]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))


def form_sent(client: Client, path: str, fields: dict[str, str], origin: str = ""):
    """Send a form as a browser does."""
    told = {"Origin": origin} if origin else {}
    return client.post(
        path, urlencode(fields), content_type="application/x-www-form-urlencoded", headers=told
    )


def test_what_was_typed_outlives_the_session_and_is_sent_again_but_never_for_another_site_nor_a_secret():
    door.lay()
    ann = door.account("ann", role="city_command", area=door.around("city_command").own)
    client = door.signed_in(ann, purpose="response")
    client.handler.enforce_csrf_checks = True
    typed = {"title": "say <it>\r\ntwice", "due": "2020-02-14"}
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/account").content.decode())
    assert token
    session = client.cookies.pop(settings.SESSION_COOKIE_NAME)
    out = form_sent(client, "/tasks/new", {**typed, "csrfmiddlewaretoken": token[1]})
    kept = {name: html.unescape(value) for name, value in hidden(out).items()}
    assert (out.status_code, kept.pop("csrfmiddlewaretoken", "") != "", kept) == (401, True, typed)
    # signed in again, the form's token is an old one: the page hands out a new one for what was typed
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    stale = {**typed, "csrfmiddlewaretoken": "x" * 64}
    ours = "http://testserver"
    again = hidden(form_sent(client, "/tasks/new", stale, ours))
    assert {name: html.unescape(value) for name, value in again.items()}.items() > typed.items()
    sent = form_sent(client, "/tasks/new", {**typed, **again}, ours)
    assert sent.status_code not in (401, 403)
    for origin in ("http://evil.example", ""):
        elsewhere = form_sent(client, "/tasks/new", stale, origin)
        assert (elsewhere.status_code, hidden(elsewhere)) == (403, {})
    secret = form_sent(client, "/account/password", {"old": door.PASSWORD}, ours)
    assert (secret.status_code, hidden(secret)) == (403, {})


def test_a_right_that_ended_is_gone_at_the_next_request(at):
    ann = door.account("ann", role="auditor")
    held = Grant.objects.get(account=ann)
    client = door.signed_in(ann)
    assert "auditor" in client.get("/account").content.decode()
    Grant.objects.filter(id=held.pk).update(ended_at=at(0))
    assert "none" in client.get("/account").content.decode()


# The second factor


def test_a_code_is_taken_once_and_none_before_it_any_more(at):
    ann = door.account("ann", role="epidemiologist")
    shown, earlier = door.code(), door.code(-1)
    by = By("ann", "none", purpose="maintenance")
    assert factors.take(account=ann, code=shown, by=by, at=at(0))
    for stale in (shown, earlier):
        assert not factors.take(account=ann, code=stale, by=by, at=at(0))
    at(factors.STEP)
    assert factors.take(account=ann, code=door.code(), by=by, at=at(0))
    assert not factors.take(account=ann, code=door.code(-3), by=by, at=at(0))


def test_a_recovery_code_is_taken_once(at):
    ann = door.account("ann", secret=None)
    by, secret = By("ann", "none", purpose="maintenance"), factors.new_secret()
    codes = factors.enrol(account=ann, secret=secret, code=factors.code_at(secret, at(0)), by=by, at=at(0))
    ann.refresh_from_db()
    assert len(set(codes)) == factors.RECOVERY_CODES
    assert factors.take(account=ann, code=codes[3].upper(), by=by, at=at(0))
    assert not factors.take(account=ann, code=codes[3], by=by, at=at(0))
    assert factors.codes_left(ann) == factors.RECOVERY_CODES - 1
    assert codes[0].replace("-", "") not in str(list(RecoveryCode.objects.values()))
    renewed = factors.renew_recovery_codes(account=ann, by=by, at=at(0))
    assert not factors.take(account=ann, code=codes[1], by=by, at=at(0))
    assert factors.take(account=ann, code=renewed[1], by=by, at=at(0))


def test_who_reads_people_enrols_before_anything_is_shown():
    ann = door.account("ann", role="community_officer", secret=None)
    client = door.signed_in(ann, factor_at=None)
    for path in ("/", "/account", "/devices"):
        assert client.get(path).headers["Location"].startswith("/sign-in/enrol")
    page = client.get("/sign-in/enrol").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    secret = client.session["new_secret"]
    assert client.post("/sign-in/enrol", {"code": "000000"}).status_code == 422
    shown = client.post("/sign-in/enrol", {"code": factors.code_at(secret, clock.now())})
    assert shown.content.decode().count("<code>") == factors.RECOVERY_CODES
    assert client.get("/account").status_code == 200
    ann.refresh_from_db()
    assert secret.encode() not in bytes(ann.secret)


def test_the_step_up_cannot_be_passed_by(at):
    ann = door.account("ann", role="administrator")
    client = door.signed_in(ann)
    assert client.get("/accounts/new").status_code == 200
    at(10 * 60)
    for method in ("get", "post", "head"):
        answer = getattr(client, method)("/accounts/new", {"login": "eve", "name": "Eve"})
        assert answer.headers["Location"].startswith("/sign-in/again"), method
    assert not Account.objects.filter(login="eve").exists()
    assert client.post("/sign-in/again", {"code": "000000"}).status_code == 422
    assert (
        client.post("/sign-in/again?next=/accounts/new", {"code": door.code()}).headers["Location"]
        == "/accounts/new"
    )
    assert client.post("/accounts/new", {"login": "bob", "name": "Bob"}).status_code == 200
    for alike in ("b\u043eb", "BOB", "\uff42\uff4f\uff42"):
        refused = client.post("/accounts/new", {"login": alike, "name": "Bob"})
        assert (refused.status_code, Account.objects.filter(name="Bob").count()) == (422, 1), alike


def test_a_purpose_is_asked_once_a_session_and_stands_in_the_journal():
    door.lay()
    ann = door.account("ann", role="city_command")
    client = door.signed_in(ann, purpose="none of these")
    assert client.get("/grants").headers["Location"].startswith("/sign-in/purpose")
    assert client.post("/sign-in/purpose", {"purpose": "maintenance"}).status_code == 422
    assert (
        client.post("/sign-in/purpose?next=/grants", {"purpose": "case_investigation"}).headers["Location"]
        == "/grants"
    )
    assert client.get("/grants").status_code == 200
    client.get("/no-such-page")
    assert Journal.objects.order_by("-id")[0].purpose == "case_investigation"


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_on_to_another_site(there):
    door.account("ann", role="brief_reader")
    assert sign_in(english(), "ann", next=there).headers["Location"] == "/"


# Devices


def test_a_device_s_token_ends_with_its_term_its_giver_or_at_once(at):
    door.lay()
    ann = door.account("ann", role="administrator")
    by = By("ann", "administrator", purpose="maintenance")
    area = door.around("gate_worker").own
    rows = [{"name": f"gate {n}", "form": "passage", "area": area} for n in range(3)]
    (first, one), (_, two), (_, three) = devices.give(rows=rows, by=by, at=at(0))

    def answered(token: str) -> int:
        return english().get("/device", headers={"Authorization": f"Bearer {token}"}).status_code

    assert [answered(token) for token in (one, two, three, "", "x")] == [200, 200, 200, 401, 401]
    devices.revoke(refs=[first], by=by, at=at(0))
    assert [answered(token) for token in (one, two)] == [401, 200]
    at(accounts.TERM)
    assert answered(two) == 401
    accounts.disable(
        refs=[ann.ref], by=By("eve", "administrator", purpose="maintenance"), at=at(-accounts.TERM)
    )
    assert answered(three) == 401
    client = english()
    client.cookies[settings.SESSION_COOKIE_NAME] = two
    assert client.get("/account").status_code == 302


# Rights by two persons


def test_a_right_holds_once_another_has_signed(at):
    door.lay()
    door.account("old", role="administrator")
    door.account("ann", role="administrator")
    bob = door.account("bob")
    by = {login: By(login, "administrator", purpose="maintenance") for login in ("old", "ann", "bob")}
    row = {
        "account": bob.ref, "role": "district_command", "area": door.around("district_command").own,
        "purposes": ["response"], "classes": [], "begins_at": at(0), "ends_at": at(0) + 30 * door.DAY,
    }  # fmt: skip
    [ref] = granting.propose(rows=[row], by=by["ann"], at=at(0))
    assert granting.of_account(bob, at(0)) == []
    for login in ("ann", "bob"):
        with pytest.raises(Refused, match=r"grant/(own|not-yours)"):
            granting.sign(refs=[ref], by=by[login], at=at(0))
    granting.sign(refs=[ref], by=by["old"], at=at(0))
    assert [held.ref for held in granting.of_account(bob, at(0))] == [ref]
    granting.end(refs=[ref], by=by["ann"], at=at(0))
    assert granting.of_account(bob, at(0)) == []


def test_in_the_first_day_one_is_enough_and_it_is_listed_until_another_signs(at):
    door.lay()
    token = accounts.first_token(at=at(0))
    accounts.make_first_administrator(token=token, login="ann", name="Ann", password=NEW, at=at(0))
    by = By("ann", "administrator", purpose="maintenance")
    [(ref, _)] = accounts.open_accounts(rows=[{"login": "bob", "name": "Bob"}], by=by, at=at(0))
    row = {
        "account": ref, "role": "administrator", "area": 0, "purposes": ["maintenance"], "classes": [],
        "begins_at": at(0), "ends_at": at(0) + door.DAY,
    }  # fmt: skip
    granting.propose(rows=[row], by=by, at=at(0))
    assert len(granting.of_account(Account.objects.get(ref=ref), at(0))) == 1
    assert granting.unreviewed(by=by, at=at(0)).count() == 2
    bob = By("bob", "administrator", purpose="maintenance")
    granting.sign(refs=[Grant.objects.get(account__login="ann").ref], by=bob, at=at(0))
    assert granting.unreviewed(by=by, at=at(0)).count() == 1
    later = granting.propose(
        rows=[{**row, "begins_at": at(door.DAY), "ends_at": at(0) + 60}], by=by, at=at(0)
    )
    assert not Grant.objects.get(ref=later[0]).alone


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("role", "device", "grant/role"), ("role", "emperor", "grant/role"), ("purposes", ["supervision"], "grant/purpose"),
        ("purposes", [], "grant/purpose"), ("classes", ["clinical"], "grant/classes"), ("area", 10**17 + 7, "grant/area"),
        ("area", 0, "grant/area"), ("ends_at", 0, "grant/term"), ("account", "nobody", "account/not-found"),
    ],
)  # fmt: skip
def test_a_right_that_will_not_do_is_refused(field, value, problem, at):
    door.lay()
    door.account("ann", role="administrator")
    row = {
        "account": door.account("bob").ref, "role": "gate_worker", "area": door.around("gate_worker").own,
        "purposes": ["response"], "classes": [], "begins_at": at(0), "ends_at": at(0) + 60, field: value,
    }  # fmt: skip
    with pytest.raises(Refused, match=problem):
        granting.propose(rows=[row], by=By("ann", "administrator", purpose="maintenance"), at=at(0))
    assert Grant.objects.count() == 1


def test_the_database_keeps_two_signatures_apart():
    ann, bob = door.account("ann"), door.account("bob")
    for wrong in (
        {"proposed_by": ann},
        {"proposed_by": bob, "signed_by": bob, "signed_at": 1},
        {"signed_by": ann, "signed_at": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            door.grant(ann, "auditor", 0, **wrong)


# Demo accounts


def load(purpose: str, verb: str = "load") -> None:
    """As if something had been loaded for a purpose."""
    journal.append([journal.Entry(1, By("console", "operator", purpose=purpose), verb, "passage")])


def test_demo_accounts_live_on_made_up_data_alone():
    with pytest.raises(Refused, match="account/demo-only"):
        demonstrating.open_demo_accounts(password=NEW, by=CONSOLE, at=5)
    load("demonstration")
    logins = demonstrating.open_demo_accounts(password=NEW, by=CONSOLE, at=clock.now())
    assert logins == [f"demo.{role}" for role in FOR_ACCOUNTS]
    clients = {login: english() for login in logins}
    for login, client in clients.items():
        assert sign_in(client, login, NEW).status_code == 303
        assert "Demo account" in client.get("/account").content.decode()
    demo = By("demo.administrator", "administrator", purpose="demonstration")
    for act in (
        lambda: accounts.open_accounts(rows=[{"login": "eve", "name": "Eve"}], by=demo, at=clock.now()),
        lambda: accounts.disable(refs=["x"], by=demo, at=clock.now()),
        lambda: granting.propose(rows=[], by=demo, at=clock.now()),
        lambda: devices.revoke(refs=[], by=demo, at=clock.now()),
    ):  # what everybody knows the password of makes nothing that would outlive the demonstration
        with pytest.raises(Refused, match="grant/not-yours"):
            act()
    load("response", "record")
    for client in clients.values():
        assert client.get("/account").headers["Location"].startswith("/sign-in?")
    fresh = english()
    sign_in(fresh, logins[0], NEW)
    assert fresh.get("/account").status_code == 302
    with pytest.raises(Refused, match="account/demo-only"):
        demonstrating.open_demo_accounts(password=NEW, by=CONSOLE, at=clock.now())


def test_no_real_account_can_be_given_the_purpose_of_a_demonstration(at):
    door.lay()
    door.account("ann", role="administrator")
    row = {
        "account": door.account("bob").ref, "role": "gate_worker", "area": door.around("gate_worker").own,
        "purposes": ["demonstration"], "classes": [], "begins_at": at(0), "ends_at": at(0) + 60,
    }  # fmt: skip
    with pytest.raises(Refused, match="grant/purpose"):
        granting.propose(rows=[row], by=By("ann", "administrator", purpose="maintenance"), at=at(0))


# The clock of a demonstration


def test_the_door_of_a_demonstration_goes_by_the_real_clock_while_its_city_goes_by_its_own(
    at, settings, tmp_path
):
    settings.HOME = tmp_path
    door.lay()
    load("demonstration")
    clock.start_evening(ends=ENDS)
    door.account("old", role="administrator")
    door.account("ann", role="administrator")
    bob = door.account("bob")
    assert clock.now() < ENDS < at(0) - 365 * door.DAY
    client = english()
    assert sign_in(client, "ann").status_code == 303
    assert client.post("/sign-in/code", {"code": door.code()}).status_code == 303
    assert Journal.objects.filter(verb="sign_in").latest("id").at == at(0)
    asked = {
        "role": "district_command", "area": str(door.around("district_command").own), "purposes": ["response"],
        "until": iso(at(0) + 30 * door.DAY, settings.TIME_ZONE)[:10],
    }  # fmt: skip
    form = client.get(f"/accounts/{bob.ref}/propose").content.decode()
    assert '<option value="" selected>choose</option>' in form, "no role is chosen beforehand"
    assert client.post(f"/accounts/{bob.ref}/propose", {**asked, "role": ""}).status_code == 422
    assert client.post(f"/accounts/{bob.ref}/propose", asked).status_code == 303
    held = Grant.objects.get(account=bob)
    assert (held.begins_at, held.proposed_at) == (at(0), at(0))
    told = Notice.objects.get(account__login="old", channel="app")
    old = door.signed_in(Account.objects.get(login="old"))
    assert old.post("/notices/read", {"row": told.ref}).status_code == 303
    told.refresh_from_db()
    assert told.read_at == told.made_at == at(0)
    # The evening is over and its clock stands; the session does not.
    at(10 * 60)
    assert clock.now() < ENDS
    assert client.get("/accounts/new").headers["Location"].startswith("/sign-in/again")
    at(clock.EVENING)
    assert clock.now() == ENDS
    assert client.get("/account").headers["Location"].startswith("/sign-in?")


def test_who_acts_in_a_demonstration_tells_those_who_hold_rights_now(at, settings, tmp_path):
    settings.HOME = tmp_path
    door.lay()
    load("demonstration")
    clock.start_evening(ends=ENDS)
    demonstrating.open_demo_accounts(password=NEW, by=CONSOLE, at=at(0))
    unit = Organisation.objects.create(
        kind="police", name_zh="u", name_en="u", area_id=door.around("district_command").own, recorded_at=0
    )
    rows = [{"title": "t", "unit": unit.pk, "due_at": ENDS}]
    by = By("demo.city_command", "city_command", 0, "demonstration", at(0))
    tasks.assign(rows=rows, by=by, at=clock.now())
    told = Notice.objects.filter(kind="task_handed")
    assert told.exists()
    assert {one.made_at for one in told} == {clock.now()}
    assert notifying.sweep(at=clock.now(), rights_at=at(0)) == 0
    assert notifying.sweep(at=ENDS + 1, rights_at=at(0)) == 1
    assert Notice.objects.filter(kind="task_overdue").exists()
