/** @file What axe finds serious in a page. */
import { fileURLToPath } from "node:url";
import type { Visit } from "./visit.ts";

const axe = fileURLToPath(new URL("../../../node_modules/axe-core/axe.min.js", import.meta.url));

/** The page's policy has to be switched off: axe is a script of another place. */
export async function seriousFindings({ page }: Visit): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() =>
    (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}
