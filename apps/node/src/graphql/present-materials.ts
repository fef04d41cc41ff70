import type {
  AskedMaterial,
  CaseFile,
  CaseMaterials,
  FetchProgress,
  MaterialRecord,
  Sheet,
} from '../materials/index.js';
import { verdict } from './present.js';
import type { Region } from './types/enums.js';
import type {
  MaterialFetchState,
  MaterialOrigin,
  MaterialTrust,
  MaterialVerdict,
} from './types/materials-enums.js';
import type {
  AskedMaterialType,
  CaseMaterialsType,
  CaseMaterialType,
  MaterialFetchType,
  MaterialSheetType,
} from './types/materials.type.js';

const instant = (at: number): string => new Date(at).toISOString();

export function toCaseMaterials({ id, asked, files, missing }: CaseMaterials): CaseMaterialsType {
  return {
    id,
    asked: asked.map((one) => toAsked(one, files)),
    missing: [...missing],
    files: files.filter(({ erasedAt }) => erasedAt === undefined).length,
  };
}

function toAsked(one: AskedMaterial, files: readonly CaseFile[]): AskedMaterialType {
  const { material, required, givenBySharing, satisfied, held, fetches } = one;
  return {
    material: material.id,
    name: { ...material.name },
    required,
    trust: material.trust as MaterialTrust,
    givenBySharing,
    satisfied,
    held: held.map((record) => toCaseMaterial(record, files)),
    fetches: fetches.map(toFetch),
  };
}

export function toCaseMaterial(
  record: MaterialRecord,
  files: readonly CaseFile[],
  sheet?: Sheet,
): CaseMaterialType {
  const file = files.find(({ digest }) => digest === record.digest);
  return {
    id: record.recordId,
    material: record.id,
    digest: record.digest,
    origin: record.origin as MaterialOrigin,
    trust: record.trust as MaterialTrust,
    verdict: record.verdict as MaterialVerdict,
    receipt: record.receipt ?? null,
    fromCase: record.fromCase ?? null,
    validUntil: record.validUntil ?? null,
    madeAt: instant(record.madeAt),
    document: verdict(file?.verdict),
    erased: file?.erasedAt !== undefined,
    sheet: sheet ? toSheet(sheet) : null,
  };
}

export const toFetch = ({
  material,
  region,
  state,
  code,
  begunAt,
  endedAt,
}: FetchProgress): MaterialFetchType => ({
  material,
  region: region as Region,
  state: state as MaterialFetchState,
  code: code ?? null,
  begunAt: instant(begunAt),
  endedAt: endedAt === undefined ? null : instant(endedAt),
});

function toSheet({ region, at, licence, withheld, noDocument, acceptedFor }: Sheet): MaterialSheetType {
  return {
    region: region as Region,
    at,
    identifier: licence?.identifier ?? null,
    fields: Object.entries(licence?.fields ?? {}).map(([name, value]) => ({ name, value })),
    attributes: (licence?.attributes ?? []).map((one) => ({ ...one })),
    withheld: [...withheld],
    noDocument: noDocument ?? null,
    acceptedFor: acceptedFor ?? null,
  };
}
