-- compound-fire-exit-checked on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.residents > 0) THEN 0 ELSE 1 END AS member,
       COALESCE(s.recorded_at, 0) AS since,
       CASE WHEN e.id IS NULL AND ((s.recorded_at >= 1579017600) IS NOT TRUE) THEN 1 ELSE 0 END AS unsure
FROM registers_site AS s
  LEFT JOIN (SELECT s.id AS subject_id, (MIN(ARRAY[x.at, x.id]))[1] AS met_at, (MIN(ARRAY[x.at, x.id]))[2] AS id
    FROM registers_site AS s
  CROSS JOIN registers_inspection AS x
    WHERE (x.site_id = s.id) AND (x.rule = 'fire') AND (x.result = 'ok') AND (x.at >= (CASE WHEN s.recorded_at >= 1579017600 THEN 1581004800 END)) AND x.at IS NOT NULL
  AND (s.kind = 'compound') AND (s.residents > 0)
    GROUP BY s.id) AS e ON e.subject_id = s.id
WHERE (s.kind = 'compound')
  AND (s.residents > 0) IS NOT FALSE
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.residents > 0) THEN 0 ELSE 1 END AS member,
       COALESCE(s.recorded_at, 0) AS since,
       CASE WHEN e.id IS NULL AND ((s.recorded_at >= 1579017600) IS NOT TRUE) THEN 1 ELSE 0 END AS unsure
FROM registers_site AS s
  LEFT JOIN LATERAL (SELECT x.id, x.at AS met_at FROM registers_inspection AS x
    WHERE (x.site_id = s.id) AND (x.rule = 'fire') AND (x.result = 'ok') AND (x.at >= (CASE WHEN s.recorded_at >= 1579017600 THEN 1581004800 END)) AND x.at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s.kind = 'compound')
  AND (s.residents > 0) IS NOT FALSE AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of inspection may concern
SELECT s.id FROM registers_inspection AS x JOIN registers_site AS s ON (x.site_id = s.id) WHERE x.id IN ({ids}) AND (x.site_id = s.id) AND (x.rule = 'fire') AND (x.result = 'ok') AND (x.at >= (CASE WHEN s.recorded_at >= 1579017600 THEN 1581004800 END));

-- evidence that fits nothing
SELECT e.id FROM registers_inspection AS e
WHERE ((NOT ((e.site_id IS NOT NULL) AND (e.rule = 'fire') AND ((e.result = 'ok') IS TRUE) AND (e.at IS NOT NULL)) AND ((e.rule = 'fire') AND ((e.result = 'ok') IS NOT FALSE) AND ((e.site_id IS NULL) OR ((e.result = 'ok') IS NULL) OR (e.at IS NULL)))) OR (e.at IS NULL AND ((e.rule = 'fire') AND ((e.result = 'ok') IS NOT FALSE))));
