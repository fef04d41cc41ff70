import type { Page } from 'playwright-core';

/** What a look at a page would show that it has to be mended; each check says it in a line. */
export async function faultsOf(page: Page, language: string, isDrawn: Set<string>): Promise<string[]> {
  const { wide, raw, foreign } = await page.evaluate<{ wide: string[]; raw: string[]; foreign: string[] }>(
    `(${LOOK.toString()})(${JSON.stringify(language)})`,
  );
  return [
    ...wide,
    ...raw.map((text) => `raw value: ${text}`),
    ...foreign.map((text) => `not in English: ${text}`),
    ...(await tofu(page, isDrawn)),
  ];
}

/** Whether what is shown is what there is to see when everything is well. */
export async function unfilled(page: Page): Promise<string[]> {
  const texts = await page
    .locator('[role=main] :is(.ant-empty, .refusal, .ant-result, .fault-mark, .ant-spin-spinning):visible')
    .allInnerTexts();
  return texts.map((text) => `nothing but: ${text.replaceAll(/\s+/g, ' ').slice(0, 160)}`);
}

declare const document: {
  documentElement: { scrollWidth: number; clientWidth: number };
  querySelector(selector: string): Box | null;
  querySelectorAll(selector: string): Iterable<Box>;
};
declare function getComputedStyle(box: Box): { overflowX: string };
interface Box {
  innerText: string;
  tagName: string;
  className: unknown;
  scrollWidth: number;
  clientWidth: number;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { left: number; right: number; width: number; height: number };
  parentElement: Box | null;
}

/** Runs in the page. */
function LOOK(language: string): { wide: string[]; raw: string[]; foreign: string[] } {
  const root = document.documentElement;
  const wide: string[] = [];
  // What is cut at the edge of the window, where nothing scrolls it into sight.
  const scrolls = (box: Box): boolean => {
    for (let outer = box.parentElement; outer; outer = outer.parentElement)
      if (['auto', 'scroll'].includes(getComputedStyle(outer).overflowX)) return true;
    return false;
  };
  const beyond = [...document.querySelectorAll('[role=main] *, main *')].filter(
    (box) => box.getBoundingClientRect().right > root.clientWidth + 1 && box.innerText && !scrolls(box),
  );
  const name = `${beyond.at(-1)?.tagName ?? ''} ${(beyond.at(-1)?.innerText ?? '').slice(0, 40)}`;
  if (root.scrollWidth > root.clientWidth)
    wide.push(`${String(root.scrollWidth - root.clientWidth)} pixels wider than the window: ${name}`);
  else if (beyond.length > 0) wide.push(`cut at the edge of the window: ${name}`);
  const text = document.querySelector('[role=main], main')?.innerText ?? '';
  const raw =
    text.match(/\bundefined\b|\bNaN\b|\[object \w+\]|Invalid Date|\{[a-z]\w*\}|\d{4}-\d\d-\d\dT\d\d:\d\d/g) ??
    [];
  const labels =
    'h2, th, dt, label, button, .ant-menu-title-content, .ant-descriptions-item-label, .ant-statistic-title, .ant-segmented-item-label, .ant-tabs-tab, .ant-empty-description';
  const han = /\p{Script=Han}/u;
  const foreign =
    language === 'en'
      ? [...document.querySelectorAll(labels)]
          .map((box) => (box.innerText || box.getAttribute('aria-label')) ?? '')
          .filter((words) => han.test(words) && words.trim() !== '中文')
      : [];
  return { wide, raw: [...new Set(raw)], foreign: [...new Set(foreign)].slice(0, 5) };
}

/** Characters on the page that its fonts draw as nothing, as the box for what is missing, or as a block of ink. */
async function tofu(page: Page, isDrawn: Set<string>): Promise<string[]> {
  const found = await page.evaluate<{ seen: string[]; bad: string[] }>(
    `(${GLYPHS})(${JSON.stringify([...isDrawn].join(''))})`,
  );
  for (const character of found.seen) isDrawn.add(character);
  return found.bad.map((character) => {
    isDrawn.delete(character);
    return `no glyph for ${character} (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()})`;
  });
}

/**
 * Runs in the page: each character in the fonts of an element that has it, compared with a character that no font has.
 * A hole that is filled by a font with contours the wrong way shows as a box full of ink.
 */
const GLYPHS = `(known) => {
  const is = new Set(known);
  const fonts = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const style = node.parentElement && getComputedStyle(node.parentElement);
    if (!style || style.visibility === 'hidden' || style.display === 'none') continue;
    for (const character of node.data)
      if (!is.has(character) && !fonts.has(character) && character.trim() !== '') fonts.set(character, style.fontFamily);
  }
  const size = 40;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * 1.5;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const draw = (character, family) => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.font = size + 'px ' + family;
    context.fillText(character, 4, size * 1.1);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [ink, left, right, top, bottom, print] = [0, canvas.width, -1, canvas.height, -1, 7];
    for (let at = 3; at < data.length; at += 4) {
      if (data[at] < 100) continue;
      const [x, y] = [((at - 3) / 4) % canvas.width, Math.floor((at - 3) / 4 / canvas.width)];
      ink += 1;
      print = (print * 31 + at) | 0;
      left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
    }
    const [width, height] = [right - left + 1, bottom - top + 1];
    return { ink, print, isBlock: width > size * 0.5 && height > size * 0.5 && ink > width * height * 0.85 };
  };
  const missing = new Map();
  const bad = [];
  for (const [character, family] of fonts) {
    if (!missing.has(family)) missing.set(family, draw('\\u{10FFFF}', family).print);
    const { ink, print, isBlock } = draw(character, family);
    if (ink === 0 || print === missing.get(family) || (isBlock && !'■●█▇◆'.includes(character))) bad.push(character);
  }
  return { seen: [...fonts.keys()], bad };
}`;
