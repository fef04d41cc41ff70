const BLOCK = 512;

/**
 * Header block of one file in a POSIX ustar archive (IEEE 1003.1-1988): what a reader needs and nothing of this machine.
 * @param name at most 100 ASCII characters
 * @param size bytes
 * @param mtime seconds since the epoch
 */
export function tarHeader(name: string, size: number, mtime: number): Buffer {
  if (!/^[\x21-\x7e]{1,100}$/.test(name))
    throw new RangeError('A name in the archive has 1 to 100 ASCII characters.');
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void => {
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  };
  block.write(name, 0, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtime, 136, 12);
  block.fill(' ', 148, 156);
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** Fills a file up to whole blocks. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
/** Two empty blocks end the archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);
