import { sha256, type Draft } from './forge.js';

/** What can be wrong about a request, as small changes of an honest draft. */
export type Change = (draft: Draft) => void;

export const all =
  (...changes: Change[]): Change =>
  (draft) => {
    for (const change of changes) change(draft);
  };

/** Members of the protected header; undefined removes one. */
export const header =
  (members: Record<string, unknown>): Change =>
  (draft) =>
    void Object.assign(draft.header, members);

/** Claims, given or made from the honest ones; undefined removes one. */
export const claims =
  (
    members: Record<string, unknown> | ((honest: Record<string, unknown>) => Record<string, unknown>),
  ): Change =>
  (draft) =>
    void Object.assign(draft.claims, typeof members === 'function' ? members(draft.claims) : members);

export const context =
  (members: Record<string, unknown>): Change =>
  (draft) =>
    void Object.assign(draft.claims['context'] as object, members);

/** The JSON text of the header, edited as text. */
export const headerText =
  (edit: (text: string) => string | Buffer): Change =>
  (draft) =>
    void (draft.headerText = edit(JSON.stringify(draft.header)));

/** The JSON text of the claims, edited as text. */
export const claimsText =
  (edit: (text: string) => string | Buffer): Change =>
  (draft) => {
    draft.claims['body_sha256'] = sha256(draft.body);
    draft.claimsText = edit(JSON.stringify(draft.claims));
  };

/** The body, honestly signed as it then is. */
export const body =
  (edit: (honest: Buffer) => string | Buffer): Change =>
  (draft) =>
    void (draft.body = Buffer.from(edit(draft.body)));

/** HTTP fields; undefined leaves one out. */
export const fields =
  (members: Draft['fields']): Change =>
  (draft) =>
    void Object.assign(draft.fields, members);

/** The signature's bytes, made from the honest ones. */
export const signature =
  (make: (honest: Buffer, input: Buffer) => Uint8Array): Change =>
  (draft) => {
    const due = draft.sign;
    draft.sign = (input) => make(Buffer.from(due(input)), input);
  };

/** The token's text, made from the honest one; two of them are two fields. */
export const token =
  (make: (due: string) => string | string[] | undefined): Change =>
  (draft) =>
    void (draft.token = make);

/** The three parts of the honest token. */
export const parts = (due: string): { protected: string; payload: string; signature: string } => {
  const [head = '', payload = '', signed = ''] = due.split('.');
  return { protected: head, payload, signature: signed };
};

export interface Question {
  documentId: string;
  variables: object;
}

/** The question that the body asks. */
export const question = (edit: (honest: Question) => unknown): Change =>
  body((honest) => JSON.stringify(edit(JSON.parse(honest.toString()) as Question)));
