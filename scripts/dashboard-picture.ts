/** @file Writes docs/images/dashboard.png: the built dashboard with a broken run of the fixtures, and its repair in grey. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../test/browser/chromium.ts";
import { exported, placeReplay, placeRun, temporary } from "../test/browser/dashboard/folder.ts";

const images: string = fileURLToPath(new URL("../docs/images/", import.meta.url));
mkdirSync(images, { recursive: true });

const run: string = placeRun(temporary(), "broken");
placeReplay(run);
const address: string = await exported(run, "broken", "done");
const browser = await launchChromium("none");
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
await page.goto(address);
await page.locator(".panel-cost canvas").waitFor();
await page.waitForTimeout(500);
await page.screenshot({ path: `${images}dashboard.png` });
await browser.close();
