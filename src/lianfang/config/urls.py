"""The URL root."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "lianfang.entry.pages.errors.bad_request"
handler403 = "lianfang.entry.pages.errors.not_found"
handler404 = "lianfang.entry.pages.errors.not_found"
handler500 = "lianfang.entry.pages.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lianfang.entry.urls")),
    path("", include("lianfang.board.urls")),
    path("", include("lianfang.interop.urls")),
    # Before the cases, whose last route takes any word behind a case.
    path("", include("lianfang.fronts.reporting.urls")),
    path("", include("lianfang.fronts.tracing.urls")),
    path("", include("lianfang.fronts.laboratory.urls")),
    path("", include("lianfang.fronts.treatment.urls")),
    path("", include("lianfang.fronts.orders.urls")),
    path("", include("lianfang.fronts.staff.urls")),
    path("", include("lianfang.fronts.chains.urls")),
    path("", include("lianfang.fronts.resumption.urls")),
]
