import { Refusal } from '#libs/errors';
import { pause } from './pause.js';
import { isArray, nameOf, PdfDict, PdfRef, PdfStream, type PdfValue } from './values.js';
import type { PdfView } from './view.js';

/**
 * Part of a document from which an object is reached. An object that a later revision may change as one thing (a
 * certificate of the DSS) must not be reached as another (a page) as well.
 */
export type Zone =
  | 'catalog'
  | 'pages'
  | 'annotations'
  | 'form'
  | 'fields'
  | 'form-resources'
  | 'dss'
  | 'metadata'
  | 'signature'
  | 'rest';

const MAX_STEPS = 3_000_000;
const STEPS_A_TURN = 4000;

interface Task {
  value: PdfValue;
  zone: Zone;
  /** The value is a node of the page tree. */
  page: boolean;
}

/**
 * The zones from which each of the objects in `wanted` is reached, by one walk over the whole document. What is a page
 * is told by the page tree and not by its `/Type`, which anybody can write into anything.
 * @throws Refusal PDF_TOO_COMPLEX
 */
export async function zonesOf(view: PdfView, wanted: ReadonlySet<number>): Promise<Map<number, Set<Zone>>> {
  const zones = new Map<number, Set<Zone>>();
  const seen = new Map<Zone, Set<number>>();
  const root = view.trailer.get('Root') ?? null;
  const catalog = root instanceof PdfRef ? root.number : -1;
  const pages = pageTree(view);
  const stack: Task[] = [
    { value: root, zone: 'catalog', page: false },
    { value: view.trailer.get('Info') ?? null, zone: 'metadata', page: false },
  ];
  let steps = 0;
  for (let task = stack.pop(); task; task = stack.pop()) {
    if (++steps > MAX_STEPS) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many objects' });
    if (steps % STEPS_A_TURN === 0) await pause();
    const { value, zone, page } = task;
    if (value instanceof PdfRef) {
      const { number } = value;
      let known = seen.get(zone);
      if (!known) seen.set(zone, (known = new Set()));
      if (known.has(number)) continue;
      known.add(number);
      if (zone !== 'pages' && pages.has(number)) continue;
      if (zone !== 'catalog' && number === catalog) continue;
      if (wanted.has(number)) {
        const of = zones.get(number);
        if (of) of.add(zone);
        else zones.set(number, new Set([zone]));
      }
      stack.push({ value: attempt(view, value), zone, page: pages.has(number) });
    } else if (value instanceof PdfDict || value instanceof PdfStream) {
      const dict = value instanceof PdfStream ? value.dict : value;
      for (const [key, item] of dict.entries) {
        const next = isContainer(item) && step(zone, key, dict, page);
        if (next) stack.push({ value: item, zone: next, page: false });
      }
    } else if (isArray(value)) {
      for (const item of value) if (isContainer(item)) stack.push({ value: item, zone, page: false });
    }
  }
  return zones;
}

/** The zone into which a key leads; undefined where it is not followed. */
function step(zone: Zone, key: string, dict: PdfDict, page: boolean): Zone | undefined {
  switch (zone) {
    case 'catalog':
      return CATALOG[key] ?? 'rest';
    case 'form':
      return key === 'Fields' ? 'fields' : key === 'DR' ? 'form-resources' : 'form';
    case 'pages':
      return page && key === 'Annots' ? 'annotations' : zone;
    case 'fields':
    case 'annotations': {
      const type = dict.get('FT');
      return key === 'V' && (type === undefined || nameOf(type) === 'Sig') ? 'signature' : zone;
    }
    case 'rest':
      // Structure elements name the annotations that they describe.
      return key === 'Obj' && nameOf(dict.get('Type')) === 'OBJR' ? undefined : zone;
    default:
      return zone;
  }
}

const MAX_PAGES = 200_000;

/** Object numbers of the nodes of the page tree, in the order in which a reader shows the pages. */
export function pageTree(view: PdfView): ReadonlyMap<number, PdfDict> {
  return view.once(readPages);
}

function readPages(view: PdfView): Map<number, PdfDict> {
  const nodes = new Map<number, PdfDict>();
  const stack: PdfValue[] = [view.catalog.get('Pages') ?? null];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!(node instanceof PdfRef) || nodes.has(node.number)) continue;
    const dict = attempt(view, node);
    if (!(dict instanceof PdfDict)) continue;
    if (nodes.size >= MAX_PAGES) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many pages' });
    nodes.set(node.number, dict);
    const kids = view.resolve(dict.get('Kids'));
    if (isArray(kids)) stack.push(...[...kids].reverse());
  }
  return nodes;
}

const CATALOG: Readonly<Record<string, Zone>> = {
  Pages: 'pages',
  AcroForm: 'form',
  DSS: 'dss',
  Metadata: 'metadata',
  Perms: 'signature',
  Extensions: 'metadata',
};

function isContainer(value: PdfValue): boolean {
  return value instanceof PdfRef || value instanceof PdfDict || value instanceof PdfStream || isArray(value);
}

/** What cannot be read is nothing to a reader either. */
function attempt(view: PdfView, ref: PdfRef): PdfValue {
  try {
    return view.locate(ref.number, ref.generation).value;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code !== 'PDF_TOO_COMPLEX') return null;
    throw thrown;
  }
}
