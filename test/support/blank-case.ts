import { foldEvents, type CaseView } from '#libs/handling';
import { CASE_ID, receiving, terms } from './case-desk.js';

/** A case of the desk in Tianjin for Beijing as it was just received, to be changed by a test. */
export function blankCase(): CaseView {
  const { materials: _materials, terms: _terms, delegate: _delegate, ...opening } = receiving();
  return {
    ...foldEvents(CASE_ID, []),
    state: 'received',
    parties: { receipt: '120000', decision: '110000', supporting: [] },
    opening,
    terms: terms(),
  };
}
