import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';

export type PictureFormat = 'png' | 'jpeg' | 'webp';

/** File endings of the formats, and whether quality is a choice there. */
export const pictureFormats: Readonly<Record<PictureFormat, { ending: string; isLossy: boolean }>> = {
  png: { ending: 'png', isLossy: false },
  jpeg: { ending: 'jpg', isLossy: true },
  webp: { ending: 'webp', isLossy: true },
};

/** RGBA pixels or a decoded picture on a canvas of its own; JPEG knows no transparency, so it gets white below. */
export async function encodePicture(
  picture: ImageData | ImageBitmap,
  format: PictureFormat,
  quality: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d');
  if (!context) throw encodingError();
  if (picture instanceof ImageData) context.putImageData(picture, 0, 0);
  else context.drawImage(picture, 0, 0);
  if (format === 'jpeg') {
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  const type = `image/${format}`;
  const blob = await canvas.convertToBlob({ type, quality });
  // A browser without the format answers with PNG and says nothing.
  if (blob.type !== type) throw encodingError();
  return new Uint8Array(await blob.arrayBuffer());
}

function encodingError(): UmberError {
  return new UmberError('OUTPUT_FAILED', sentence`The picture could not be encoded.`, {
    advice: sentence`Choose another format, or a smaller picture.`,
  });
}
