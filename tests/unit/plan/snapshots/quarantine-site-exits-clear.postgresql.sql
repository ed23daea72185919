-- quarantine-site-exits-clear on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 0 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       COALESCE(s.starts_at, 0) AS since
FROM registers_admission AS s
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.at, x.id]))[1] AS met_at, (MIN(ARRAY[x.at, x.id]))[2] AS id
    FROM registers_admission AS s
  CROSS JOIN registers_inspection AS x
    WHERE (x.site_id = s.site_id) AND (x.rule = 'fire') AND (x.result = 'ok') AND (((x.valid_until - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.starts_at) AND x.at IS NOT NULL
  AND (s.kind = 'quarantine')
    GROUP BY s.id) AS e ON e.subject_id = s.id
WHERE (s.kind = 'quarantine')
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 0 END)) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       COALESCE(s.starts_at, 0) AS since
FROM registers_admission AS s
  LEFT JOIN LATERAL (SELECT x.id, x.at AS met_at FROM registers_inspection AS x
    WHERE (x.site_id = s.site_id) AND (x.rule = 'fire') AND (x.result = 'ok') AND (((x.valid_until - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.starts_at) AND x.at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s.kind = 'quarantine') AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of inspection may concern
SELECT s.id FROM registers_inspection AS x JOIN registers_admission AS s ON (x.site_id = s.site_id) WHERE x.id IN ({ids}) AND (x.site_id = s.site_id) AND (x.rule = 'fire') AND (x.result = 'ok') AND (((x.valid_until - DATE '1970-01-01')::bigint * 86400 + 57600) >= s.starts_at);

-- evidence that fits nothing
SELECT e.id FROM registers_inspection AS e
WHERE ((NOT ((e.site_id IS NOT NULL) AND (e.rule = 'fire') AND ((e.result = 'ok') IS TRUE) AND (e.valid_until IS NOT NULL)) AND ((e.rule = 'fire') AND ((e.result = 'ok') IS NOT FALSE) AND ((e.site_id IS NULL) OR ((e.result = 'ok') IS NULL) OR (e.valid_until IS NULL)))) OR (e.at IS NULL AND ((e.rule = 'fire') AND ((e.result = 'ok') IS NOT FALSE))));

-- owner
SELECT s.id, s_site.operator_id FROM registers_admission AS s
  LEFT JOIN registers_site AS s_site ON s_site.id = s.site_id WHERE s.id IN ({ids});
