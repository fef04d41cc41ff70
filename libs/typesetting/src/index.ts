export { drawQr } from './code/qr.js';
export { circle, rectangle, transform, type Matrix, type Path, type Segment } from './draw/path.js';
export { Font } from './font/font.js';
export { subsetFont, type FontSubset } from './font/subset.js';
export { drawNote, noteContent, noteObjects, type NoteDrawing, type NoteText } from './note/draw-note.js';
export { at, centred, endingAt, filled, frame, INK, line, sampleWatermark, type TextStyle } from './marks.js';
export { pageId, writeOfd } from './ofd/write-ofd.js';
export {
  widthOf,
  wrap,
  type Colour,
  type Mark,
  type Page,
  type ShapeMark,
  type TextMark,
  type TypesetDocument,
} from './page.js';
export { POINTS } from './pdf/content.js';
export { writePdf } from './pdf/write-pdf.js';
export {
  drawSeal,
  SEAL_DIAMETER,
  SEAL_RED,
  sealContent,
  sealPng,
  type SealDrawing,
  type SealText,
} from './seal/draw-seal.js';
