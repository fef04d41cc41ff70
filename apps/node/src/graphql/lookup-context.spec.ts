import { Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import type { Caller } from '../callers/index.js';
import { Ledger } from '../lookup/ledger.js';
import { contextOf } from './lookup-context.js';
import type { OperationContext } from './operation-context.js';
import { Channel } from './types/enums.js';
import type { LookupContextInput } from './types/inputs.js';

const organisation = { code: '11120000TB9000024Y', name: '样例机构' };
const system: Caller = { kind: 'client', role: 'integrator', id: 'hall', organisation, scopes: [] };
const clerk: Caller = { ...system, role: 'windowClerk', person: { id: 'w-1', name: '样例窗口' } };
const peer: Caller = { kind: 'peer', role: 'peer', entityId: 'https://beijing.example' };
const given: LookupContextInput = {
  itemCode: '11120000TB9000024Y2000131001000',
  itemName: '企业变更（样例）',
  caseNumber: 'TJ-1',
  legalBasis: '样例',
  reason: '样例',
  channel: Channel.COUNTER,
};
const acting = { id: 'p-1', name: '样例经办' };
const signed: LookupContext = {
  purpose: { itemCode: given.itemCode, itemName: given.itemName },
  caseNumber: 'BJ-1',
  legalBasis: '样例',
  reason: '样例',
  organisation,
  person: acting,
  channel: 'counter',
};

const operationOf = (caller: Caller, signedContext?: LookupContext): OperationContext =>
  ({ caller, ledger: new Ledger(), ...(signedContext ? { signedContext } : {}) }) as OperationContext;
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('the context of a lookup', () => {
  it.each<[string, Caller, LookupContextInput | null | undefined, LookupContext | undefined, string]>([
    ['a system without any', system, undefined, undefined, 'CONTEXT_REQUIRED'],
    ['a system that names nobody', system, given, undefined, 'PERSON_REQUIRED'],
    ['a person who names another', clerk, { ...given, person: acting }, undefined, 'PERSON_NOT_ACCEPTED'],
    [
      'a person who names oneself',
      clerk,
      { ...given, person: { id: 'w-1', name: '样例窗口' } },
      undefined,
      'PERSON_NOT_ACCEPTED',
    ],
    ['a peer that writes one beside its token', peer, given, signed, 'CONTEXT_NOT_ACCEPTED'],
    ['a peer whose token has none', peer, null, undefined, 'CONTEXT_REQUIRED'],
    ['an empty reason', clerk, { ...given, reason: '' }, undefined, 'CONTEXT_INVALID'],
  ])('%s is refused', (_name, caller, input, token, code) => {
    expect(codeOf(() => contextOf(operationOf(caller, token), input))).toBe(code);
  });

  it('takes organisation and person from the access token, never from the argument', () => {
    expect(contextOf(operationOf(clerk), given)).toMatchObject({
      organisation,
      person: { id: 'w-1', name: '样例窗口', role: 'windowClerk' },
    });
    expect(contextOf(operationOf(system), { ...given, person: acting })).toMatchObject({
      organisation,
      person: acting,
    });
  });

  it('of a peer is what it signed', () => {
    expect(contextOf(operationOf(peer, signed), undefined)).toEqual(signed);
  });

  it('is one for an operation: equal ones pass, others do not', () => {
    const operation = operationOf(clerk);
    contextOf(operation, given);
    expect(codeOf(() => contextOf(operation, { ...given }))).toBe('accepted');
    expect(codeOf(() => contextOf(operation, { ...given, caseNumber: 'TJ-2' }))).toBe('CONTEXT_DIFFERS');
  });

  it('tells which member is wrong and not what stood there', () => {
    try {
      contextOf(operationOf(clerk), { ...given, caseNumber: 'x'.repeat(10_000) });
      throw new Error('was accepted');
    } catch (error) {
      expect((error as Refusal).hint).toBe('caseNumber');
    }
  });
});
