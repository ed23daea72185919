-- family-need-of-staff-met on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.asked_at + (CASE WHEN s.asked_at >= 1579017600 THEN 172800 END)) AS due_at,
       CASE WHEN (s.met_at IS NOT NULL) THEN s.met_at END AS met_at,
       CASE WHEN (s.met_at IS NOT NULL) AND s.met_at IS NOT NULL THEN s.id END AS evidence_id,
       COALESCE(s.asked_at, 0) AS since,
       CASE WHEN CASE WHEN (s.met_at IS NOT NULL) THEN s.met_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_need AS s
WHERE (s.staff_member_id IS NOT NULL)
  AND (s.kind IN ('child_care', 'elder_care', 'lodging'))
) AS q;

-- owner
SELECT s.id, s_staff_member.organisation_id FROM registers_need AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s.id IN ({ids});
