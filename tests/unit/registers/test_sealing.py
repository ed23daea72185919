"""The sealer and the verifier, which share no code, agree; and what the sealer does with late numbers and other keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base import anchors
from lianfang.base.instants import DAY
from lianfang.base.problems import Refused
from lianfang.registers import journal, keys, sealing, verifying
from lianfang.registers.access import By
from lianfang.registers.models import Journal, Seal

NOON = 1581220800
BY = By("ann", "operator", purpose="maintenance")


def write(*ids: int) -> None:
    """Entries under given numbers, as if others had been given out between."""
    for number in ids:
        Journal.objects.create(
            id=number, at=NOON, actor="ann", role="gate", area=0, purpose="response", verb="record", register="passage",
            row=number, ref="k" * 16, fields="at", request="",
        )  # fmt: skip


def look(**given: object) -> verifying.Report:
    """Verify inside the test's transaction."""

    def read(sql: str) -> Iterator[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return iter(cursor.fetchall())

    return verifying.verify(read, keys={keys.public_sealing_key()}, **given)  # type: ignore[arg-type]


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70))
def test_the_trees_of_sealer_and_verifier_are_one(digests):
    assert sealing.merkle_root(digests) == verifying.tree(digests)


def test_an_entrys_digest_is_what_the_page_says():
    """The test vector of docs/algorithms/journal.md: whoever writes another verifier starts here."""
    row = (
        7,
        1581220800,
        "凌",
        "gate",
        0,
        "response",
        "record",
        "passage",
        None,
        "0pfk2s947amj32a7",
        "at,gate",
        "",
    )
    text = (
        '[7,1581220800,"\\u51cc","gate",0,"response","record","passage",null,"0pfk2s947amj32a7","at,gate",""]'
    )
    wanted = hashlib.sha256(b"\0" + text.encode("ascii")).hexdigest()
    assert wanted == "c036bd06c76830163d90646f600167058137ba816323b73c087b141d6666710c"
    assert sealing._digest(row).hex() == verifying._digest(row).hex() == wanted


def test_every_column_of_an_entry_is_under_its_digest():
    columns = [field.column for field in Journal._meta.local_concrete_fields]
    for statement in (sealing.ENTRY, verifying.JOURNAL):
        read = statement.partition(" FROM ")[0].removeprefix("SELECT ").replace('"', "").split(", ")
        assert read == columns


def test_every_column_of_a_seal_is_read_by_the_verifier():
    columns = {field.column for field in Seal._meta.local_concrete_fields}
    assert (
        set(verifying.SEALS.partition(" FROM ")[0].removeprefix("SELECT ").replace('"', "").split(", "))
        == columns
    )


@given(st.integers(0, 10**12), st.binary(min_size=32, max_size=32))
def test_an_anchor_is_read_as_it_was_printed_and_as_people_type_it(position, root):
    anchor = anchors.of(position, root)
    text = str(anchor)
    assert len(text.partition(":")[2]) == 39
    assert anchors.parse(text) == anchor
    typed = text.upper().replace("-", " ").replace("0", "O").replace("1", "l")
    digits, _, letters = typed.partition(":")
    assert anchors.parse(f" {digits.replace('O', '0').replace('l', '1')}: {letters} ") == anchor


@pytest.mark.parametrize(
    "text", ["", "12", "12:", ":abcd", "12:abcd", "x:" + "0" * 32, "1:" + "u" * 32, "²:" + "0" * 32]
)
def test_what_is_no_anchor_is_refused(text):
    with pytest.raises(ValueError, match=r"anchor|letters"):
        anchors.parse(text)


@pytest.mark.django_db
def test_seals_follow_one_another_and_nothing_is_sealed_twice():
    journal.append([journal.Entry(NOON, BY, "record", "passage")] * 7)
    assert [sealing.seal_next(at=NOON, most=3) for _ in range(4)] == [3, 3, 1, 0]
    first, second, third = Seal.objects.order_by("number")
    assert (first.number, first.first, first.last, bytes(first.previous)) == (1, 1, 3, bytes(32))
    assert (third.number, third.first, third.last) == (3, 7, 7)
    assert (bytes(second.previous), bytes(third.previous)) == (bytes(first.root), bytes(second.root))
    report = look(wanted=[anchors.of(seal.last, bytes(seal.root)) for seal in (first, second, third)])
    # PostgreSQL does not take back the numbers of what other tests rolled back: those before the first entry are unused.
    before = min(Journal.objects.values_list("id", flat=True)) - 1
    assert (report.found, report.sealed, report.unsealed, report.unused) == (0, 7, 0, before)


