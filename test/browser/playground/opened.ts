/** @file The built playground, opened in Chromium, with what its reader does in words. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { desk, type Visit } from "../dashboard/visit.ts";
import { type Server, serve } from "../server.ts";

/** The files of the playground. */
export const builtPlayground: string = fileURLToPath(new URL("../../../dist/playground/", import.meta.url));

/** As any static host does. @param isolated whether the page may share memory between threads */
export const host = (isolated: boolean): Promise<Server> =>
  serve((path) => join(builtPlayground, path.endsWith("/") ? `${path}index.html` : path), isolated);

export interface Playground extends Visit {
  /** "step 3 of 785 · epoch 1 of 5 · paused". */
  progress(): Promise<string>;
  /** Steps that were done. */
  steps(): Promise<number>;
  /** Chooses in the setup. */
  set(label: string, value: string): Promise<void>;
  /** Waits for the end of the run. */
  ended(): Promise<void>;
  /** Plays from the beginning to the end. */
  again(): Promise<void>;
}

export async function openPlayground(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = desk,
): Promise<Playground> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  await page.locator(".transport").waitFor();
  const progress = (): Promise<string> => page.locator(".progress").innerText();
  return {
    page,
    requests,
    complaints,
    progress,
    steps: async () => Number(/step ([\d,]+) of/.exec(await progress())?.[1]?.replaceAll(",", "") ?? 0),
    set: async (label, value) => {
      await page.locator(".setup").getByRole("combobox", { name: label, exact: true }).selectOption(value);
    },
    ended: () => ended(page),
    again: async () => {
      await page.getByRole("button", { name: "Reset" }).click();
      await page.locator(".progress", { hasText: "step 0 of" }).waitFor();
      await page.getByRole("button", { name: "Play" }).click();
      await page.locator("[data-phase=running]").waitFor();
      await ended(page);
    },
    close: () => context.close(),
  };
}

async function ended(page: Page): Promise<void> {
  await page.locator("[data-phase=ended]").waitFor({ timeout: 120_000 });
  await page.locator(".panel-confusion, .verdict.bad").first().waitFor({ timeout: 30_000 });
}
