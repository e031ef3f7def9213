/** @file The built pages: small, with nothing that a strict policy would stop. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const text = (file: string): string => readFileSync(dist + file, "utf8");

/** Kilobytes (of 1000 bytes) of script and style that a page may weigh, compressed, without ONNX Runtime. */
const mostKilobytes = 90;

/** Script and style that the page of a folder loads, with what they load. */
function loadedBy(folder: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [...text(`${folder}/index.html`).matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(
    ([, file]) => file!,
  );
  const assets = readdirSync(`${dist}${folder}/assets`);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith(".js")) continue;
    for (const [, name] of text(`${folder}/${file}`).matchAll(/["'](?:\.\/|assets\/)?([\w.-]+\.(?:js|css))["']/g)) {
      // Workers have a thread of their own and come later.
      if (assets.includes(name!) && !workers.test(name!)) waiting.push(`assets/${name}`);
    }
  }
  return [...found];
}

const workers = /^(train|doctor|replay|check|worker)-/;

test.each(["web", "playground"])(`script and style of %s weigh at most ${mostKilobytes} kB`, (folder) => {
  const files = loadedBy(folder);
  expect(files.some((file) => file.endsWith(".js"))).toBe(true);
  expect(files.some((file) => file.endsWith(".css"))).toBe(true);
  const weight = files.reduce((sum, file) => sum + gzipSync(text(`${folder}/${file}`), { level: 9 }).length, 0);
  console.info(`${folder}: ${(weight / 1000).toFixed(1)} kB of script and style, compressed`);
  expect(weight / 1000).toBeLessThanOrEqual(mostKilobytes);
});

test("the page has no script or style of its own, so the server's policy can forbid them", () => {
  const page = text("web/index.html");
  expect([...page.matchAll(/<script(?![^>]*\ssrc=)/g)]).toEqual([]);
  expect(page).not.toMatch(/<style|\son\w+=|style=/);
});

test("the page for one file lets only its own script run, has one place for a run, and loads nothing", () => {
  const page = text("web/run.html");
  const [, script] = /<script type="module">([\s\S]*?)<\/script>/.exec(page)!;
  const hash = createHash("sha256").update(script!).digest("base64");
  expect(page).toContain(`content="default-src 'none'; script-src 'sha256-${hash}';`);
  expect(page.match(/<script type="application\/gzip;base64" id="evenkeel-run"><\/script>/g)).toHaveLength(1);
  expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
});
