-- staff-tested-on-schedule on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.starts_at AS due_at,
       e.taken_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.zone = 'contaminated') THEN 0 ELSE 1 END AS member,
       CASE WHEN e.id IS NULL AND ((s.starts_at >= 1579017600) IS NOT TRUE) THEN 1 ELSE 0 END AS unsure
FROM registers_staffshift AS s
  LEFT JOIN registers_sample AS e ON e.id = (SELECT x.id FROM registers_sample AS x
    WHERE (x.staff_member_id IS NOT NULL) AND (x.staff_member_id = s.staff_member_id) AND (x.taken_at >= (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 604800 END))) AND ((x.condition IS NULL) OR (x.condition = 'ADEQUATE')) AND x.taken_at IS NOT NULL ORDER BY x.taken_at, x.id LIMIT 1)
WHERE (s.zone = 'contaminated') IS NOT FALSE
) AS q;

-- subjects that rows of sample may concern
SELECT s.id FROM registers_sample AS x JOIN registers_staffshift AS s ON (x.staff_member_id = s.staff_member_id) WHERE x.id IN ({ids}) AND (x.staff_member_id IS NOT NULL) AND (x.staff_member_id = s.staff_member_id) AND (x.taken_at >= (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 604800 END))) AND ((x.condition IS NULL) OR (x.condition = 'ADEQUATE'));

-- evidence that fits nothing
SELECT e.id FROM registers_sample AS e
WHERE ((NOT ((e.staff_member_id IS NOT NULL) AND (e.taken_at IS NOT NULL) AND ((e.condition IS NULL) OR ((e.condition = 'ADEQUATE') IS TRUE))) AND ((e.staff_member_id IS NOT NULL) AND ((e.condition IS NULL) OR ((e.condition = 'ADEQUATE') IS NOT FALSE)) AND ((e.staff_member_id IS NULL) OR (e.taken_at IS NULL) OR ((NOT (e.condition IS NULL)) AND ((e.condition = 'ADEQUATE') IS NOT TRUE) AND ((e.condition = 'ADEQUATE') IS NULL))))) OR (e.taken_at IS NULL AND ((e.staff_member_id IS NOT NULL) AND ((e.condition IS NULL) OR ((e.condition = 'ADEQUATE') IS NOT FALSE)))));

-- owner
SELECT s.id, s_staff_member.organisation_id FROM registers_staffshift AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s.id IN ({ids});
