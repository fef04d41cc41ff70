import { crc32, deflateRawSync } from 'node:zlib';

const FIXED_DATE = 0x5821; // 2024-01-01: two writings of one document are the same bytes
const UTF8 = 0x800;

/** Writes a ZIP archive that {@link Package} reads: files in the order given, deflated where that is shorter. */
export function writePackage(files: Iterable<readonly [name: string, content: Uint8Array]>): Uint8Array {
  const locals: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const nameBytes = Buffer.from(name, 'utf8');
    const deflated = deflateRawSync(content);
    const [method, data] = deflated.length < content.length ? [8, deflated] : [0, content];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt16LE(FIXED_DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, data]);
    const madeBy = Buffer.from('PK\x01\x02\x14\x00', 'latin1');
    records.push(Buffer.concat([madeBy, common, place, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(records.length, 8);
  end.writeUInt16LE(records.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...locals, directory, end]));
}
