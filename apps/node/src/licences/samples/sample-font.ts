import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Font } from '#libs/typesetting';

const FILE = '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf';
let font: Font | undefined;

/** The font of the sample documents: ZCOOL XiaoWei (站酷小薇), SIL Open Font License 1.1, 6,763 characters of GB 2312. */
export function sampleFont(): Font {
  // 圃, 徊 and a few others have holes that run the wrong way.
  font ??= new Font(readFileSync(createRequire(import.meta.url).resolve(FILE)), {
    rewind: true,
    supplement: true,
  });
  return font;
}
