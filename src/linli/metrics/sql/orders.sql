SELECT o.id AS assignment,
       m.id AS matter,
       m.area_code::text AS area,
       m.kind_code::text AS kind,
       o.unit_id AS unit,
       m.channel::text AS channel,
       coalesce(o.issued_by_unit_id, 0) AS sender,
       {day:o.issued_at} AS issued_on,
       m.excluded_for = '' AND m.merged_into_id IS NULL AS counts,
       r.order_id IS NOT NULL AS was_sent_back,
       coalesce(r.was_wrong, false) AS was_wrong
  FROM matters_matter m
  JOIN matters_workorder o ON o.matter_id = m.id AND o.part = 'lead'
  LEFT JOIN (
      SELECT order_id, bool_or(is_upheld IS TRUE) AS was_wrong FROM matters_returnrequest GROUP BY order_id
  ) r ON r.order_id = o.id
 WHERE {span}
 ORDER BY o.id
