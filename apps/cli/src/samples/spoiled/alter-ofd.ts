import { Package, writePackage } from '#libs/seals';

const CONTENT = 'Doc_0/Pages/Page_0/Content.xml';

/**
 * Writes another text over one that a sealed page shows, as a forger with a ZIP program does. Only characters that the
 * embedded font has: to the eye the page is as good as before.
 */
export async function alterOfd(bytes: Uint8Array, from: string, to: string): Promise<Uint8Array> {
  const opened = Package.open(bytes);
  const files: [string, Uint8Array][] = [];
  for (const name of opened.names) {
    const content = (await opened.read(name)) ?? new Uint8Array();
    files.push([name, name === CONTENT ? replaced(content, from, to) : content]);
  }
  return writePackage(files);
}

function replaced(content: Uint8Array, from: string, to: string): Uint8Array {
  const before = Buffer.from(content).toString('utf8');
  const after = before.replace(`>${from}</ofd:TextCode>`, `>${to}</ofd:TextCode>`);
  if (after === before) throw new Error(`the page does not show ${from}`);
  return new Uint8Array(Buffer.from(after, 'utf8'));
}
