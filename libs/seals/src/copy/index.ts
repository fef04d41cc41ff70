export {
  copyNoteSchema,
  noteText,
  readCopyNote,
  type CopyFinding,
  type CopyNote,
  type CopyProblem,
  type CopyReport,
} from './copy-note.js';
export { ofdFirstPage, readOfdCopy, wrapOfd, type DrawnNote, type OfdCopy } from './ofd-copy.js';
export { pdfOriginal, readPdfCopy } from './pdf-copy.js';
export { placeOnFirstPage, type NotePlace } from './pdf-place.js';
export { withCopy } from './verify-copy.js';
