/** @file Opens the page in Chromium and keeps what it asked for and complained of. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface Visit {
  readonly page: Page;
  /** Addresses asked for beside the page itself. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export const desk: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  colorScheme: "light",
  reducedMotion: "reduce",
};
export const phone: BrowserContextOptions = {
  ...desk,
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

export async function visit(browser: Browser, address: string, options: BrowserContextOptions = desk): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) requests.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  await page.locator(".verdict").waitFor();
  await page.locator(".panel-cost canvas").waitFor();
  return { page, requests, complaints, close: () => context.close() };
}

/** How many different colours a panel's picture has: one where nothing is drawn. */
export const coloursOf = (page: Page, panel: string): Promise<number> =>
  page
    .locator(`.panel-${panel} canvas`)
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const context = copy.getContext("2d")!;
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      const seen = new Set<number>();
      for (let i = 0; i < data.length; i += 4)
        seen.add((data[i]! << 24) | (data[i + 1]! << 16) | (data[i + 2]! << 8) | data[i + 3]!);
      return seen.size;
    });
