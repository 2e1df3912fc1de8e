import type { Page } from '@playwright/test';

/** What there is to say of the element in focus, and of the one that had the focus before. */
interface Look {
  readonly isNew: boolean;
  readonly faults: readonly string[];
}

/** Marks of elements: that they have had the focus, and how the one in focus looked with it. */
const marks = { seen: 'data-was-focused', look: 'data-focused-look' };

function lookAtFocus(page: Page): Promise<Look> {
  return page.evaluate((marks) => {
    /** Outlines and shadows of an element, and of those around it that may show its focus in its place. */
    function looksOf(element: Element): string {
      return [element, element.parentElement, element.parentElement?.parentElement]
        .map((one) => {
          if (!one) return '';
          const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
          return outlineStyle === 'none' ? boxShadow : `${outlineWidth} ${outlineColor} ${boxShadow}`;
        })
        .join();
    }

    /** How far the window and all that clips an element are from its sides; negative where they cut into it. */
    function roomAround(element: Element): number[] {
      const box = element.getBoundingClientRect();
      let room = [box.left, box.top, innerWidth - box.right, innerHeight - box.bottom];
      let inner = element;
      for (let outer = element.parentElement; outer; outer = outer.parentElement) {
        const { position } = getComputedStyle(inner);
        const { overflowX, overflowY, position: around } = getComputedStyle(outer);
        if (position === 'fixed') break;
        if (position === 'absolute' && around === 'static') continue;
        const clip = outer.getBoundingClientRect();
        const [across, down] = [overflowX, overflowY].map((overflow) =>
          overflow === 'visible' ? Infinity : 0,
        );
        room = [
          Math.min(room[0]!, box.left - clip.left + across!),
          Math.min(room[1]!, box.top - clip.top + down!),
          Math.min(room[2]!, clip.right - box.right + across!),
          Math.min(room[3]!, clip.bottom - box.bottom + down!),
        ];
        inner = outer;
      }
      return room;
    }

    const nameOf = (element: Element) => (element.cloneNode() as Element).outerHTML.slice(0, 160);
    const element = document.activeElement === document.body ? null : document.activeElement;
    const faults: string[] = [];
    const before = document.querySelector(`[${marks.look}]`);
    if (before && before !== element) {
      const look = before.getAttribute(marks.look);
      before.removeAttribute(marks.look);
      if (looksOf(before) === look) faults.push(`looks the same without the focus: ${nameOf(before)}`);
    }
    if (!element) return { isNew: false, faults };

    const { outlineStyle, outlineOffset, outlineWidth } = getComputedStyle(element);
    const ring = outlineStyle === 'none' ? 0 : parseFloat(outlineOffset) + parseFloat(outlineWidth);
    // Borders may lie between two pixels.
    if (roomAround(element).some((room) => room < ring - 1)) faults.push(`clipped: ${nameOf(element)}`);
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
      faults.push(`hidden: ${nameOf(element)}`);
    }
    const isNew = !element.hasAttribute(marks.seen);
    element.setAttribute(marks.seen, '');
    element.setAttribute(marks.look, looksOf(element));
    return { isNew, faults };
  }, marks);
}

/** Tabs once around the page; resolves to how many elements had the focus, and whose focus could not be seen well. */
export async function tabAround(page: Page): Promise<{ count: number; faults: string[] }> {
  await page.evaluate(({ seen, look }) => {
    for (const element of document.querySelectorAll(`[${seen}], [${look}]`)) {
      element.removeAttribute(seen);
      element.removeAttribute(look);
    }
  }, marks);
  let count = 0;
  const faults: string[] = [];
  // A browser leaves the page once on the way round.
  for (let misses = 0; misses < 2;) {
    await page.keyboard.press('Tab');
    const look = await lookAtFocus(page);
    faults.push(...look.faults);
    if (look.isNew) count++;
    else misses++;
  }
  return { count, faults };
}
