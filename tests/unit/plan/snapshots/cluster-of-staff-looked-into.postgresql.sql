-- cluster-of-staff-looked-into on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1579449600::bigint, DATE '2020-01-20'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1588176000
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, (s.ill_at + 86400) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.ill_at >= p.start) AND (s.ill_at < (p.start + 86400)) AND (CASE WHEN s.site_id IS NOT NULL THEN (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds) >= 2 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) < 2 THEN (1 = 0) END FROM (SELECT ((c2.ill_at IS NOT NULL) AND (c2.ill_at <= s.ill_at) AND (c2.ill_at > (s.ill_at - 1209600))) AS holds FROM registers_staffmember AS c2 WHERE c2.site_id = s.site_id) AS n) END) THEN 0 ELSE 1 END AS member,
       p.start AS since,
       CASE WHEN e.id IS NULL AND ((s.site_id IS NULL) OR (s.ill_at IS NULL)) THEN 1 ELSE 0 END AS unsure
FROM registers_staffmember AS s
  CROSS JOIN days AS p
  LEFT JOIN (SELECT s.id AS subject_id, p.start, (MIN(ARRAY[x.reported_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.reported_at, x.id]))[2] AS id
    FROM registers_staffmember AS s
  CROSS JOIN days AS p
  CROSS JOIN registers_event AS x
    WHERE (x.site_id = s.site_id) AND (x.status = 'CLUSTER') AND (x.investigation IN ('ONGOING', 'DONE')) AND (x.reported_at > (s.ill_at - 1209600)) AND x.reported_at IS NOT NULL
  AND (s.ill_at IS NOT NULL) AND (s.ill_at >= p.start) AND (s.ill_at < (p.start + 86400)) AND (CASE WHEN s.site_id IS NOT NULL THEN (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds) >= 2 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) < 2 THEN (1 = 0) END FROM (SELECT ((c2.ill_at IS NOT NULL) AND (c2.ill_at <= s.ill_at) AND (c2.ill_at > (s.ill_at - 1209600))) AS holds FROM registers_staffmember AS c2 WHERE c2.site_id = s.site_id) AS n) END)
    GROUP BY s.id, p.start) AS e ON e.subject_id = s.id AND e.start = p.start
WHERE (s.ill_at IS NOT NULL)
  AND (s.ill_at >= p.start) IS NOT FALSE
  AND (s.ill_at < (p.start + 86400)) IS NOT FALSE
  AND (CASE WHEN s.site_id IS NOT NULL THEN (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds) >= 2 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) < 2 THEN (1 = 0) END FROM (SELECT ((c2.ill_at IS NOT NULL) AND (c2.ill_at <= s.ill_at) AND (c2.ill_at > (s.ill_at - 1209600))) AS holds FROM registers_staffmember AS c2 WHERE c2.site_id = s.site_id) AS n) END) IS NOT FALSE
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1579449600::bigint, DATE '2020-01-20'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1588176000
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, (s.ill_at + 86400) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.ill_at >= p.start) AND (s.ill_at < (p.start + 86400)) AND (CASE WHEN s.site_id IS NOT NULL THEN (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds) >= 2 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) < 2 THEN (1 = 0) END FROM (SELECT ((c2.ill_at IS NOT NULL) AND (c2.ill_at <= s.ill_at) AND (c2.ill_at > (s.ill_at - 1209600))) AS holds FROM registers_staffmember AS c2 WHERE c2.site_id = s.site_id) AS n) END) THEN 0 ELSE 1 END AS member,
       p.start AS since,
       CASE WHEN e.id IS NULL AND ((s.site_id IS NULL) OR (s.ill_at IS NULL)) THEN 1 ELSE 0 END AS unsure
FROM registers_staffmember AS s
  CROSS JOIN days AS p
  LEFT JOIN LATERAL (SELECT x.id, x.reported_at AS met_at FROM registers_event AS x
    WHERE (x.site_id = s.site_id) AND (x.status = 'CLUSTER') AND (x.investigation IN ('ONGOING', 'DONE')) AND (x.reported_at > (s.ill_at - 1209600)) AND x.reported_at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s.ill_at IS NOT NULL)
  AND (s.ill_at >= p.start) IS NOT FALSE
  AND (s.ill_at < (p.start + 86400)) IS NOT FALSE
  AND (CASE WHEN s.site_id IS NOT NULL THEN (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds) >= 2 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) < 2 THEN (1 = 0) END FROM (SELECT ((c2.ill_at IS NOT NULL) AND (c2.ill_at <= s.ill_at) AND (c2.ill_at > (s.ill_at - 1209600))) AS holds FROM registers_staffmember AS c2 WHERE c2.site_id = s.site_id) AS n) END) IS NOT FALSE AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of event may concern
SELECT s.id FROM registers_event AS x JOIN registers_staffmember AS s ON (x.site_id = s.site_id) WHERE x.id IN ({ids}) AND (x.site_id = s.site_id) AND (x.status = 'CLUSTER') AND (x.investigation IN ('ONGOING', 'DONE')) AND (x.reported_at > (s.ill_at - 1209600));

-- subjects that rows of staff_member may concern
SELECT s.id FROM registers_staffmember AS c JOIN registers_staffmember AS s ON s.site_id = c.site_id WHERE c.id IN ({ids});

-- evidence that fits nothing
SELECT e.id FROM registers_event AS e
WHERE ((NOT ((e.site_id IS NOT NULL) AND (e.status = 'CLUSTER') AND ((e.investigation IN ('ONGOING', 'DONE')) IS TRUE) AND (e.reported_at IS NOT NULL)) AND ((e.status = 'CLUSTER') AND ((e.investigation IN ('ONGOING', 'DONE')) IS NOT FALSE) AND ((e.site_id IS NULL) OR ((e.investigation IN ('ONGOING', 'DONE')) IS NULL) OR (e.reported_at IS NULL)))) OR (e.reported_at IS NULL AND ((e.status = 'CLUSTER') AND ((e.investigation IN ('ONGOING', 'DONE')) IS NOT FALSE))));

-- owner
SELECT s.id, s.organisation_id FROM registers_staffmember AS s WHERE s.id IN ({ids});
