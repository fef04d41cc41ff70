import { evidenceFor, keyOf } from '#libs/catalogue';
import { itemCode } from '#libs/codes';
import type { Io } from '../io.js';
import { REGION_CODES, type RegionName } from '../licences/region-database.js';
import { catalogueOf, dayOf, nameOfThing } from './read.js';

export interface EvidenceOptions {
  region: RegionName;
  files?: string[];
  on?: string;
}

const PREFER = {
  verify: { zh: '核验', en: 'verify' },
  data: { zh: '数据', en: 'data' },
  document: { zh: '文件', en: 'file' },
} as const;

/** @throws Refusal ITEM_CODE_* */
export function evidenceCommand(item: string, options: EvidenceOptions, io: Io): void {
  itemCode.parse(item);
  const { catalogue } = catalogueOf(options.files);
  const day = dayOf(options.on);
  const answers = evidenceFor(catalogue, { itemCode: item, jurisdiction: REGION_CODES[options.region], day });
  io.out({ itemCode: item, region: options.region, day, requirements: answers }, () =>
    answers.length === 0
      ? io.say({ zh: '目录中没有该事项的证明要求', en: 'the catalogue knows no requirement of this matter' })
      : answers
          .flatMap(({ requirement, alternatives }) => [
            `${io.say(requirement.name)}${requirement.assumed ? io.say({ zh: '（推定）', en: ' (assumed)' }) : ''}  ${requirement.legalBasis}`,
            ...alternatives.flatMap(({ evidence, available, conditional }) =>
              evidence.map(({ evidence: each, sources }) => {
                const name = io.say(nameOfThing(keyOf(each), catalogue.datasets));
                const mark = !available ? '✗' : conditional ? '?' : '✓';
                const from = sources.map(
                  ({ provision, by }) =>
                    provision.provider.name +
                    (by ? io.say({ zh: `（等效 ${by.id}）`, en: ` (by ${by.id})` }) : ''),
                );
                const none = io.say({
                  zh: '无提供方，需申请人提交',
                  en: 'nobody provides it: ask the applicant',
                });
                return `  ${mark} ${name}  ${io.say(PREFER[each.prefer])}  ${from.length > 0 ? from.join(', ') : none}`;
              }),
            ),
          ])
          .join('\n'),
  );
}
