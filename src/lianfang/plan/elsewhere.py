"""The dated values that pages and commands read, beside what musts and figures read: name → what reads it.

A plan without one of them still loads: what reads it then says that it cannot tell, or refuses what the value would allow.
A test holds this list to what the program's text reads, both ways; so nothing that is read is ever called unused.
"""

from __future__ import annotations

from collections.abc import Mapping

from lianfang.base.words import Text

_GROUPS: tuple[tuple[Text, str], ...] = (
    (Text("到达名单核对", "reconciling lists of arrivals"), "arrive_within"),
    (Text("关口申报与核对", "declarations at gates"), "declaration_valid_for declaration_accepted_until"),
    (Text("排队名单", "the queue of the un-admitted"), (
        "place_of_confirmed place_of_suspects place_of_fever_not_ruled_out place_of_close_contacts place_of_contacts_of_contacts "
        "observe_fever_within give_to_team_within "
        "admit_within care_for_suspects_within collective_isolation_within contact_watched_for"
    )),
    (Text("收住与接收", "admission and reception"), "checks_before_reception infant_below"),
    (Text("出院判定", "criteria of discharge"), (
        "discharge_normal_below discharge_normal_for discharge_negatives discharge_pools_count discharge_negatives_apart "
        "watch_after_discharge"
    )),
    (Text("院内感染判定", "infections acquired in hospital"), (
        "hospital_acquired_definite_from hospital_acquired_probable_from hospital_acquired_possible_from"
    )),
    (Text("病例登记卡", "the report card of a case"), "report_card_within"),
    (Text("隔离决定与通行证", "orders and passes"), (
        "written_order_within appeal_decided_within order_at_most unsigned_order_lapses_after pass_valid_for"
    )),
    (Text("检测", "samples and tests"), (
        "requested_taken_within lab_receive_within sample_result_within result_joined_within feed_silent_after pool_most"
    )),
    (Text("医务班次", "the rota of staff"), (
        "zone_hours_at_most staff_rest_at_least staff_cluster_from staff_cluster_within staff_tested_every"
    )),
    (Text("病例定义与输入判定", "definitions of a case and its origin"), (
        "diagnosis_plan_edition control_plan_edition clinical_diagnosis_counts clinical_diagnosis_in "
        "clinical_diagnosis_reported_in origin_look_back"
    )),
    (Text("密接与到访查询", "contacts and questions of visits"), (
        "letter_answered_within contact_window_before_onset contact_together_at_least visit_clocks_err_by visit_kept visit_longest "
        "visit_open_ends_after visit_at_gate_ends_after exposure_sign_above exposure_questions_a_day "
        "exposure_question_open_for exposure_event_longest near_rows_on_board"
    )),
    (Text("研判与推演", "outlook and what-if"), (
        "serial_interval_mean serial_interval_sd origin_infected_low origin_infected_high key_area_days reach_contacts_within "
        "outlook_run_kept"
    )),
)  # fmt: skip

ELSEWHERE: Mapping[str, Text] = {name: reader for reader, names in _GROUPS for name in names.split()}
