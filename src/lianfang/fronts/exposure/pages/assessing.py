"""The assessment of each candidate in the list: fields of their own in every row, and a button that copies the first down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from lianfang.entry.forms import new_client
from lianfang.fronts.exposure.forms import Assess
from lianfang.registers.models import Case
from lianfang.ui.parts.forms import ErrorSummary, Field, Option, fields_of
from lianfang.ui.parts.tables import Bulk

NAMES = tuple(Assess.base_fields)
FILL = "fill"


@dataclass(frozen=True)
class Assessing:
    """The fields of one row."""

    template: ClassVar[str] = "exposure/assess.html"
    whom: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class AssessBulk(Bulk):
    """What is done with the rows picked: they become contacts, or take over what the first of them says."""

    template: ClassVar[str] = "exposure/assess_bulk.html"
    fill: str = ""


@dataclass
class Given:
    """What was filled in so far.

    Attributes:
        picked: references of the persons picked, in order.
        said: person → field → answer.
        forms: of those picked, where they are checked.
        case: of whom they are contacts, where the question does not say.
    """

    picked: Sequence[str] = ()
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    forms: dict[str, Assess] = field(default_factory=dict)
    case: str = ""

    @classmethod
    def of(cls, posted: Any) -> Given:
        """As a page was sent."""
        said: dict[str, dict[str, str]] = {}
        for name, value in posted.items():
            ref, _dash, column = name.rpartition("-")
            if ref and column in NAMES:
                said.setdefault(ref, {})[column] = str(value)
        picked = [one for one in dict.fromkeys(posted.getlist("row")) if one]
        return cls(picked, said, case=posted.get("case", ""))

    def fill(self) -> None:
        """What a row that is picked does not say yet is what the first of them that gives a reason says."""
        first = next((self.said[one] for one in self.picked if self.said.get(one, {}).get("reason")), {})
        for ref in self.picked:
            mine = self.said.setdefault(ref, {})
            self.said[ref] = {name: mine.get(name) or first.get(name, "") for name in NAMES}

    def check(self) -> bool:
        """Is every row that is picked assessed?"""
        self.forms = {
            ref: Assess({f"{ref}-{name}": value for name, value in self.said.get(ref, {}).items()}, **_ids(ref))
            for ref in self.picked
        }  # fmt: skip
        return all(form.is_valid() for form in self.forms.values())

    def assessed(self) -> Mapping[str, Mapping[str, str]]:
        """Person → what was found, after :meth:`check`."""
        return {ref: {name: form.cleaned_data[name] for name in NAMES} for ref, form in self.forms.items()}

    def row(self, ref: str, setting: str, category: str = "") -> Assessing:
        """The fields of one person; ``setting`` and ``category`` are what the visits suggest."""
        initial = {"setting": setting, "category": category, **self.said.get(ref, {})}
        form = self.forms.get(ref) or Assess(initial=initial, **_ids(ref))
        return Assessing(ref, fields_of(form))

    def errors(self) -> ErrorSummary | None:
        """What is wrong in the rows that are picked, each with whom it is about."""
        wrong = [
            replace(one, errors=[_("{ref}: {what}").format(ref=ref, what=error) for error in one.errors])
            for ref, form in self.forms.items()
            for one in fields_of(form)
            if one.errors
        ]
        return ErrorSummary(wrong) if wrong else None


def _ids(ref: str) -> dict[str, str]:
    return {"prefix": ref, "auto_id": "assess-%s"}


def bulk(action: str, cases: Sequence[Case], is_chosen: bool, case: str) -> AssessBulk:
    """The buttons; where a question started from no case, with the cases from which to choose one."""
    fields = [Field("client", "", sort="hidden", value=new_client())]
    if is_chosen:
        options = [Option("", "—"), *(Option(str(one.ref), str(one.ref), one.ref == case) for one in cases)]
        hint = _("The case with evidence to which their exposure leads.")
        fields.append(
            Field("case", _("Contacts of"), sort="select", options=options, hint=hint, id="assess-case")
        )
    title = _("Make those picked contacts of the case")
    return AssessBulk(action, title, fields, fill=_("Fill empty fields from the first picked"))
