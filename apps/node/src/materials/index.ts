export { fileTypeOf, type FilePurpose, type FileType } from './file-types.js';
export type { FetchProgress, FetchState } from './fetch-store.js';
export type { FetchInput } from './fetch-material.js';
export type { CaseFile, MaterialRecord } from './material.js';
export { materialsConfig, type MaterialsConfig } from './materials.config.js';
export {
  openMaterials,
  type CasesOfMaterials,
  type Materials,
  type MaterialsRoom,
} from './open-materials.js';
export type { CaseFacts, CaseStanding, KeepFiles, MadeFile } from './ports.js';
export type { AskedMaterial, CaseMaterials } from './read-materials.js';
export type { ReuseInput } from './reuse-material.js';
export type { Sheet } from './sheet.js';
