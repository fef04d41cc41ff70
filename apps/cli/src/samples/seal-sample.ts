import type { RegionCode } from '#libs/codes';
import type { Licence } from '#libs/licences';
import {
  addValidationData,
  makeSeal,
  sealOfd,
  signPdf,
  type DocumentSigningKey,
  type SealContent,
  type SealKey,
} from '#libs/seals';
import {
  drawSeal,
  pageId,
  POINTS,
  sealContent,
  sealPng,
  writeOfd,
  writePdf,
  type SealDrawing,
} from '#libs/typesetting';
import {
  licencePage,
  sampleFont,
  SAMPLE_NOTES,
  type SampleLicencePage as LicencePage,
} from '../../../node/src/licences/index.js';
import { sealNumber, type Department } from '../certs/seals/department.js';
import { SAMPLE_SINCE } from '../certs/seals/sample-dates.js';
import type { SealPki } from '../certs/seals/seal-pki.js';
import type { SampleRecipe } from './recipes.js';
import { alterOfd } from './spoiled/alter-ofd.js';
import { NOTES } from './spoiled/notes.js';
import { revisePdf } from './spoiled/revise-pdf.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const CREATOR = 'Tongban';

export interface SealedSample {
  bytes: Uint8Array;
  mediaType: 'application/ofd' | 'application/pdf';
  /** Who sealed it. */
  sealer: Department;
}

/** Makes the documents of sample licences: set, sealed by the licence's issuer, and spoiled where the recipe says so. */
export class SampleSealer {
  private readonly font = sampleFont();
  private readonly pictures = new Map<string, { drawing: SealDrawing; png: Buffer }>();
  private validationData: { certificates: Uint8Array[]; crls: Uint8Array[] } | undefined;

  constructor(
    private readonly pki: SealPki,
    private readonly region: RegionCode,
    private readonly now: number,
  ) {}

  async seal(licence: Licence, recipe: SampleRecipe): Promise<SealedSample> {
    const issuer = { code: licence.issuerCode, name: licence.issuerName };
    const sealer = recipe.spoiled === 'another-sealer' ? ANOTHER_BODY : issuer;
    const set = licencePage(licence, this.font, notesOf(recipe));
    const bytes =
      recipe.format === 'ofd'
        ? await this.ofd(licence, recipe, sealer, set)
        : await this.pdf(licence, recipe, sealer, set);
    return { bytes, mediaType: `application/${recipe.format}`, sealer };
  }

  private async ofd(
    licence: Licence,
    { spoiled }: SampleRecipe,
    sealer: Department,
    set: LicencePage,
  ): Promise<Uint8Array> {
    const at = this.sealedAt(licence);
    const signer = this.pki.sealSigner(this.region, sealer);
    const listed = spoiled === 'signer-not-listed' ? this.pki.sealSigner(this.region, ANOTHER_BODY) : signer;
    const period = spoiled === 'expired-seal' ? { validUntil: at - 30 * DAY } : {};
    const { x, y, diameter } = set.stamp;
    const document = writeOfd(this.document(licence, set));
    const sealed = await sealOfd(document, {
      seal: await this.sealOf(sealer, listed, period),
      signer,
      at,
      provider: CREATOR,
      stamps: [{ pageId: pageId(0), xMm: x, yMm: y, widthMm: diameter, heightMm: diameter }],
    });
    if (spoiled !== 'altered') return sealed;
    const [from, to] = forgery(licence);
    return alterOfd(sealed, from, to);
  }

  private async pdf(
    licence: Licence,
    { spoiled }: SampleRecipe,
    sealer: Department,
    set: LicencePage,
  ): Promise<Uint8Array> {
    const at = this.sealedAt(licence);
    const signed = await signPdf(writePdf(this.document(licence, set)), {
      key: this.pdfKey(spoiled, sealer),
      at,
      stamp: this.pki.stampAt(at),
      name: sealer.name,
      reason: `${licence.name}（样例）`,
      appearance: this.appearance(sealer, set),
    });
    const lasting = await addValidationData(signed, (this.validationData ??= this.pki.validationData()));
    if (spoiled !== 'later-revision') return lasting;
    return revisePdf(lasting, overlay(set));
  }

