import { html } from '../../http/html.js';
import { publicPage } from '../../http/public-page.js';
import type { PublicEdition } from '../check-store.js';

const CHINA_MS = 8 * 3_600_000;
const inChina = (at: number): string => new Date(at + CHINA_MS).toISOString().slice(0, 16).replace('T', ' ');

/** What a person sees who scans the code of a report. */
export function verificationPage(editions: readonly PublicEdition[], issuer: { name: string }): string {
  const newest = editions.at(-1);
  const count = String(editions.length);
  const shown = editions.toReversed().map(
    (one) =>
      html`<section ${one === newest ? undefined : html`class="old"`}>
        <h2>第${String(one.edition)}版${one === newest ? '（最新版次）' : '（已被替代）'}</h2>
        <dl>
          <dt>出具时间 Issued</dt>
          <dd>${inChina(one.madeAt)}（北京时间）</dd>
          <dt>PDF SHA-256</dt>
          <dd><code>${hexOf(one.pdf)}</code></dd>
          <dt>JSON SHA-256</dt>
          <dd><code>${hexOf(one.json)}</code></dd>
        </dl>
      </section>`,
  );
  return publicPage(
    { page: '核查报告验证', zh: '核查报告验证', en: 'Verification of a report' },
    html`<p class="genuine">
        该报告由${issuer.name}出具，编号 ${newest?.number ?? ''}，共${count}版。
        <small>This report was issued by the body named above. It has ${count} edition(s).</small>
      </p>
      <p>
        请将手中文件的 SHA-256 摘要与下列摘要核对，并以最新版次为准。本页不显示报告内容。
        <small
          >Compare the SHA-256 of the file that you hold. The newest edition counts. The contents are not
          shown here.</small
        >
      </p>
      ${shown}`,
  );
}

/** As the usual tools print it: `sha256sum`. */
export const hexOf = (digest: string): string => Buffer.from(digest, 'base64url').toString('hex');
