import { writePsdUint8Array, type Layer as PsdLayer } from 'ag-psd';
import { canvasOf, compositePicture, type Document } from '../../document/index.ts';
import { layerPixels } from './layer-pixels.ts';

/**
 * The document as a layered PSD, near layers on top as other programs show them. Layouts become their palette's
 * colours and masks white with transparency.
 */
export function writeDocumentPsd(document: Document): Uint8Array {
  const { width, height } = document;
  // The format lists the farthest layer first, as the document does.
  const children = document.layers.map((layer): PsdLayer => {
    const pixels = layerPixels(document, layer);
    return {
      name: layer.name,
      opacity: layer.opacity,
      hidden: !layer.isVisible,
      blendMode: layer.blend,
      transparencyProtected: layer.isLocked,
      ...(pixels && {
        left: pixels.left,
        top: pixels.top,
        imageData: { width: pixels.width, height: pixels.height, data: pixels.rgba },
      }),
    };
  });
  const composite = compositePicture(document, canvasOf(document));
  return writePsdUint8Array(
    { width, height, children, imageData: { width, height, data: new Uint8ClampedArray(composite) } },
    { generateThumbnail: false, noBackground: true },
  );
}
