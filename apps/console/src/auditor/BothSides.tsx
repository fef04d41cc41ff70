import type { ReactNode } from 'react';
import type { EvidenceBundle } from '#libs/evidence';
import { useWords } from '../i18n/index.js';
import { compare, sidesOf, type Fact } from './both-sides.js';
import './auditor.css';

const VALUES: Partial<Record<Fact['name'], string>> = { kind: 'kind', outcome: 'outcome' };
const upper = (value: string): string => value.replaceAll('-', '_').toUpperCase();

/** Both logs' entries of one lookup beside each other; where they must say the same and do not, the line is marked. */
export function BothSides({ bundle }: { bundle: EvidenceBundle }): ReactNode {
  const { t, name, instant } = useWords();
  const sides = sidesOf(bundle);
  const shown = (fact: Fact['name'], value: string | undefined): string => {
    if (value === undefined) return '—';
    const group = VALUES[fact];
    if (group !== undefined) return name(group, upper(value));
    if (fact === 'at') return instant(value);
    if (fact === 'asked' || fact === 'released')
      return value
        .split(', ')
        .map((field) => name('field', field))
        .join(t('mark.comma'));
    return value;
  };
  return (
    <>
      <table className="sides">
        <caption className="skip">{t('sides.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('sides.title')}</th>
            {sides.map(({ role, node }) => (
              <th key={role} scope="col">
                {t(`sides.${role}`)}
                <div className="quiet mono">{node.replace('https://', '')}</div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {compare(sides).map((fact) => (
            <tr key={fact.name} className={fact.differs ? 'differs' : undefined}>
              <th scope="row">
                {t(`sides.${fact.name}`)}
                {fact.differs ? ` · ${t('sides.differs')}` : ''}
              </th>
              {fact.values.map((value, at) => (
                <td key={sides[at]?.role}>{shown(fact.name, value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {(bundle.missing ?? []).map(({ role, code }) => (
        <div key={role} className="quiet">
          {t('sides.missing', { side: t(`sides.${role}`), code })}
        </div>
      ))}
    </>
  );
}
