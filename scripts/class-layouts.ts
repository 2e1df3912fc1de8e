import { createHandPainter, pointsAt as at, type HandPainter } from './hand-painter.ts';
import type { Layout } from '../src/engine/index.ts';

const side = 256;

/** Sky over grass, the ground on which most things stand. */
function meadow(hand: HandPainter, horizon = 128): void {
  hand.bucket('sky', 0, 0);
  hand.ridge('grass', at(`-10,${horizon} 128,${horizon + 3} 266,${horizon}`));
}

/** A layout for each class of the palette that shows it large, with as little else as it needs to be understood. */
const classLayouts: Readonly<Record<string, (hand: HandPainter) => void>> = {
  sky: (hand) => meadow(hand, 226),
  cloud(hand) {
    meadow(hand, 232);
    hand.shape('cloud', at('22,150 50,100 96,82 130,52 182,72 220,108 236,150 180,164 80,166'));
  },
  mountain(hand) {
    meadow(hand, 200);
    hand.ridge('mountain', at('-10,170 40,120 84,70 124,34 160,78 200,110 266,160'));
    hand.ridge('grass', at('-10,206 128,214 266,204'));
  },
  snow(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('snow', at('-10,112 60,92 120,70 180,96 266,108'));
  },
  hill(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('hill', at('-10,140 50,96 110,74 170,92 266,134'));
    hand.ridge('grass', at('-10,220 128,212 266,222'));
  },
  forest(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('forest', at('-10,76 30,60 70,72 120,54 170,70 220,58 266,72'));
    hand.ridge('grass', at('-10,226 128,232 266,224'));
  },
  tree(hand) {
    meadow(hand, 190);
    hand.tree(128, 226, 196);
  },
  grass: (hand) => meadow(hand, 62),
  flowers(hand) {
    meadow(hand, 70);
    hand.ridge('flowers', at('-10,104 80,98 180,106 266,100'));
  },
  sand(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('sand', at('-10,110 60,92 130,112 200,90 266,106'));
  },
  rock(hand) {
    meadow(hand, 150);
    hand.shape('rock', at('22,220 40,120 92,66 150,58 204,100 236,168 240,222 130,236'));
  },
  sea(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('sea', at('-10,92 128,92 266,92'));
  },
  lake(hand) {
    meadow(hand, 92);
    hand.ridge('forest', at('-10,74 60,66 140,78 266,68'));
    hand.ridge('lake', at('-10,112 128,112 266,112'));
    hand.ridge('grass', at('-10,236 128,242 266,230'));
  },
  river(hand) {
    meadow(hand, 80);
    hand.shape('river', at('124,84 136,84 168,116 120,150 190,200 236,260 36,260 60,200 70,150 132,116'));
  },
  path(hand) {
    meadow(hand, 80);
    hand.shape('path', at('122,84 134,84 152,116 126,150 168,200 196,260 60,260 84,200 92,150 126,116'));
  },
  house(hand) {
    meadow(hand, 180);
    hand.house(128, 222, 150);
  },
  waterfall(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('cliff', at('-10,46 80,38 128,52 180,36 266,50'));
    hand.shape('waterfall', at('92,48 164,48 170,130 176,214 80,214 86,130'));
    hand.ridge('lake', at('-10,208 128,204 266,210'));
  },
  bush(hand) {
    meadow(hand, 120);
    hand.shape('bush', at('26,218 34,150 78,106 140,96 196,116 228,164 232,216 130,230'));
  },
  cliff(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('sea', at('-10,190 128,190 266,190'));
    hand.shape('cliff', at('-20,56 70,48 160,60 178,110 192,170 204,216 -20,228'));
  },
  earth(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('earth', at('-10,84 90,76 170,86 266,78'));
  },
  bridge(hand) {
    meadow(hand, 120);
    hand.ridge('river', at('-10,164 128,160 266,164'));
    hand.shape('bridge', at('-14,120 60,100 128,92 196,100 270,120 270,150 200,136 128,126 56,136 -14,150'));
    hand.shape('bridge', at('76,130 96,128 96,206 76,206'));
    hand.shape('bridge', at('160,128 180,130 180,206 160,206'));
  },
  tower(hand) {
    meadow(hand, 186);
    hand.shape('tower', at('96,228 100,70 92,66 92,40 164,40 164,66 156,70 160,228'));
  },
  boat(hand) {
    hand.bucket('sky', 0, 0);
    hand.ridge('lake', at('-10,120 128,120 266,120'));
    hand.shape('boat', at('36,174 220,174 196,212 62,212'));
    hand.shape('boat', at('120,44 128,40 190,160 118,164'));
  },
  fog(hand) {
    meadow(hand, 150);
    hand.ridge('forest', at('-10,92 60,66 140,86 200,64 266,90'));
    hand.ridge('fog', at('-10,120 80,110 170,124 266,112'));
    hand.ridge('grass', at('-10,214 128,220 266,212'));
  },
};

/** A small scene that shows a class large; `undefined` for one that nobody has drawn a scene for yet. */
export function layoutShowing(className: string): Layout | undefined {
  const paint = classLayouts[className];
  if (!paint) return undefined;
  const hand = createHandPainter(side, side, 1);
  paint(hand);
  return { width: side, height: side, classIds: hand.classIds };
}
