import { randomBytes } from 'node:crypto';
import { canonicalBytes } from '#libs/audit-log';
import type { RegionCode } from '#libs/codes';
import { assertAllowed, DUTIES } from '../../callers/index.js';
import { holdersOfType } from '../../licences/index.js';
import type { AuditJournal } from '../../lookup/audit-journal.js';
import { Ledger } from '../../lookup/ledger.js';
import { LookupDecisions, type DecidingDeps } from '../../lookup/lookup-decisions.js';
import { partnerOf } from '../../lookup/lookup-scope.js';
import { peerDocuments } from '../../lookup/peer-documents.js';
import type { LookupContext } from '#libs/exchange';
import { callerOf, type EligibilityRun } from '../run.js';
import type { HoldersOf } from './collect-holders.js';

export interface HoldersOfLicencesDeps extends DecidingDeps {
  region: RegionCode;
  pool: Parameters<typeof holdersOfType>[0];
  journal: Pick<AuditJournal, 'home'>;
  assertRunning: () => void;
  contextOf: (run: EligibilityRun) => LookupContext;
}

const FIELDS = ['holderCode', 'holderName'];
const PATIENCE_MS = 30_000;

/** Who holds a licence of a type is told as a lookup by holder is: `holderCode` must be agreed, `holderName` may be. */
export function holdersOfLicences(deps: HoldersOfLicencesDeps): HoldersOf {
  return async (run, licenceType, after, limit) => {
    const caller = callerOf(run.settings.by);
    assertAllowed(caller, DUTIES.lookup);
    deps.assertRunning();
    const startedAt = deps.clock();
    const context = deps.contextOf(run);
    const document = peerDocuments.byHolder.id;
    const decisions = await LookupDecisions.of(
      'byHolder',
      {
        partner: partnerOf(caller),
        context,
        deadline: startedAt + PATIENCE_MS,
        request: `eligibility:${run.id}`,
        operationDocument: document,
      },
      deps,
    );
    const { released, byAuthorisation, code, rule } = await decisions.on(licenceType, FIELDS);
    const allowed = released.includes('holderCode') && !byAuthorisation;
    const refused = byAuthorisation ? 'HOLDER_AUTHORISATION_REQUIRED' : (code ?? 'FIELD_NOT_AGREED');
    const holders = allowed ? await holdersOfType(deps.pool, licenceType, after, limit) : [];
    const told = holders.map(({ type, code: one, name }) => ({
      type,
      code: one,
      ...(released.includes('holderName') ? { name } : {}),
    }));
    const ledger = new Ledger();
    ledger.within(context);
    ledger.record({
      operation: 'byHolder',
      region: deps.region,
      licenceType,
      identifiers: [],
      fieldsAsked: FIELDS,
      fieldsReleased: allowed && told.length > 0 ? released : [],
      outcome: !allowed
        ? 'denied'
        : told.length === 0
          ? 'not-found'
          : released.length < FIELDS.length
            ? 'reduced'
            : 'granted',
      ...(rule === undefined ? {} : { rule }),
      ...(allowed ? {} : { code: refused }),
    });
    const jti = randomBytes(16).toString('base64url');
    await deps.journal.home({
      caller,
      ledger,
      operation: { document, name: 'CollectCandidates' },
      request: canonicalBytes({ jti, region: deps.region, licenceType, after: after ?? null }),
      jti,
      status: 200,
      body: Buffer.from(JSON.stringify({ jti, told })),
      startedAt,
    });
    return allowed ? { outcome: 'told', holders: told } : { outcome: 'refused', code: refused };
  };
}
