import { sharingGaps, type ListedEntry, type SharingGapKind } from '#libs/catalogue';
import { checkConfig, formatProblems } from '../../../node/src/config/index.js';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { catalogueOf, dayOf, nameOfThing, table } from './read.js';

export interface GapsOptions {
  files?: string[];
  on?: string;
}

const KINDS: Record<SharingGapKind, { zh: string; en: string }> = {
  'promised-not-provided': { zh: '承诺未提供', en: 'promised, not provided' },
  'agreed-not-listed': { zh: '协议未入清单', en: 'agreed, not listed' },
  'agreed-not-shared': { zh: '协议涉及不予共享', en: 'agreed, not shared' },
  'provided-not-listed': { zh: '提供未入清单', en: 'provided, not listed' },
  'required-not-provided': { zh: '需要而无提供', en: 'required, not provided' },
};

/** Ends with 1 where there is a gap, so that a region's own checks can stop at it. */
export function gapsCommand(file: string, options: GapsOptions, io: Io): void {
  const check = checkConfig(file, { TONGBAN_DATA_DIR: process.env.TONGBAN_DATA_DIR ?? '/data-dir' });
  if (!check.ok) throw new CliFailure(ExitCode.configuration, formatProblems(check.file, check.problems));
  const { node, sharing } = check.loaded.config;
  const { catalogue } = catalogueOf(options.files);
  const day = dayOf(options.on);
  const list = (sharing as { responsibilityList?: readonly ListedEntry[] }).responsibilityList ?? [];
  const gaps = sharingGaps(catalogue, {
    jurisdiction: node.region,
    list,
    agreements: sharing.agreements,
    day,
  });
  io.out({ region: node.region, day, edition: catalogue.edition, gaps }, () =>
    gaps.length === 0
      ? io.say({ zh: '没有缺口', en: 'no gap' })
      : table([
          [
            io.say({ zh: '类型', en: 'kind' }),
            io.say({ zh: '内容', en: 'what' }),
            io.say({ zh: '条目', en: 'by' }),
          ],
          ...gaps.map(({ kind, thing, by }) => [
            io.say(KINDS[kind]),
            io.say(nameOfThing(thing, catalogue.datasets)),
            by.join(', '),
          ]),
        ]),
  );
  if (gaps.length > 0) process.exitCode = ExitCode.refused;
}
