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
]
