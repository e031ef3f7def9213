/** @file A hand that draws on the paper: with the mouse, a pen, a finger. */
import type { CDPSession, Locator, Page } from "playwright-core";

/** Parts of the paper's side, from the left upper corner. */
export type Place = readonly [x: number, y: number];
export const seven: readonly Place[] = [
  [0.25, 0.22],
  [0.72, 0.22],
  [0.45, 0.85],
];
/** The same, small and in a corner. */
export const corner: readonly Place[] = seven.map(([x, y]) => [0.05 + 0.35 * x, 0.05 + 0.35 * y]);

export const paperOf = (page: Page): Locator => page.locator(".pad .paper canvas");

/** From one place to the next in so many moves. */
export const moves: number = 12;
function pathOf(places: readonly Place[]): Place[] {
  return places.flatMap(([x, y], i): Place[] => {
    const [fromX, fromY] = places[i - 1] ?? [x, y];
    const count = i === 0 ? 1 : moves;
    return Array.from({ length: count }, (_, k): Place => {
      const share = (k + 1) / count;
      return [fromX + (x - fromX) * share, fromY + (y - fromY) * share];
    });
  });
}

/** Places on the paper as places on the screen. */
async function onScreen(page: Page, places: readonly Place[]): Promise<{ x: number; y: number }[]> {
  await paperOf(page).scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await paperOf(page).boundingBox())!;
  return pathOf(places).map(([across, down]) => ({ x: x + across * width, y: y + down * height }));
}

export async function drawByMouse(page: Page, places: readonly Place[]): Promise<void> {
  const [first, ...rest] = await onScreen(page, places);
  await page.mouse.move(first!.x, first!.y);
  await page.mouse.down();
  for (const { x, y } of rest) await page.mouse.move(x, y);
  await page.mouse.up();
}

export async function drawByPen(page: Page, places: readonly Place[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const points = await onScreen(page, places);
  const send = (type: "mousePressed" | "mouseMoved" | "mouseReleased", at: { x: number; y: number }) =>
    session.send("Input.dispatchMouseEvent", {
      type,
      ...at,
      button: "left",
      buttons: 1,
      clickCount: 1,
      pointerType: "pen",
    });
  await send("mousePressed", points[0]!);
  for (const point of points.slice(1)) await send("mouseMoved", point);
  await send("mouseReleased", points.at(-1)!);
}

export async function drawByFinger(page: Page, places: readonly Place[]): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const points = await onScreen(page, places);
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [points[0]!] });
  for (const point of points.slice(1))
    await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [point] });
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}
