/** Loaded before a node: its clock is the machine's and what the file says, milliseconds; read again as it changes. */
import { readFileSync } from 'node:fs';

const file = process.env.CASES_CLOCK_FILE;
const RealDate = Date;
let offset = 0;
const read = () => {
  try {
    offset = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // It is being written.
  }
};
read();
globalThis.setInterval(read, 100).unref();

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offset);
    else super(...parts);
  }
  static now() {
    return RealDate.now() + offset;
  }
};