  private pdfKey(spoiled: SampleRecipe['spoiled'], sealer: Department): DocumentSigningKey {
    if (spoiled === 'revoked-signer') return this.pki.revokedSigner(this.region, sealer);
    if (spoiled === 'unknown-root') return this.pki.untrustedSigner(sealer);
    return this.pki.pdfSigner(this.region, sealer);
  }

  private document(licence: Licence, { page }: LicencePage) {
    const createdAt = this.sealedAt(licence) - HOUR;
    return { font: this.font, pages: [page], title: `${licence.name}（样例）`, creator: CREATOR, createdAt };
  }

  private appearance(sealer: Department, { page, stamp }: LicencePage) {
    const { drawing } = this.pictureOf(sealer);
    const [left, top] = [stamp.x * POINTS, (page.height - stamp.y) * POINTS];
    const size = stamp.diameter * POINTS;
    const { diameter } = drawing;
    return {
      page: 0,
      rect: [left, top - size, left + size, top] as const,
      picture: { width: diameter, height: diameter, content: sealContent(drawing) },
    };
  }

  private sealOf(sealer: Department, signer: SealKey, changes: Partial<SealContent>): Promise<Uint8Array> {
    const { drawing, png } = this.pictureOf(sealer);
    return makeSeal(
      {
        makerId: 'TBSAMPLE',
        id: sealNumber(sealer),
        type: 1,
        name: sealer.name,
        signers: [signer.certificate],
        createdAt: SAMPLE_SINCE,
        validFrom: SAMPLE_SINCE,
        validUntil: this.pki.validUntil,
        picture: { type: 'PNG', data: png, widthMm: drawing.diameter, heightMm: drawing.diameter },
        ...changes,
      },
      this.pki.maker,
    );
  }

  private pictureOf(sealer: Department): { drawing: SealDrawing; png: Buffer } {
    const known = this.pictures.get(sealer.code);
    if (known) return known;
    const name = sealer.name.replace('（样例）', '');
    const drawing = drawSeal(this.font, { name, below: '样例', number: sealNumber(sealer) });
    const picture = { drawing, png: sealPng(drawing) };
    this.pictures.set(sealer.code, picture);
    return picture;
  }

  /** As the licence says, within the time in which the sample certificates are valid. */
  private sealedAt(licence: Licence): number {
    const said = Date.parse(licence.sealedAt ?? `${licence.issueDate}T02:00:00Z`);
    return Math.min(Math.max(said, SAMPLE_SINCE + 181 * DAY), this.now - HOUR);
  }
}

/** Issues none of the sample licences. */
export const ANOTHER_BODY: Department = { code: '11110000TB00009927', name: '样例市样例管理局（样例）' };

function notesOf({ spoiled }: SampleRecipe): string[] {
  const { invented, inventedEn } = SAMPLE_NOTES;
  return spoiled ? [invented, `${NOTES[spoiled].zh} / ${NOTES[spoiled].en}`] : [invented, inventedEn];
}

/** A line of the page and what a forger would rather read there. */
function forgery({ attributes }: Licence): [string, string] {
  const capital = `${attributes['KZ_ZCZB'] ?? ''}万元人民币`;
  // Only digits that the code of every firm has: the font inside of the document knows no others.
  return [capital, `${capital.startsWith('9') ? '1' : '9'}${capital.slice(1)}`];
}

/** A white box over the first value of the table: as anybody can draw who has a PDF editor. */
function overlay({ page }: LicencePage): string {
  const [x, y, width, height] = [74, page.height - 82, 100, 7].map((length) => Math.round(length * POINTS));
  return `q 1 1 1 rg ${x} ${y} ${width} ${height} re f Q`;
}