@pytest.mark.django_db
def test_a_clock_that_goes_back_does_not_turn_the_chain_back():
    write(1, 2)
    sealing.seal_next(at=NOON, most=1)
    sealing.seal_next(at=NOON - 100, most=1)
    assert list(Seal.objects.order_by("number").values_list("at", flat=True)) == [NOON, NOON]


@pytest.mark.django_db
def test_a_number_that_is_committed_late_is_sealed_late_within_a_day_on_postgresql():
    write(1, 2, 6)
    sealing.seal_next(at=NOON)
    write(4)
    report = look()
    if connection.vendor == "sqlite":  # nobody else writes while the sealer does: there are no late numbers
        assert [finding.code for finding in report.findings] == ["journal/inserted"]
        return
    assert (report.found, report.unsealed, sealing.sealed().unsealed) == (0, 1, 1)
    write(7)
    assert sealing.seal_next(at=NOON + 60) == 2
    report = look()
    assert (report.found, report.sealed, report.unsealed, report.unused) == (0, 5, 0, 2)
    write(8)
    sealing.seal_next(at=NOON + sealing.WAIT + 1)
    assert Seal.objects.get(number=3).awaited == "[]"
    write(5)
    assert [(finding.code, finding.entry) for finding in look().findings] == [("journal/inserted", 5)]
    Journal.objects.filter(id__in=[4, 5]).delete()
    assert [(finding.code, finding.entry, finding.position) for finding in look().findings] == [
        ("journal/deleted", 4, 4)
    ]


@pytest.mark.django_db
def test_another_key_is_refused_until_someone_says_that_the_old_one_is_lost(monkeypatch):
    write(1, 2, 3)
    sealing.seal_next(at=NOON, most=1)
    old, own = keys.public_sealing_key(), Ed25519PrivateKey.generate()
    monkeypatch.setattr(keys, "_sealing_key", lambda home: own)
    with pytest.raises(Refused) as refusal:
        sealing.seal_next(at=NOON)
    assert [problem.code for problem in refusal.value.problems] == ["journal/other-key"]
    assert Seal.objects.count() == 1
    assert sealing.seal_next(at=NOON, most=1, new_key=True) == 1
    assert sealing.seal_next(at=NOON) == 1
    assert [finding.code for finding in look().findings] == ["journal/seal-forged"]
    written = (settings.HOME / "keys" / "sealing.pub").read_bytes()
    assert {old, own.public_key().public_bytes_raw()} <= verifying.public_keys(written)


@pytest.mark.django_db
def test_a_root_that_was_never_printed_and_one_within_a_seal_are_not_found():
    write(1, 2, 3)
    sealing.seal_next(at=NOON, most=3)
    seal = Seal.objects.get()
    true = anchors.of(3, bytes(seal.root))
    assert look(wanted=[true]).found == 0
    for wrong in (true._replace(root=bytes(20)), true._replace(position=2), true._replace(position=4)):
        [finding] = look(wanted=[wrong]).findings
        assert finding.code == ("journal/cut" if wrong.position == 4 else "journal/other-root")


@pytest.mark.django_db
def test_whatever_stands_in_the_tables_the_verifier_says_so_and_goes_on():
    """SQLite takes any value in any column; nothing there may stop the verifier or pass it."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's columns hold what they are declared to hold")
    write(1, 2, 3)
    sealing.seal_next(at=NOON - DAY, most=3)
    odd = ("x'ff'", "'x'", "1.5", "9e999")
    for column in (
        "first",
        "last",
        "at",
        "high",
        "awaited",
        "merkle",
        "previous",
        "root",
        "key",
        "signature",
        "entries",
    ):
        for value in odd:
            with connection.cursor() as cursor:
                cursor.execute("SAVEPOINT odd")
                cursor.execute(f'UPDATE registers_seal SET "{column}" = {value}')
                assert look().findings[0].seal == 1, (column, value)
                cursor.execute("ROLLBACK TO odd")
    for column in ("at", "actor", "row"):
        for value in odd:
            with connection.cursor() as cursor:
                cursor.execute("SAVEPOINT odd")
                cursor.execute(f'UPDATE registers_journal SET "{column}" = {value} WHERE id = 2')
                [finding] = look().findings
                assert (finding.code, finding.position) == ("journal/changed", 2)
                cursor.execute("ROLLBACK TO odd")
