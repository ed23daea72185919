-- declarations_made on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT s.area_id AS area_id, (1 = 1) AS q_holds, (s.made_at <= {as_of} AND s.made_at > {day_start}) AS q_begun, 1 AS amount
      FROM registers_declaration AS s
      WHERE s.area_id >= {low} AND s.area_id < {high} AND ((1 = 1) AND (s.made_at <= {as_of} AND s.made_at > {day_start})) IS NOT FALSE) AS q;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN q_holds AND q_begun THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN (q_holds AND q_begun) IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (SELECT s.area_id AS area_id, (1 = 1) AS q_holds, (s.made_at <= {as_of} AND s.made_at > {day_start}) AS q_begun, 1 AS amount
      FROM registers_declaration AS s
      WHERE s.area_id >= {low} AND s.area_id < {high} AND ((1 = 1) AND (s.made_at <= {as_of} AND s.made_at > {day_start})) IS NOT FALSE) AS q
GROUP BY area_id;
