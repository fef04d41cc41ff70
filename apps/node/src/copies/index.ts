export { copiesConfig, type CopiesConfig } from './copies.config.js';
export {
  MakeCopy,
  type CopyMakers,
  type Handout,
  type MakeCopyDeps,
  type StoredCopySource,
} from './make-copy.js';
