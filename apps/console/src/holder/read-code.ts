/** What a QR code in a picture says; undefined where none is found. */
export async function readCode(source: ImageBitmapSource): Promise<string | undefined> {
  const { decodeQR } = await import('qr/decode.js');
  const bitmap = await createImageBitmap(source);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) return undefined;
  // A transparent ground would be read as black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  try {
    return decodeQR({ width, height, data: context.getImageData(0, 0, width, height).data });
  } catch {
    return undefined; // the decoder throws where it finds nothing
  }
}
