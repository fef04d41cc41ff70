import { Refusal } from '#libs/errors';
import { sameValue } from './equal.js';
import { pause } from './pause.js';
import { dictOf, nameOf, type PdfValue } from './values.js';
import type { PdfView } from './view.js';
import type { XrefEntry } from './xref.js';

/** Objects that are not after a revision what they were before it. */
export interface Changes {
  /** There before and different or gone afterwards. */
  changed: Set<number>;
  added: Set<number>;
  /** Why an object could not be compared. */
  unreadable: string[];
}

const ENTRIES_A_TURN = 500;
/** Most objects that are compared; a document of 10,000 pages has some 100,000. */
const MAX_OBJECTS = 1_000_000;

/** Compares by object number; what was written anew with the same content is no change. */
export async function changesBetween(before: PdfView, after: PdfView): Promise<Changes> {
  const changes: Changes = { changed: new Set(), added: new Set(), unreadable: [] };
  let steps = 0;
  const broken = await unreadableIn(before);
  for (const number of new Set([...candidates(before, after), ...broken])) {
    if (++steps % ENTRIES_A_TURN === 0) await pause();
    const was = before.entry(number);
    const is = after.entry(number);
    if (broken.has(number)) {
      if (exists(is) && reads(after, number)) {
        changes.unreadable.push(`object ${number} is there only by what was added`);
      }
      continue;
    }
    if (sameEntry(was, is) && !inChangedContainer(is, before, after)) continue;
    try {
      const old = exists(was) ? before.locate(number).value : null;
      const now = exists(is) ? after.locate(number).value : null;
      if (sameValue(old, now)) continue;
      if (old === null) {
        if (!isPlumbing(now)) changes.added.add(number);
      } else changes.changed.add(number);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code === 'PDF_TOO_COMPLEX') throw thrown;
      changes.unreadable.push(`object ${number}: ${thrown.message}`);
    }
  }
  return changes;
}

/**
 * Objects that cannot be read from the signed bytes: one that lies beyond their end, or a stream that would run past it.
 * Whoever appends the missing bytes brings them to life without touching any cross-reference.
 */
async function unreadableIn(view: PdfView): Promise<Set<number>> {
  const broken = new Set<number>();
  let steps = 0;
  for (const [number, entry] of view.objects) {
    if (++steps > MAX_OBJECTS) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many objects' });
    if (steps % ENTRIES_A_TURN === 0) await pause();
    if (exists(entry) && !reads(view, number)) broken.add(number);
  }
  return broken;
}

function reads(view: PdfView, number: number): boolean {
  try {
    view.locate(number);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code === 'PDF_TOO_COMPLEX') throw thrown;
    return false;
  }
}

/** Numbers that can have changed: where the later file builds on the earlier one, those of its own sections. */
function candidates(before: PdfView, after: PdfView): Iterable<number> {
  const first = before.sections[0]?.offset;
  const common = after.sections.findIndex(({ offset }) => offset === first);
  const newer = common < 0 ? after.sections : after.sections.slice(0, common);
  const numbers = new Set(newer.flatMap(({ entries }) => [...entries.keys()]));
  if (common < 0) for (const number of before.objects.keys()) numbers.add(number);
  else {
    // An object stream that was replaced takes everything in it along.
    const replaced = new Set(numbers);
    for (const [number, entry] of before.objects) {
      if (entry.kind === 'in' && replaced.has(entry.container)) numbers.add(number);
    }
  }
  return numbers;
}

function inChangedContainer(entry: XrefEntry | undefined, before: PdfView, after: PdfView): boolean {
  if (entry?.kind !== 'in') return false;
  return !sameEntry(before.entry(entry.container), after.entry(entry.container));
}

function exists(entry: XrefEntry | undefined): boolean {
  return entry !== undefined && entry.kind !== 'free';
}

function sameEntry(a: XrefEntry | undefined, b: XrefEntry | undefined): boolean {
  if (!exists(a) || !exists(b)) return exists(a) === exists(b);
  if (a?.kind === 'at' && b?.kind === 'at') return a.offset === b.offset && a.generation === b.generation;
  if (a?.kind === 'in' && b?.kind === 'in') return a.container === b.container && a.index === b.index;
  return false;
}

/** Cross-reference and object streams carry other objects and are none themselves. */
function isPlumbing(value: PdfValue): boolean {
  const type = nameOf(dictOf(value)?.get('Type'));
  return type === 'XRef' || type === 'ObjStm';
}
