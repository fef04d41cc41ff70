import { sampleLicence, wellKnownPersonSample, wellKnownSample, type Licence } from '#libs/licences';

/** The client that stands for a hall's case system in the demo; its key is made by `up` and `init`. */
export const SAMPLE_CLIENT = 'sample-integrator';

/** A deciding department's own system, where the node has one among its clients. */
export const SAMPLE_DEPARTMENT_CLIENT = 'sample-department';

/** The system of a body that grants without an application (免申办). */
export const SAMPLE_BENEFITS_CLIENT = 'sample-benefits';

/** The matter for which the sample agreements in config/ release something. */
export const SAMPLE_MATTER = {
  itemCode: '1112000000TB02017D2000131026000',
  itemName: '食品经营许可（样例）',
} as const;

/** A complete lookup context, as a case system would fill it. */
export function sampleContext(caseNumber = 'TJ-2026-000123') {
  return {
    ...SAMPLE_MATTER,
    caseNumber,
    legalBasis: '食品经营许可和备案管理办法（市场监管总局令第78号）',
    reason: '核对申请人的营业执照',
    // People try the demo at any hour. An application made online has none, so that the rule about working hours, which
    // is on in the demo as everywhere, has nothing to say of it; with COUNTER at night or on a day off it has.
    channel: 'WEB',
    person: { id: 'clerk-0042', name: '王小明（样例）' },
  };
}

/** Three licences of Beijing that exist after the sample data are written, whatever the seed. */
export const sampleQuestions = {
  /** Released whole. */
  granted: (): Licence => wellKnownSample('110000'),
  /** Released without some fields: the firm's food business licence. */
  reduced: (): Licence => sampleLicence('110000', 0, 1),
  /** Not released for this matter: a resident identity card. */
  denied: (): Licence => wellKnownPersonSample('110000'),
} as const;
