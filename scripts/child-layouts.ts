import type { Example } from './example.ts';
import { pointsAt as at } from './hand-painter.ts';

/** Painted as a child would: four or five colours, a thick brush, everything big and a little crooked. */
export const childExamples: readonly Example[] = [
  {
    file: 'child-island.png',
    title: 'Island, by a child',
    prompt: 'the sea, a sandy beach with trees, clear sky, at noon',
    scene: 'coast',
    seed: 51,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge('sea', at('-10,262 90,250 180,268 280,252 380,270 522,256'));
      hand.shape('sand', at('96,372 140,306 226,276 312,282 386,318 424,376 372,414 250,426 150,412'));
      hand.stroke('tree', 26, at('250,310 244,250 262,180 256,132'));
      hand.stroke('tree', 44, at('252,140 206,116 166,146'));
      hand.stroke('tree', 44, at('256,136 304,112 346,144'));
      hand.stroke('tree', 40, at('254,138 232,84 196,66'));
      hand.stroke('tree', 40, at('256,136 280,80 318,68'));
    },
  },
  {
    file: 'child-castle.png',
    title: 'Castle, by a child',
    prompt: 'a castle with an old tower on green hills, a path, in summer, clear sky',
    scene: 'village',
    seed: 52,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge('hill', at('-10,404 70,356 160,310 260,288 360,306 450,352 522,398'));
      hand.shape('tower', at('120,330 116,150 136,148 156,92 180,146 204,150 202,330'));
      hand.shape('tower', at('306,330 310,136 330,134 352,70 376,132 398,138 396,332'));
      hand.shape('tower', at('190,322 192,216 222,212 226,238 250,236 252,212 284,214 314,214 316,322'));
      hand.stroke('path', 58, at('256,330 236,380 270,430 240,524'));
      hand.shape('bush', at('30,420 66,386 110,396 118,438 70,454'));
      hand.shape('bush', at('388,432 420,394 470,398 488,440 436,462'));
    },
  },
  {
    file: 'child-waterfall.png',
    title: 'Waterfall, by a child',
    prompt: 'a tall waterfall over a cliff, water falling into a pool, lush green',
    scene: 'waterfall',
    seed: 53,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge('cliff', at('-10,150 60,118 150,132 250,120 350,136 440,110 522,142'));
      hand.ridge('lake', at('-10,402 90,386 200,396 300,386 410,400 522,388'));
      hand.stroke('waterfall', 96, at('256,182 246,230 262,300 252,398'));
      hand.stroke('bush', 80, at('-10,374 50,352 96,378'));
      hand.stroke('bush', 74, at('420,372 468,350 524,366'));
    },
  },
  {
    file: 'child-village.png',
    title: 'Village by a bridge, by a child',
    prompt: 'a small village with houses, a river and a bridge, in spring, blue sky',
    scene: 'village',
    seed: 54,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge('grass', at('-10,242 100,226 220,240 330,222 430,236 522,226'));
      hand.stroke('river', 92, at('300,250 262,330 306,410 250,540'));
      hand.stroke('bridge', 40, at('172,372 232,336 300,328 360,348 408,380'));
      hand.house(88, 318, 128);
      hand.house(196, 268, 84);
      hand.house(424, 300, 142);
      hand.house(92, 470, 150);
    },
  },
  {
    file: 'child-canyon.png',
    title: 'Canyon, by a child',
    prompt: 'a deep canyon with red cliffs, a river, dry ground, at sunset',
    scene: 'canyon',
    seed: 55,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge('earth', at('-10,330 130,318 260,326 390,316 522,330'));
      hand.shape('cliff', at('-16,96 84,84 150,104 178,210 196,330 150,420 60,470 -16,480'));
      hand.shape('cliff', at('528,70 440,80 372,96 350,190 322,316 368,410 450,458 528,474'));
      hand.stroke('river', 54, at('262,330 240,380 276,440 246,540'));
    },
  },
  {
    file: 'child-boat.png',
    title: 'Boat in the mist, by a child',
    prompt: 'a small boat on a still lake, fog, early morning',
    scene: 'lake',
    seed: 56,
    paint(hand) {
      hand.bucket('sky', 0, 0);
      hand.ridge('hill', at('-10,210 90,150 180,186 290,128 400,180 522,140'));
      hand.ridge('lake', at('-10,272 140,262 280,274 400,264 522,272'));
      hand.stroke('fog', 46, at('-20,244 110,232 240,246 380,234 530,246'));
      hand.shape('boat', at('150,372 210,380 300,380 364,368 334,424 250,434 182,424'));
      hand.shape('boat', at('252,362 250,236 334,350'));
    },
  },
];
