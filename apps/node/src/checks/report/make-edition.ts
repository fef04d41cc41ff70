import { createHash } from 'node:crypto';
import type { KeptCheck, MadeEdition } from '../check-store.js';
import type { ReportDrawing } from '../ports.js';
import { checkReport, type ReportIssuer } from './check-report.js';
import { reportModel } from './report-model.js';

export interface MakeEditionDeps {
  drawing: ReportDrawing;
  issuer: ReportIssuer;
  clock: () => number;
}

const digestOf = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url');

/** Makes the next edition of a check's report: its JSON, and the sealed PDF that names the JSON by its digest. */
export class MakeEdition {
  constructor(private readonly deps: MakeEditionDeps) {}

  /** @throws Refusal of the drawing and the seal; then there is no edition */
  async make(check: KeptCheck, joined: readonly string[]): Promise<MadeEdition> {
    const { drawing, issuer, clock } = this.deps;
    const edition = { number: check.editions.length + 1, madeAt: clock(), joined };
    const jsonText = JSON.stringify(checkReport(check, edition, issuer));
    const json = digestOf(jsonText);
    const pdfBytes = await drawing.draw(reportModel(check, { ...edition, json }, issuer));
    return { ...edition, json, jsonText, pdf: digestOf(pdfBytes), pdfBytes };
  }
}
