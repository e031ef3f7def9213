/** @file The checker's panel in the built playground, opened in Chromium. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { desk, type Visit } from "../dashboard/visit.ts";
import { type Server, serve } from "../server.ts";

const built = fileURLToPath(new URL("../../../dist/playground/", import.meta.url));

/** Without MNIST: the network of the page would train beside the checks. */
export const servePlayground = (): Promise<Server> =>
  serve((path) => join(built, path === "/" ? "index.html" : path.replace(/^\/mnist\//, "/nowhere/")), true);

export interface OpenPanel extends Visit {
  /** Gives files by their paths and waits for what is said of them, and for a repair. */
  give(paths: string | readonly string[]): Promise<void>;
  readonly panel: Locator;
}

export async function openPanel(browser: Browser, address: string, options = desk): Promise<OpenPanel> {
  const context = await browser.newContext({ acceptDownloads: true, ...options } satisfies BrowserContextOptions);
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  await page.goto(address);
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) complaints.push(message.text());
  });
  await page.locator(".top").getByRole("button", { name: "Check a model" }).click();
  const panel = page.locator(".check");
  await panel.waitFor();
  return {
    page,
    panel,
    requests,
    complaints,
    give: async (paths) => {
      await panel.locator(".opening input[type=file]").setInputFiles(paths);
      await settled(page);
    },
    close: () => context.close(),
  };
}

/** The worker has nothing left to do, and all cards are drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const isDone = document.querySelector(".check .going") === null;
      return isDone && document.querySelector(".check .conclusion, .check .card[role=alert]") !== null;
    },
    null,
    { timeout: 90_000 },
  );
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
}

/** What a button saves. */
export async function saved(page: Page, name: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".check").getByRole("button", { name }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** The longest task of the page's own thread while something goes on, in milliseconds of processor time. */
export async function longestTask(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const isMain = ({ name, args }: TraceEvent): boolean => name === "thread_name" && args?.name === "CrRendererMain";
  const mains = new Set(traceEvents.filter(isMain).map(threadOf));
  const own = traceEvents.filter((event) => event.name === "RunTask" && mains.has(threadOf(event)));
  if (own.length === 0) throw new Error("no task of the page was traced");
  return Math.max(...own.map(({ tdur = 0 }) => tdur)) / 1000;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}
