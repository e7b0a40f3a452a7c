SELECT found.* FROM (
    SELECT 'mediation'::text AS what, d.id AS subject, d.area_code::text AS area, ''::text AS kind,
           d.centre_id AS unit, ''::text AS channel,
           {day:coalesce(a.sealed_at, d.ended_at)} AS due_on,
           a.sealed_at IS NOT NULL AS is_good, 1 AS times
      FROM disputes_dispute d
      LEFT JOIN (
          SELECT dispute_id, min(sealed_at) AS sealed_at
            FROM disputes_agreement WHERE sealed_at IS NOT NULL GROUP BY dispute_id
      ) a ON a.dispute_id = d.id
     WHERE a.sealed_at IS NOT NULL
        OR d.status IN ('failed', 'terminated', 'archived') AND d.accepted_at IS NOT NULL AND d.ended_at IS NOT NULL
    UNION ALL
    SELECT 'performance', t.id, d.area_code::text, '', t.centre_id, '', t.due_on, t.performed_on IS NOT NULL, 1
      FROM disputes_term t
      JOIN disputes_agreement a ON a.id = t.agreement_id AND a.effective_on IS NOT NULL
      JOIN disputes_dispute d ON d.id = t.dispute_id
    UNION ALL
    SELECT 'confirmation', p.id, d.area_code::text, '', d.centre_id, '', p.applied_on, p.status = 'granted', 1
      FROM disputes_application p
      JOIN disputes_agreement a ON a.id = p.agreement_id
      JOIN disputes_dispute d ON d.id = a.dispute_id
    UNION ALL
    SELECT 'supervision', c.id, c.area_code::text, '', c.unit_id, '', {day:c.climbed_at},
           c.released_at IS NOT NULL, 1
      FROM supervision_climb c
     WHERE c.rung IN ('notice', 'order', 'city')
    UNION ALL
    SELECT 'target', t.id, t.area_code::text, '', t.owner_id, '', t.due_on, coalesce(t.submitted_on <= t.due_on, false),
           1
      FROM targets_task t
      JOIN targets_plan p ON p.id = t.plan_id AND p.status <> 'draft'
     WHERE t.status <> 'withdrawn'
    UNION ALL
    SELECT 'rated_' || (s.rule -> 'steps' -> b.step::int ->> 'colour'), r.id, b.area_code::text, '', 0::bigint, '',
           {day:r.signed_at}, true, b.bodies
      FROM ratings_run r
      JOIN rulebook_entry e ON e.id = r.edition
     CROSS JOIN LATERAL jsonb_array_elements(e.value -> 'schemes') s (rule)
      JOIN ratings_areacount b ON b.run_id = r.id
     WHERE r.status = 'signed' AND r.base_id IS NULL
       AND s.rule ->> 'code' = r.scheme AND (s.rule ->> 'is_public')::boolean
    UNION ALL
    SELECT 'appeal', l.id, l.area_code::text, '', 0::bigint, '', {day:l.decide_until},
           coalesce(l.decided_at < l.decide_until, false), 1
      FROM ratings_label l
     WHERE l.decide_until IS NOT NULL
) found
 WHERE {span}
 ORDER BY what, subject, area, due_on, is_good, times
