"""The door's routes."""

from __future__ import annotations

from django.urls import path

from lianfang.entry.pages import account, enrolling, notices, people, signing_in

app_name = "entry"
urlpatterns = [
    path("", account.start, name="start"),
    path("ready", account.ready, name="ready"),
    path("language", account.language, name="language"),
    path("first", enrolling.first, name="first"),
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/code", signing_in.code, name="code"),
    path("sign-in/again", signing_in.again, name="again"),
    path("sign-in/enrol", enrolling.enrol, name="enrol"),
    path("sign-in/purpose", signing_in.purpose, name="purpose"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("account", account.account, name="account"),
    path("account/password", enrolling.password, name="password"),
    path("account/recovery-codes", enrolling.recovery_codes, name="recovery_codes"),
    path("account/sessions/end-others", account.end_others, name="end_others"),
    path("account/sessions/<slug:ref>/end", account.end_session, name="end_session"),
    path("account/act-as/<slug:ref>", account.act_as, name="act_as"),
    path("notices", notices.show, name="notices"),
    path("notices/read", notices.read, name="read_notices"),
    path("notices/addresses", notices.addresses, name="addresses"),
    path("outbox", notices.show_outbox, name="outbox"),
    path("accounts", people.list_accounts, name="accounts"),
    path("accounts/new", people.open_account, name="open_account"),
    path("accounts/<slug:ref>", people.one_account, name="one_account"),
    path("accounts/<slug:ref>/disable", people.disable, name="disable"),
    path("accounts/<slug:ref>/propose", people.propose, name="propose"),
    path("grants", people.list_grants, name="grants"),
    path("grants/<slug:ref>/sign", people.sign, name="sign"),
    path("grants/<slug:ref>/end", people.end, name="end"),
    path("devices", people.list_devices, name="devices"),
    path("devices/new", people.give_token, name="give_token"),
    path("devices/<slug:ref>/revoke", people.revoke, name="revoke"),
    path("device", people.device, name="device"),
]
