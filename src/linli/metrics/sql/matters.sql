SELECT m.id AS matter,
       m.area_code::text AS area,
       m.kind_code::text AS kind,
       coalesce(m.lead_unit_id, 0) AS unit,
       m.channel::text AS channel,
       {day:m.registered_at} AS registered_on,
       CASE WHEN (m.status = 'closed' OR {archived}) THEN {day:m.closed_at} END AS closed_on,
       m.excluded_for = '' AND m.merged_into_id IS NULL AS counts,
       m.merged_into_id IS NOT NULL AS is_joined,
       coalesce(other.registered_at > m.registered_at - interval '90 days', false) AS is_repeat,
       m.requester_id IS NOT NULL OR m.resolved <> '' AS could_be_asked,
       m.resolved::text AS resolved,
       m.satisfied::text AS satisfied,
       m.reworks > 0 AS was_reworked,
       m.reopenings > 0 AS was_reopened,
       CASE WHEN (m.status = 'closed' OR {archived})
            THEN floor(extract(epoch FROM m.completed_at - m.registered_at) / 60)::int END AS minutes
  FROM matters_matter m
  LEFT JOIN matters_matter other ON other.id = m.merged_into_id
 WHERE {span}
 ORDER BY m.id
