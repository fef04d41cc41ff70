import { svg } from './dom.js';

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const STEP = 44;
const WIDTH = 560;

/**
 * The way from the entry up to the root: on each level the node on the way and its sibling, at the side where it stands.
 * Only the sides of complete levels follow from the index; the right edge of a tree skips levels, as RFC 9162 does.
 */
export function treePicture(place, words) {
  const levels = sidesOf(place);
  const height = (levels.length + 1) * STEP + 20;
  const picture = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: 'img',
    'aria-label': words.tree(place),
    class: 'tree',
  });
  const middle = WIDTH / 2;
  const y = (level) => height - 24 - level * STEP;
  for (const [level, { sibling, isLeft }] of levels.entries()) {
    const x = isLeft ? middle - 150 : middle + 150;
    picture.append(
      svg('line', { x1: middle, y1: y(level), x2: middle, y2: y(level + 1), class: 'way' }),
      svg('line', { x1: x, y1: y(level), x2: middle, y2: y(level + 1), class: 'branch' }),
      ...node(x, y(level), hex(sibling).slice(0, 8), 'sibling'),
    );
    if (level > 0) picture.append(...node(middle, y(level), '', 'inner'));
  }
  picture.append(
    ...node(middle, y(0), `${words.leaf} ${hex(place.leaf).slice(0, 8)}`, 'leaf'),
    ...node(middle, y(levels.length), `${words.root} ${hex(place.root).slice(0, 8)}`, 'root'),
  );
  return picture;
}

function node(x, y, label, kind) {
  if (label === '') return [svg('circle', { cx: x, cy: y, r: 5, class: kind })];
  const width = Math.max(76, 9 * [...label].length + 22);
  return [
    svg('rect', { x: x - width / 2, y: y - 13, width, height: 26, rx: 6, class: kind }),
    svg('text', { x, y: y + 4, 'text-anchor': 'middle', class: kind }, label),
  ];
}

/** RFC 9162 §2.1.3.2, without the hashing: at which side each sibling stands. */
function sidesOf({ index, size, path }) {
  let [at, last] = [index, size - 1n];
  return path.map((sibling) => {
    const isLeft = (at & 1n) === 1n || at === last;
    if (isLeft) while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    [at, last] = [at >> 1n, last >> 1n];
    return { sibling, isLeft };
  });
}
