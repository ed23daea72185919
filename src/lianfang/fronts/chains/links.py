"""Where pages of others lead to, where they are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from lianfang.entry.pages.working import linked

if TYPE_CHECKING:
    from lianfang.fronts.chains.gathering import Seen
    from lianfang.outlook.chains import Cluster

_REF = "REF"


@dataclass(frozen=True)
class Addresses:
    """Addresses of cases and clusters, worked out once for many.

    Attributes:
        to_case: of a case's page, with a mark in place of its reference.
        to_chains: of the picture.
        kept: what every link of the page carries on.
    """

    to_case: str
    to_chains: str
    kept: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, kept: tuple[tuple[str, str], ...] = ()) -> Addresses:
        """Of this site."""
        case = linked("tracing:case", _REF) or linked("board:record", "case", _REF)
        return cls(case, reverse("chains:chains"), kept)

    def case(self, ref: str) -> str:
        """The page of a case; empty for one beyond reach."""
        return self.to_case.replace(_REF, ref) if ref else ""

    def chains(self, **query: str) -> str:
        """The picture, asked otherwise; an empty value drops a parameter."""
        said = {name: value for name, value in {**dict(self.kept), **query}.items() if value}
        return self.to_chains + ("?" + urlencode(said) if said else "")

    def cluster(self, seen: Seen, cluster: Cluster) -> str:
        """The picture of one cluster, named by its first case within reach."""
        return self.chains(cluster=named(seen, cluster))


def named(seen: Seen, cluster: Cluster) -> str:
    """The reference by which a cluster is asked for: that of its first case within reach."""
    return next((seen.cases[one].ref for one in cluster.members if seen.cases[one].ref), "")
