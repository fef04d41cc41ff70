import { deflateSync } from 'node:zlib';
import type { Increment } from './increment.js';
import { PdfName, PdfStream, type PdfDict, type PdfRef, type PdfValue } from './values.js';
import { dict, latin1 } from './write.js';

/** A picture of a seal, drawn where the signature stands. */
export interface SealAppearance {
  /** Counted from 0. */
  page: number;
  /** Left, bottom, right, top in points from the lower left corner of the page. */
  rect: readonly [number, number, number, number];
  picture: SealRaster | SealShapes;
  /** By which the page is turned when it is shown, clockwise in degrees: the picture is turned back. */
  turned?: 90 | 180 | 270;
}

/** Shapes: sharp at every size, and small. */
export interface SealShapes {
  /** Of the box in which they stand; its lower left corner is 0, 0. */
  width: number;
  height: number;
  /** Operators of a content stream (ISO 32000-2 §8) that name no resources. */
  content: string;
}

/** Eight bits a sample, rows from the top. */
export interface SealRaster {
  width: number;
  height: number;
  /** `3 * width * height` octets. */
  rgb: Uint8Array;
  /** `width * height` octets, 255 for what covers: what a seal is stamped on stays readable. */
  alpha?: Uint8Array;
}

/** Adds the form XObject that draws the picture over the whole of its rectangle. */
export function drawPicture(increment: Increment, { rect, picture, turned }: SealAppearance): PdfRef {
  const [left, bottom, right, top] = rect;
  const upright = [right - left, top - bottom] as const;
  const [height, width] = turned === 90 || turned === 270 ? upright : ([upright[1], upright[0]] as const);
  const matrix = turned === undefined ? {} : { Matrix: [...TURNS[turned]] };
  if ('content' in picture) {
    const scale = `${width / picture.width} 0 0 ${height / picture.height} 0 0 cm`;
    const content = deflateSync(latin1(`q ${scale}\n${picture.content}\nQ`));
    return increment.add(
      new PdfStream(form(width, height, { ...matrix, Filter: new PdfName('FlateDecode') }), content),
    );
  }
  const mask = picture.alpha && increment.add(image(picture, picture.alpha, 'DeviceGray'));
  const drawn = increment.add(image(picture, picture.rgb, 'DeviceRGB', mask));
  const resources = dict({ XObject: dict({ Seal: drawn }) });
  const content = latin1(`q ${width} 0 0 ${height} 0 0 cm /Seal Do Q`);
  return increment.add(new PdfStream(form(width, height, { ...matrix, Resources: resources }), content));
}

/** Matrices that turn counter-clockwise; readers then fit the box to the rectangle (ISO 32000-2 §12.5.5). */
const TURNS = { 90: [0, 1, -1, 0, 0, 0], 180: [-1, 0, 0, -1, 0, 0], 270: [0, -1, 1, 0, 0, 0] } as const;

function form(width: number, height: number, more: Record<string, PdfValue>): PdfDict {
  return dict({
    Type: new PdfName('XObject'),
    Subtype: new PdfName('Form'),
    BBox: [0, 0, width, height],
    ...more,
  });
}

function image({ width, height }: SealRaster, samples: Uint8Array, space: string, mask?: PdfRef): PdfStream {
  const entries: Record<string, PdfValue> = {
    Type: new PdfName('XObject'),
    Subtype: new PdfName('Image'),
    Width: width,
    Height: height,
    ColorSpace: new PdfName(space),
    BitsPerComponent: 8,
    Filter: new PdfName('FlateDecode'),
  };
  if (mask) entries['SMask'] = mask;
  return new PdfStream(dict(entries), deflateSync(samples));
}
