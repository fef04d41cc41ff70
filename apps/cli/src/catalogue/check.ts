import { ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { catalogueOf, table } from './read.js';

export function checkCommand({ files }: { files?: string[] }, io: Io): void {
  const { catalogue, problems } = catalogueOf(files);
  const counts = {
    datasets: catalogue.datasets.length,
    provisions: catalogue.provisions.length,
    equivalences: catalogue.equivalences.length,
    requirements: catalogue.requirements.length,
    verticalSystems: catalogue.verticalSystems.length,
  };
  io.out({ edition: catalogue.edition, counts, problems }, () =>
    problems.length === 0
      ? io.say({
          zh: `目录 ${catalogue.edition} 有效：数据集 ${String(counts.datasets)}、提供 ${String(counts.provisions)}、等效 ${String(counts.equivalences)}、证明要求 ${String(counts.requirements)}、垂直系统 ${String(counts.verticalSystems)}`,
          en: `catalogue ${catalogue.edition} is valid: ${String(counts.datasets)} datasets, ${String(counts.provisions)} provisions, ${String(counts.equivalences)} equivalences, ${String(counts.requirements)} requirements, ${String(counts.verticalSystems)} vertical systems`,
        })
      : table(problems.map(({ code, place, detail }) => [code, place, detail])),
  );
  if (problems.length > 0) process.exitCode = ExitCode.configuration;
}
