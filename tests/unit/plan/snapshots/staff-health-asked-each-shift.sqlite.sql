-- staff-health-asked-each-shift on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.starts_at AS due_at,
       CASE WHEN (s.ill IS NOT NULL) THEN s.starts_at END AS met_at,
       CASE WHEN (s.ill IS NOT NULL) THEN s.id END AS evidence_id,
       CASE WHEN (s.zone IN ('contaminated', 'buffer')) THEN 0 ELSE 1 END AS member
FROM registers_staffshift AS s
WHERE (s.zone IN ('contaminated', 'buffer')) IS NOT FALSE
) AS q;

-- owner
SELECT s.id, s_staff_member.organisation_id FROM registers_staffshift AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s.id IN ({ids});
