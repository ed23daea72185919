-- zone-hours-within-limit on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.ends_at AS due_at,
       CASE WHEN ((s.hours_in_zone <= (CASE WHEN s.starts_at >= 1579017600 THEN 6 END)) OR (s.approved_by IS NOT NULL)) THEN s.ends_at END AS met_at,
       CASE WHEN ((s.hours_in_zone <= (CASE WHEN s.starts_at >= 1579017600 THEN 6 END)) OR (s.approved_by IS NOT NULL)) THEN s.id END AS evidence_id,
       CASE WHEN (s.zone = 'contaminated') THEN 0 ELSE 1 END AS member,
       CASE WHEN ((s.hours_in_zone <= (CASE WHEN s.starts_at >= 1579017600 THEN 6 END)) OR (s.approved_by IS NOT NULL)) IS NULL THEN 1 ELSE 0 END AS unsure
FROM registers_staffshift AS s
WHERE (s.zone = 'contaminated') IS NOT FALSE
) AS q;

-- owner
SELECT s.id, s_staff_member.organisation_id FROM registers_staffshift AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s.id IN ({ids});
