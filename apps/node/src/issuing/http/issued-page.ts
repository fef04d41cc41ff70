import { html } from '../../http/html.js';
import { publicPage } from '../../http/public-page.js';
import type { PublicDocument } from '../verify-issued.js';

/** What a person sees who scans the code of a document. */
export function issuedPage({ kind, issuer, issuedAt, sha256, status }: PublicDocument): string {
  const rows: [string, string][] = [
    ['文书 Document', `${kind.zh} ${kind.en}`],
    ['出具单位 Issued by', issuer],
    ['出具时间 Issued at', issuedAt],
    ...(status ? [['证照状态 Status', `${status.zh} ${status.en}`] as [string, string]] : []),
    ['SHA-256', sha256],
  ];
  return publicPage(
    { page: '文书验证', zh: '文书验证', en: 'Verification of a document' },
    html`<dl>
        ${rows.map(
          ([term, text]) =>
            html`<dt>${term}</dt>
              <dd>${text}</dd>`,
        )}
      </dl>
      <p>
        请将手中文件的 SHA-256 摘要与上列摘要核对。本页不显示文书内容。
        <small>Compare the SHA-256 of the file that you hold. The contents are not shown here.</small>
      </p>`,
  );
}
