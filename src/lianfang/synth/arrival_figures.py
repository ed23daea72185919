"""The figures that shape arrivals and posts of the made-up city, each with its source and how sure we are of it."""

from __future__ import annotations

from lianfang.synth.figures import Figure

_NONE = "No source found"

LISTED = Figure(
    0.2, f"{_NONE}: share of arrivals by rail, air and port whose trip is kept with its list", "assumed"
)
STAYED_BEHIND = Figure(0.03, f"{_NONE}: share of a carrier's list that did not board", "assumed")
GOES_TO_A_COMMUNITY = Figure(0.5, f"{_NONE}: share of listed arrivals released with a destination", "assumed")
RETURNING = Figure(0.7, f"{_NONE}: usual residents coming back, of those who declare", "assumed")
ARRIVING = Figure(0.25, f"{_NONE}: not usual residents, of those who declare", "assumed")
COACHES_A_DAY = Figure(
    0.003, f"{_NONE}: coaches kept with their list, for each thousand residents and day", "assumed"
)
STAFF_A_SHIFT = Figure(
    10_000 / 49 / 2, "49 joint points, nearly 10,000 staff a day; two shifts are assumed", "part"
)
OCCUPANT_FROM_ELSEWHERE = Figure(
    0.02, f"{_NONE}: share of local cars written down for an occupant", "assumed"
)
BUS_FROM_ELSEWHERE = Figure(0.003, f"{_NONE}: buses written down, for each local car", "assumed")
FEVERS_A_DAY = Figure(0.0005, f"{_NONE}: fevers at the gates for each thousand residents and day", "assumed")
FEVER_CONFIRMED = Figure(0.4, f"{_NONE}: share of fevers that the second check confirms", "assumed")
FEVER_CLINICS = Figure(49, "Fever clinics on 21 January 2020", "confirmed")
QUARANTINE_SITES = Figure(100, f"{_NONE}: quarantine sites of the city", "assumed")
ROOMS_A_SITE = Figure(1281 / 12, "Another city: 1,281 rooms in 12 hotels", "part")
