/** @file The built page: small, with nothing that a strict policy would stop. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../dist/web/", import.meta.url));
const text = (file: string): string => readFileSync(folder + file, "utf8");

/** Kilobytes (of 1000 bytes) of script and style that a page may weigh, compressed, without ONNX Runtime. */
const mostKilobytes = 90;

/** Script and style that the page loads, with what they load. */
function loadedBy(page: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [...text(page).matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file]) => file!);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith(".js")) continue;
    for (const [, name] of text(file).matchAll(/["'](?:\.\/|assets\/)([\w.-]+\.(?:js|css))["']/g)) {
      if (readdirSync(`${folder}assets`).includes(name!)) waiting.push(`assets/${name}`);
    }
  }
  return [...found];
}

test(`script and style of the dashboard weigh at most ${mostKilobytes} kB`, () => {
  const files = loadedBy("index.html");
  expect(files.some((file) => file.endsWith(".js"))).toBe(true);
  expect(files.some((file) => file.endsWith(".css"))).toBe(true);
  const weight = files.reduce((sum, file) => sum + gzipSync(text(file), { level: 9 }).length, 0);
  expect(weight / 1000).toBeLessThanOrEqual(mostKilobytes);
});

test("the page has no script or style of its own, so the server's policy can forbid them", () => {
  const page = text("index.html");
  expect([...page.matchAll(/<script(?![^>]*\ssrc=)/g)]).toEqual([]);
  expect(page).not.toMatch(/<style|\son\w+=|style=/);
});

test("the page for one file lets only its own script run, has one place for a run, and loads nothing", () => {
  const page = text("run.html");
  const [, script] = /<script type="module">([\s\S]*?)<\/script>/.exec(page)!;
  const hash = createHash("sha256").update(script!).digest("base64");
  expect(page).toContain(`content="default-src 'none'; script-src 'sha256-${hash}';`);
  expect(page.match(/<script type="application\/gzip;base64" id="evenkeel-run"><\/script>/g)).toHaveLength(1);
  expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
});
