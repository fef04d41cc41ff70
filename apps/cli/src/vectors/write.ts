import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { answerRejectionsFile } from './answer-rejections.js';
import { answersFile } from './answers.js';
import { messagesFile } from './messages.js';
import { keysFile } from './nodes.js';
import { requestRejectionsFile } from './request-rejections.js';
import { requestsFile } from './requests.js';
import { sealedAnswerFile } from './sealed.js';
import { sm2File } from './sm2.js';

/**
 * `npm run vectors` writes the test vectors of the exchange profile, byte for byte the same each time;
 * `npm run vectors -- --check` only says whether the ones in the repository are those.
 */
const folder = resolve('libs/exchange/vectors');
const check = process.argv.includes('--check');

const files: Record<string, object> = {
  'keys.json': keysFile(),
  'requests.json': requestsFile(),
  'request-rejections.json': requestRejectionsFile(),
  'answers.json': answersFile(),
  'answer-rejections.json': answerRejectionsFile(),
  'sealed-answer.json': await sealedAnswerFile(),
  'sm2.json': sm2File(),
  'messages.json': messagesFile(),
};

const stale: string[] = [];
await mkdir(folder, { recursive: true });
for (const [name, content] of Object.entries(files)) {
  const path = join(folder, name);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (!check) await writeFile(path, text);
  else if ((await readFile(path, 'utf8').catch(() => '')) !== text) stale.push(name);
}
if (stale.length > 0) {
  console.error(`Stale test vectors: ${stale.join(', ')}. Run \`npm run vectors\`.`);
  process.exitCode = 1;
} else {
  console.log(
    check ? 'The test vectors are fresh.' : `Wrote ${Object.keys(files).length} files to ${folder}.`,
  );
}
