import { encodeLayoutPng } from '../src/engine/index.ts';
import { childExamples } from './child-layouts.ts';
import type { Example } from './example.ts';
import { createHandPainter, pointsAt as at } from './hand-painter.ts';

const size = 512;

/** Each painted from far to near as a person would with a round brush and a bucket; nothing is rendered. */
const examples: readonly Example[] = [
  {
    file: 'mountain-lake.png',
    title: 'Mountain lake',
    prompt: 'a mountain lake with snow-capped peaks, in daylight, clear sky',
    scene: 'lake',
    seed: 7,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.shape('cloud', at('60,78 95,58 130,64 165,52 205,76 180,90 110,94'));
      hand.shape('cloud', at('352,44 388,30 430,36 468,52 430,64 380,62'));
      hand.ridge(
        'mountain',
        at(
          '-10,215 48,178 92,196 150,130 186,158 232,96 262,122 300,168 338,148 398,104 440,150 480,178 522,166',
        ),
      );
      hand.shape('snow', at('206,130 218,112 232,98 248,110 262,128 252,142 240,130 230,150 218,134'));
      hand.shape('snow', at('376,132 388,114 398,105 412,118 426,140 410,134 400,148 390,132'));
      hand.shape('snow', at('138,150 149,132 164,144 172,158 156,152 148,162'));
      hand.ridge('hill', at('-10,232 60,246 130,262 210,278 300,284 380,266 450,240 522,222'));
      hand.ridge(
        'forest',
        at('-10,262 40,264 90,276 150,282 230,288 310,289 370,280 430,268 480,258 522,250'),
      );
      hand.ridge('lake', at('-10,304 120,300 260,299 400,301 522,305'));
      hand.ridge('grass', at('-10,372 50,382 110,404 170,434 240,452 330,450 410,436 470,420 522,412'));
      hand.shape('rock', at('286,446 300,428 326,424 348,438 350,456 318,464 292,460'));
      hand.shape('rock', at('372,448 382,436 402,438 408,452 390,460'));
      hand.patches('flowers', 15, at('150,476 500,508'), 9, 18);
      hand.fir(74, 432, 168);
      hand.fir(26, 458, 206);
      hand.fir(122, 446, 118);
    },
  },
  {
    file: 'beach-at-dusk.png',
    title: 'Beach at dusk',
    prompt: 'a sandy beach at dusk, the sea, rocks, clouds',
    scene: 'coast',
    seed: 21,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.stroke('cloud', 22, at('-10,96 80,88 170,98 240,90'));
      hand.stroke('cloud', 15, at('130,134 220,126 320,134 380,128'));
      hand.stroke('cloud', 26, at('330,62 400,54 470,64 530,56'));
      hand.ridge('sea', at('-10,226 120,226 260,225 400,226 522,226'));
      hand.shape('hill', at('-14,228 -12,178 30,168 78,184 120,204 160,216 184,227 100,229'));
      hand.ridge('sand', at('-10,332 60,342 130,352 210,376 290,400 370,408 450,430 522,462'));
      hand.shape(
        'rock',
        at('392,330 404,298 428,282 456,288 474,262 504,254 524,268 524,372 480,366 430,356'),
      );
      hand.shape('rock', at('330,342 342,326 364,328 374,346 352,352'));
      hand.shape('rock', at('64,452 82,428 118,424 142,444 138,470 96,478'));
    },
  },
  {
    file: 'river-meadow.png',
    title: 'River through a meadow',
    prompt: 'a winding river in a valley, wildflowers, a few trees, in summer, at noon',
    scene: 'river',
    seed: 5,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.shape('cloud', at('282,84 310,60 350,66 388,48 430,66 462,84 420,100 340,102'));
      hand.shape('cloud', at('40,54 80,42 124,52 140,66 90,74 52,68'));
      hand.ridge('mountain', at('-10,178 70,148 130,172 200,140 262,176 330,186 420,160 522,190'));
      hand.ridge('hill', at('-10,196 80,190 170,208 260,214 350,204 440,192 522,206'));
      hand.ridge('forest', at('-10,214 60,210 140,222 230,226 320,224 410,214 470,210 522,218'));
      hand.ridge('grass', at('-10,240 110,236 250,234 390,237 522,242'));
      // Wider and in longer bends towards the front.
      hand.shape(
        'river',
        at(
          '262,240 290,250 318,262 322,276 290,292 244,312 206,340 202,372 250,406 330,440 392,480 420,524 180,524 172,488 128,448 96,406 92,360 130,322 190,294 240,276 266,264 262,254 252,242',
        ),
      );
      hand.patches('flowers', 26, at('330,300 505,440'), 6, 18);
      hand.patches('flowers', 14, at('8,400 90,500'), 9, 20);
      hand.tree(438, 330, 120);
      hand.tree(486, 356, 150);
      hand.tree(56, 306, 84);
      hand.tree(20, 318, 104);
      hand.tree(372, 268, 46);
    },
  },
  {
    file: 'desert-rocks.png',
    title: 'Desert rocks',
    prompt: 'a desert with rocks, sand dunes, clear sky, at sunrise',
    scene: 'desert',
    seed: 33,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge('mountain', at('-10,232 60,214 120,226 190,206 250,230 330,238 410,222 470,230 522,220'));
      hand.ridge('sand', at('-10,258 90,250 180,262 280,256 390,262 522,252'));
      // A table mountain with steep sides and a smaller one behind it.
      hand.shape(
        'rock',
        at('262,262 270,216 276,172 290,160 330,156 372,162 384,178 390,218 408,264 340,270'),
      );
      hand.shape('rock', at('432,262 440,222 446,204 466,200 484,208 490,236 502,264'));
      hand.shape(
        'path',
        at(
          '236,270 244,272 250,290 240,308 252,342 240,382 214,430 216,524 84,524 118,450 172,396 212,356 216,334 222,310 238,290',
        ),
      );
      hand.shape('rock', at('-12,470 -12,366 18,352 52,366 70,398 104,420 112,452 70,476'));
      hand.shape('rock', at('352,440 364,410 396,398 426,408 458,402 484,424 488,456 430,468 376,462'));
      hand.shape('rock', at('300,356 310,342 332,342 340,358 320,364'));
      hand.shape('rock', at('448,330 456,318 478,320 482,334 464,338'));
    },
  },
  {
    file: 'snowy-peaks.png',
    title: 'Snowy peaks',
    prompt: 'high peaks covered in snow, a pine forest, misty morning in winter',
    scene: 'mountains',
    seed: 12,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge(
        'mountain',
        at(
          '-10,236 40,190 80,204 140,118 176,150 204,124 270,52 304,92 334,128 360,112 410,172 456,140 522,210',
        ),
      );
      hand.shape(
        'snow',
        at(
          '214,142 238,98 268,56 290,84 316,122 340,160 318,152 304,190 286,148 268,184 250,150 232,176 222,160',
        ),
      );
      hand.shape('snow', at('112,166 128,136 141,121 160,142 172,160 160,180 148,164 134,190 126,172'));
      hand.shape('snow', at('434,166 446,150 457,143 474,160 494,186 470,178 456,192 446,176'));
      hand.shape('cloud', at('-12,212 40,206 96,212 150,222 120,234 50,236 -12,230'));
      hand.shape('cloud', at('346,226 400,214 460,218 524,212 524,234 440,240 380,238'));
      hand.ridge('forest', at('-10,292 50,280 110,298 180,318 250,326 320,312 390,288 450,274 522,262'));
      hand.ridge('snow', at('-10,372 70,376 150,388 240,392 330,378 420,366 522,352'));
      hand.fir(60, 470, 196);
      hand.fir(126, 446, 138);
      hand.fir(14, 440, 150);
      hand.fir(414, 452, 176);
      hand.fir(472, 484, 226);
      hand.fir(362, 430, 108);
      hand.fir(196, 424, 84);
    },
  },
  {
    file: 'village-path.png',
    title: 'Path to a village',
    prompt: 'a meadow with a path and a cottage, green hills, white clouds, in spring',
    scene: 'meadow',
    seed: 3,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.shape('cloud', at('50,92 86,66 128,72 160,54 206,76 226,96 170,110 90,110'));
      hand.shape('cloud', at('350,66 390,50 440,58 470,76 420,86 372,82'));
      hand.ridge('hill', at('-10,222 70,190 150,206 230,186 310,212 400,182 470,196 522,214'));
      hand.ridge('forest', at('-10,242 60,238 130,246 200,250 300,250 380,244 450,236 522,240'));
      hand.ridge('grass', at('-10,264 110,260 250,262 390,259 522,265'));
      hand.shape(
        'path',
        at(
          '258,272 272,274 286,292 270,316 246,344 254,384 312,440 372,524 166,524 168,450 168,392 190,346 234,316 262,294',
        ),
      );
      hand.tree(410, 300, 92);
      hand.house(344, 300, 66);
      hand.house(226, 276, 30);
      hand.house(156, 296, 48);
      hand.tree(116, 302, 74);
      hand.tree(290, 272, 32);
      hand.tree(462, 372, 176);
      hand.patches('flowers', 20, at('14,350 150,500'), 7, 19);
      hand.patches('flowers', 12, at('370,420 500,505'), 10, 19);
    },
  },
  {
    file: 'sea-cliffs.png',
    title: 'House on the cliffs',
    prompt: 'a coast with a rock cliff and a house, waves, cloudy sky, in daylight',
    scene: 'coast',
    seed: 18,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.shape('cloud', at('-12,40 60,30 130,44 190,36 250,58 200,84 110,80 40,92 -12,84'));
      hand.shape('cloud', at('280,110 330,96 390,104 420,118 360,128 300,126'));
      hand.ridge('sea', at('-10,250 130,250 260,249 400,250 522,250'));
      hand.shape('rock', at('86,254 96,240 112,236 128,244 136,256'));
      // Grass on top of a headland that falls off towards the sea.
      hand.shape(
        'rock',
        at(
          '526,196 470,188 400,194 344,206 306,224 300,258 282,300 258,342 238,392 196,436 176,470 180,526 526,526',
        ),
      );
      hand.shape(
        'grass',
        at(
          '526,170 470,176 400,184 340,198 310,214 330,236 372,262 392,306 380,356 402,404 380,450 400,526 526,526',
        ),
      );
      hand.house(420, 192, 58);
      hand.tree(484, 190, 60);
      hand.shape('rock', at('84,420 98,392 124,384 142,404 152,428 116,436'));
      hand.shape('rock', at('20,350 34,334 56,338 62,354 40,360'));
      hand.patches('flowers', 12, at('430,330 505,490'), 8, 17);
    },
  },
  {
    file: 'autumn-pond.png',
    title: 'Pond in autumn',
    prompt: 'a pond with trees in autumn, golden leaves, evening light',
    scene: 'lake',
    seed: 41,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.stroke('cloud', 20, at('60,70 150,60 250,72 330,62'));
      hand.ridge('hill', at('-10,176 90,150 190,172 290,190 380,170 470,150 522,162'));
      hand.ridge('forest', at('-10,212 50,196 110,204 180,218 260,224 340,216 420,198 522,206'));
      hand.ridge('grass', at('-10,262 100,256 230,254 360,255 522,260'));
      hand.shape(
        'lake',
        at('70,318 130,290 220,278 330,280 420,294 462,322 444,362 380,398 280,414 180,408 104,380 66,346'),
      );
      hand.tree(60, 300, 128);
      hand.tree(452, 292, 104);
      hand.tree(404, 276, 62);
      hand.tree(150, 276, 56);
      hand.shape('rock', at('392,414 404,394 434,390 456,406 450,426 416,432'));
      hand.shape('path', at('-14,470 60,452 150,458 230,482 300,524 170,524 110,500 40,496 -14,508'));
      hand.tree(486, 470, 210);
    },
  },
];

/** The files of resources/examples by name: layouts of 512×512 and `index.json`. */
export function drawExamples(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const all = [...examples, ...childExamples];
  for (const { file, seed, paint } of all) {
    const hand = createHandPainter(size, size, seed);
    paint(hand);
    files.set(file, encodeLayoutPng(hand));
  }
  const index = all.map(({ file, title, prompt, scene, seed }) => ({
    file,
    title,
    prompt,
    scene,
    seed,
  }));
  return files.set('index.json', Buffer.from(`${JSON.stringify(index, undefined, 2)}\n`));
}
