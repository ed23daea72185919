"""Parts: what is not known, missing or withheld is said so; what people wrote is text; Django's forms become fields."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.figures import Figure, LineCard
from lianfang.ui.parts.forms import ErrorSummary, Field, Form, Option, fields_of, general_of
from lianfang.ui.parts.marks import State, Tag
from lianfang.ui.parts.part import Part
from lianfang.ui.parts.tables import Bulk, Cell, Column, Row, Table
from lianfang.ui.pictures.coverage import coverage_bar
from tests.pages.outline import Outline

EMPTY = State("empty", "nothing")


def shown(part: Part | str | None, **context: object) -> str:
    with override("en"):
        return Template("{% load ui %}{% show part %}").render(Context({"part": part, **context}))


def test_nothing_is_nothing_and_text_is_text():
    assert shown(None) == ""
    assert shown("<b>") == "&lt;b&gt;"


def test_a_missing_return_is_a_dash_and_said_and_never_zero():
    html = shown(Figure("Severe", None, "people", "reported", "02-12 24:00", "/r"))
    assert "no return" in html
    assert "—" in html
    assert 'href="/r"' in html
    assert ">0<" not in html
    assert ">0<" in shown(Figure("Severe", 0, kind="reported"))


def test_a_withheld_value_is_not_in_the_page():
    html = shown(Figure("Names", 1234, withheld="purpose", href="/rows"))
    assert "1,234" not in html
    assert "/rows" not in html
    assert "withheld" in html
    html = shown(Facts([Fact("driver", "somebody", "/p", withheld="purpose")]))
    assert "somebody" not in html
    assert "/p" not in html


def test_a_range_its_kind_its_instant_and_its_cannot_tells():
    html = shown(Figure("R", None, low=7, high=19, as_of="02-12", cannot_tell=3, is_assumed=True))
    assert "7–19" in html
    for word in ("counted", "02-12", "assumed", "cannot tell 3"):
        assert word in html


def test_a_line_without_musts_says_so_and_one_with_nothing_due_too():
    assert "Nothing checks this line yet." in shown(LineCard("1", "Supplies", "/l", 0, 7))
    idle = shown(LineCard("1", "Care", "/l", 6))
    assert "none due" in idle
    assert "%" not in idle
    bar = coverage_bar(met=3, is_of_recorded=True)
    assert "of those recorded" in shown(LineCard("1", "Gates", "/l", 6, coverage=bar))


@pytest.mark.parametrize(
    "status", ["open", "overdue", "late", "excused", "cannot_tell", "met", "withheld", "waiting"]
)
def test_every_status_has_a_shape_and_a_word(status):
    html = shown(Tag(status))
    assert f"#s-{status}" in html
    assert Outline(html).text.strip()
    with open_shapes() as shapes:
        assert f'id="s-{status}"' in shapes.read()


def open_shapes():
    from lianfang.ui.contrast import TOKENS

    return (TOKENS.parents[2] / "templates" / "ui" / "shapes.html").open(encoding="utf-8")


def test_a_table_names_its_columns_and_how_it_is_sorted():
    columns = [Column("must"), Column("over", True, "/?sort=over", "descending")]
    rows = [
        Row([Cell("<i>a</i>", "/g/1"), Cell("62", tone="bad")]),
        Row([Cell("b"), Cell(is_unknown=True)], True),
    ]
    html = shown(Table("Gaps", columns, rows, EMPTY))
    page = Outline(html)
    assert page.open == []
    assert "<caption>Gaps" in html
    assert [one.get("scope") for one in page.all("th")] == ["col", "col", "row", "row"]
    assert 'aria-sort="descending"' in html
    assert "&lt;i&gt;a" in html
    assert "not known" in html
    assert [one.get("data-label") for one in page.all("td")] == ["over", "over"]
    assert [one.get("aria-current") for one in page.all("tr")] == [None, None, "true"]


def test_rows_are_picked_by_their_key_and_one_without_cannot_be():
    columns = [Column("must"), Column("over", True)]
    rows = [Row([Cell("a"), Cell("6")], key="d1"), Row([Cell("b"), Cell("7")])]
    bulk = Bulk("/give", "Give", [Field("to", "To")])
    html = shown(
        Table("Gaps", columns, rows, EMPTY, bulk=bulk, totals=[Cell("all"), Cell("13")]), csrf_token="t0k3n"
    )
    page = Outline(html)
    assert page.open == []
    assert [one.get("value") for one in page.all("input") if one.get("type") == "checkbox"] == ["d1"]
    assert 'aria-label="pick: a"' in html
    assert [one.get("action") for one in page.all("form")] == ["/give"]
    assert html.count("t0k3n") == 1
    assert "/give" not in shown(Table("Gaps", columns, [], EMPTY, bulk=bulk))


def test_a_table_without_rows_says_why_and_a_row_too_short_is_refused():
    assert "nothing" in shown(Table("Gaps", [Column("a")], [], EMPTY))
    with pytest.raises(ValueError, match="zip"):
        Table("Gaps", [Column("a"), Column("b")], [Row([Cell("x")])], EMPTY)


def test_every_error_leads_to_its_field_and_says_how_to_mend_it():
    fields = [
        Field("plate", "Plate", hint="such as", errors=["Enter the plate"]),
        Field("way", "Way", "radios", errors=["Choose"], options=[Option("in", "in")]),
    ]
    html = shown(Form("/save", fields, "Save", general=["Someone else changed it"]), csrf_token="t0k3n")
    page = Outline(html)
    links = [str(a["href"])[1:] for a in page.all("a")]
    assert links == ["f-plate", "f-way-1"]
    assert set(links) <= set(page.ids())
    plate = next(one for one in page.all("input") if one.get("name") == "plate")
    assert plate["aria-describedby"] == "f-plate-hint f-plate-error"
    assert plate["aria-invalid"] == "true"
    assert set(str(plate["aria-describedby"]).split()) <= set(page.ids())
    assert "t0k3n" in html
    assert ErrorSummary(fields, ["x"]).rows[0] == ("", "x")
    assert page.open == []


class Entry(forms.Form):
    """One of each kind."""

    plate = forms.CharField(label="Plate", help_text="seven or eight", max_length=8)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"autocomplete": "off"}))
    area = forms.ChoiceField(label="Area", choices=[("n", "North"), ("s", "South")], required=False)
    needs = forms.MultipleChoiceField(
        label="Needs", choices=[("d", "dialysis"), ("b", "birth")], widget=forms.CheckboxSelectMultiple
    )
    agrees = forms.BooleanField(label="Agreed", required=False)

    def clean(self):
        raise forms.ValidationError("both cannot be")


def test_a_form_of_djangos_becomes_fields():
    form = Entry(
        {
            "plate": "粤B1234567",
            "secret": "s3cret",
            "on": "2020-02-12",
            "area": "s",
            "needs": ["b"],
            "agrees": "on",
        }
    )
    fields = {field.name: field for field in fields_of(form)}
    assert [field.sort for field in fields.values()] == [
        "text",
        "password",
        "date",
        "select",
        "checks",
        "check",
    ]
    assert fields["plate"].errors
    assert fields["plate"].hint == "seven or eight"
    assert fields["secret"].value == ""
    assert (fields["on"].value, fields["on"].autocomplete) == ("2020-02-12", "off")
    assert [option.value for option in fields["area"].options if option.is_chosen] == ["s"]
    assert [option.value for option in fields["needs"].options if option.is_chosen] == ["b"]
    assert fields["area"].is_optional
    assert fields["agrees"].value == "True"
    assert general_of(form) == ["both cannot be"]
    html = "".join(shown(field) for field in fields.values())
    page = Outline(html)
    assert "s3cret" not in html
    assert len(page.ids()) == len(set(page.ids()))
    for label in page.all("label"):
        assert label["for"] in page.ids()
