/** @file A browser with the test page: does jobs in a fresh page each. */
import type { Browser } from "playwright-core";
import { launchChromium } from "./chromium.ts";
import type { Job, Kind, Report } from "./jobs.ts";
import { startSite } from "./site.ts";

export interface BrowserSession {
  /** @param isolated whether the page may share memory between threads */
  perform<K extends Kind>(job: Job<K>, isolated: boolean): Promise<Report<K>>;
  close(): Promise<void>;
}

export async function startSession(gpu: "software" | "none" = "software"): Promise<BrowserSession> {
  const [site, browser]: [Awaited<ReturnType<typeof startSite>>, Browser] = await Promise.all([
    startSite(),
    launchChromium(gpu),
  ]);
  return {
    perform: async <K extends Kind>(job: Job<K>, isolated: boolean) => {
      const page = await browser.newPage();
      try {
        await page.goto(isolated ? site.isolated : site.plain);
        return await page.evaluate(
          (given) => (globalThis as unknown as { perform(job: unknown): Promise<Report<K>> }).perform(given),
          job as Job,
        );
      } finally {
        await page.close();
      }
    },
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}
