/**
 * Draws over a signed page by a later revision (ISO 32000-2 §7.5.6): the signed bytes stay as they are, and so does the
 * signature over them; what a reader shows is another page. Reads only what `writePdf` and `signPdf` write.
 *
 * @param content operators in points from the lower left corner
 */
export function revisePdf(bytes: Uint8Array, content: string): Buffer {
  const text = Buffer.from(bytes).toString('latin1');
  const page = [...text.matchAll(/(\d+) 0 obj\n(<< \/Type \/Page .*?>>)\nendobj/gs)].at(-1);
  const trailer = [...text.matchAll(/trailer\n<< (.*?) >>\nstartxref\n(\d+)\n/gs)].at(-1);
  const size = Number(/\/Size (\d+)/.exec(trailer?.[1] ?? '')?.[1]);
  if (!page?.[1] || !page[2] || !trailer?.[1] || !size) throw new Error('not a PDF of our own');
  const kept = trailer[1].replace(/\/(Size|Prev) \d+ ?/g, '');
  const parts = [Buffer.from(bytes)];
  let length = bytes.length;
  const add = (part: string): number => {
    const at = length;
    const chunk = Buffer.from(part, 'latin1');
    parts.push(chunk);
    length += chunk.length;
    return at;
  };
  const changed = page[2].replace(/\/Contents (\d+ 0 R)/, `/Contents [$1 ${size} 0 R]`);
  const rows = [
    [page[1], add(`${page[1]} 0 obj\n${changed}\nendobj\n`)],
    [size, add(`${size} 0 obj\n<< /Length ${content.length} >>\nstream\n${content}\nendstream\nendobj\n`)],
  ].map(([number, at]) => `${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`);
  const start = add(`xref\n${rows.join('')}`);
  add(`trailer\n<< /Size ${size + 1} /Prev ${trailer[2]} ${kept} >>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.concat(parts);
}
