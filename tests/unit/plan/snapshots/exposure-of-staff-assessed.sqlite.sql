-- exposure-of-staff-assessed on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.exposed_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END)) AS due_at,
       CASE WHEN (s.exposure_assessed_at IS NOT NULL) THEN s.exposure_assessed_at END AS met_at,
       CASE WHEN (s.exposure_assessed_at IS NOT NULL) AND s.exposure_assessed_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.zone IN ('contaminated', 'buffer')) THEN 0 ELSE 1 END AS member,
       COALESCE(s.starts_at, 0) AS since,
       CASE WHEN CASE WHEN (s.exposure_assessed_at IS NOT NULL) THEN s.exposure_assessed_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_staffshift AS s
WHERE (s.exposed_at IS NOT NULL)
  AND (s.zone IN ('contaminated', 'buffer')) IS NOT FALSE
) AS q;

-- owner
SELECT s.id, s_staff_member.organisation_id FROM registers_staffshift AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s.id IN ({ids});
