/** An answer of the witness, in the words of C2SP tlog-witness. */
export interface WitnessAnswer {
  status: 200 | 400 | 403 | 404 | 409 | 422 | 429 | 503;
  contentType: string;
  body: string;
}

export const TEXT = 'text/plain; charset=utf-8';

/** One line that says why not; nothing about anybody else's log. */
export const refused = (status: Exclude<WitnessAnswer['status'], 200>, reason: string): WitnessAnswer => ({
  status,
  contentType: TEXT,
  body: `${reason}\n`,
});
