import { Timeline } from 'antd';
import type { ReactNode } from 'react';
import type { CaseDetailsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { StateTag } from './StateTag.js';

/** Steps that took effect: which region, in which role, by which body, when; the newest first. */
export function CaseHistory({ shown }: { shown: CaseDetailsResult }): ReactNode {
  const { name, instant, either } = useWords();
  return (
    <Timeline
      items={shown.history.toReversed().map(({ id, kind, region, role, organisation, body, at, to }) => ({
        key: id,
        color: region === shown.decision ? 'green' : 'blue',
        content: (
          <div>
            <strong>{name('caseStep', kind)}</strong> {to ? <StateTag state={to} /> : null}
            <div>
              {name('caseRegion', region)} · {name('caseRole', role)}
              {role === 'APPLICANT' || role === 'DELEGATE' ? null : (
                <span>
                  {body ? ` · ${either(body)}` : ''} <span className="mono code">{organisation}</span>
                </span>
              )}
            </div>
            <div className="quiet numbers">{instant(at)}</div>
          </div>
        ),
      }))}
    />
  );
}
