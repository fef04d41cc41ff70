/**
 * `audit_append` as before (audit/migrations/append-function.ts), which now also keeps each entry's terms.
 * `audit_terms` is called within the INSERT that has parsed the body already.
 */
export const APPEND_WITH_TERMS = `
CREATE OR REPLACE FUNCTION audit_append(
  bodies bytea,
  lengths int[],
  issuers text[],
  jtis text[],
  expiries bigint[],
  request_tokens text[],
  answer_tokens text[],
  personal_entries int[],
  personal_labels text[],
  personal_salts bytea,
  personal_values text[]
) RETURNS bigint[] LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  log_size bigint;
  log_month date;
  log_until date;
  now_month date;
  indexes bigint[];
  starts int[];
  accepted int;
BEGIN
  SELECT size, month, partitioned_until INTO STRICT log_size, log_month, log_until FROM audit_log FOR UPDATE;

  -- A clock that steps back must not put an entry into an earlier month than its predecessor.
  now_month := greatest(log_month, date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date);
  IF now_month >= log_until THEN
    log_until := audit_add_partitions(now_month);
  END IF;

  WITH offered AS (
    SELECT o.at, o.iss, o.jti, o.expires, row_number() OVER (PARTITION BY o.iss, o.jti ORDER BY o.at) AS turn
    FROM unnest(issuers, jtis, expiries) WITH ORDINALITY AS o (iss, jti, expires, at)
  ), kept AS (
    INSERT INTO audit_replay (iss, jti, expires_at)
    SELECT iss, jti, to_timestamp(expires / 1000.0) FROM offered WHERE jti IS NOT NULL AND turn = 1
    ON CONFLICT DO NOTHING
    RETURNING iss, jti
  ), judged AS (
    SELECT o.at, (o.jti IS NULL OR (o.turn = 1 AND k.jti IS NOT NULL)) AS fresh
    FROM offered o LEFT JOIN kept k ON k.iss = o.iss AND k.jti = o.jti
  )
  SELECT array_agg(CASE WHEN fresh THEN log_size + nth - 1 END ORDER BY at), max(nth) FILTER (WHERE fresh)
  INTO indexes, accepted
  FROM (SELECT at, fresh, count(*) FILTER (WHERE fresh) OVER (ORDER BY at) AS nth FROM judged) AS numbered;

  IF accepted IS NULL THEN
    RETURN indexes;
  END IF;

  SELECT array_agg(start ORDER BY at) INTO starts
  FROM (
    SELECT at, 1 + sum(length) OVER (ORDER BY at) - length AS start
    FROM unnest(lengths) WITH ORDINALITY AS l (length, at)
  ) AS summed;

  INSERT INTO audit_entry (
    month, index, appended_at, leaf, body, id, kind, at, caller, organisation, person, counterpart, case_number,
    item_code, document, licence_types, subjects, outcome, code, request_digest, terms)
  SELECT
    now_month, r.index, clock_timestamp(), sha256('\\x00'::bytea || b.body), b.body,
    (e ->> 'id')::uuid, e ->> 'kind', (e ->> 'at')::timestamptz,
    e #>> '{caller,id}', e #>> '{caller,organisation,code}', e #>> '{caller,person}', e ->> 'counterpart',
    e #>> '{context,caseNumber}', e #>> '{context,itemCode}', e #>> '{operation,document}',
    ARRAY(SELECT DISTINCT l ->> 'licenceType' FROM jsonb_array_elements(e -> 'lookups') l WHERE l ? 'licenceType'),
    ARRAY(SELECT l ->> 'subject' FROM jsonb_array_elements(e -> 'lookups') l WHERE l ? 'subject'),
    e ->> 'outcome', e ->> 'code', e #>> '{request,digest}', audit_terms(e)
  FROM unnest(indexes, starts, lengths) AS r (index, start, length)
  CROSS JOIN LATERAL (SELECT substring(bodies FROM r.start FOR r.length) AS body OFFSET 0) AS b
  -- OFFSET 0 keeps the planner from parsing the body again for each column.
  CROSS JOIN LATERAL (SELECT convert_from(b.body, 'UTF8')::jsonb AS e OFFSET 0) AS parsed
  WHERE r.index IS NOT NULL;

  INSERT INTO audit_evidence (month, index, request_token, answer_token)
  SELECT now_month, r.index, r.request_token, r.answer_token
  FROM unnest(indexes, request_tokens, answer_tokens) AS r (index, request_token, answer_token)
  WHERE r.index IS NOT NULL AND (r.request_token IS NOT NULL OR r.answer_token IS NOT NULL);

  IF cardinality(personal_entries) > 0 THEN
    INSERT INTO audit_personal (month, index, label, salt, value)
    SELECT now_month, indexes[p.entry], p.label, substring(personal_salts FROM (p.nth::int - 1) * 32 + 1 FOR 32), p.value
    FROM unnest(personal_entries, personal_labels, personal_values) WITH ORDINALITY AS p (entry, label, value, nth)
    WHERE indexes[p.entry] IS NOT NULL;
  END IF;

  UPDATE audit_log SET size = log_size + accepted, month = now_month, partitioned_until = log_until;
  RETURN indexes;
END $$;
`;
