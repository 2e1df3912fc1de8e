import { strToU8, zipSync, type Zippable } from 'fflate';
import { canvasOf, compositePicture, type Document } from '../../document/index.ts';
import { layerPixels } from './layer-pixels.ts';

export type EncodePng = (pixels: ImageData) => Promise<Uint8Array>;

const compositeOperators = {
  normal: 'svg:src-over',
  multiply: 'svg:multiply',
  screen: 'svg:screen',
  overlay: 'svg:overlay',
} as const;

/** Longest side of the thumbnail, as the format prescribes. */
const THUMBNAIL_SIDE = 256;

/**
 * The document as OpenRaster, which Krita, GIMP and MyPaint open: a zip of PNG layers.
 *
 * @source https://www.openraster.org/baseline/file-layout-spec.html
 */
export async function writeDocumentOra(document: Document, encodePng: EncodePng): Promise<Uint8Array> {
  const { width, height } = document;
  const composite = compositePicture(document, canvasOf(document));
  const merged = new ImageData(new Uint8ClampedArray(composite), width, height);
  const files: Zippable = {
    // First and not compressed, so that programs know the file by its beginning.
    mimetype: [strToU8('image/openraster'), { level: 0 }],
  };
  const entries: string[] = [];
  for (const [index, layer] of document.layers.entries()) {
    const pixels = layerPixels(document, layer);
    const source = `data/layer${index}.png`;
    const image = pixels ? new ImageData(pixels.rgba, pixels.width, pixels.height) : new ImageData(1, 1);
    files[source] = [await encodePng(image), { level: 0 }];
    entries.push(
      layerEntry({
        name: layer.name,
        src: source,
        x: String(pixels?.left ?? 0),
        y: String(pixels?.top ?? 0),
        opacity: String(layer.opacity),
        visibility: layer.isVisible ? 'visible' : 'hidden',
        'composite-op': compositeOperators[layer.blend],
        ...(layer.isLocked && { 'edit-locked': 'true' }),
      }),
    );
  }
  files['mergedimage.png'] = [await encodePng(merged), { level: 0 }];
  files['Thumbnails/thumbnail.png'] = [await encodePng(thumbnailOf(merged)), { level: 0 }];
  files['stack.xml'] = strToU8(stackXml(width, height, entries));
  return zipSync(files);
}

/** The stack's nearest layer comes first in the file. */
function stackXml(width: number, height: number, entries: readonly string[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<image version="0.0.3" w="${width}" h="${height}">`,
    '  <stack>',
    ...entries.toReversed(),
    '  </stack>',
    '</image>',
    '',
  ].join('\n');
}

function layerEntry(attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escapeXml(value)}"`);
  return `    <layer ${written.join(' ')}/>`;
}

/** Text for an attribute; control characters, which XML cannot hold, are left out. */
export function escapeXml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  return text.replace(/[\u0000-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}

/** Every nth pixel: a thumbnail needs no more. */
function thumbnailOf(picture: ImageData): ImageData {
  const factor = Math.max(1, Math.max(picture.width, picture.height) / THUMBNAIL_SIDE);
  const width = Math.max(1, Math.floor(picture.width / factor));
  const height = Math.max(1, Math.floor(picture.height / factor));
  const from = new Uint32Array(picture.data.buffer);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y * factor) * picture.width;
    for (let x = 0; x < width; x++) to[y * width + x] = from[row + Math.floor(x * factor)]!;
  }
  return new ImageData(new Uint8ClampedArray(to.buffer), width, height);
}
