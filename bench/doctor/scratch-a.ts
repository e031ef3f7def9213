import { gatherEvidence } from "../../dist/doctor/1-evidence/gather.js";
import { causes } from "../../dist/doctor/3-causes/index.js";
import { baselineRun } from "../../dist/doctor/baseline.js";
import { nodeSubject } from "../../dist/doctor/node/subject.js";
import { ortNodeEngine } from "../../dist/engine/ort-node/index.js";
import { zooCases } from "./case.ts";

const engine = await ortNodeEngine({ threads: 1, spinning: false });
const only = process.env.ONLY;
for (const c of zooCases()) {
  if (only && !c.id.includes(only)) continue;
  if (process.env.GROUP && c.group !== process.env.GROUP) continue;
  try {
    const subject = nodeSubject(c as never);
    const baseline = await baselineRun(subject, { engine, events: null, budgetSeconds: 40 } as never);
    const evidence = await gatherEvidence({
      subject,
      ...baseline,
      engine,
      onFailure: (p: string, e: unknown) => console.log("FAILED", c.id, p, e),
    } as never);
    const all = causes
      .flatMap((k) => {
        const s = k.weigh(evidence, c.experiment);
        return s
          ? [{ id: k.id, w: s.weight, f: s.facts, t: k.treatments(c.experiment, evidence).map((t) => t.title) }]
          : [];
      })
      .sort((a, b) => b.w - a.w);
    const right =
      c.truth.faults.length === 0
        ? all.every((a) => a.w < 0.5 || a.id === "nothing-wrong")
        : c.truth.faults.flat().includes(all[0]?.id as never);
    console.log(
      `${right ? "  " : "!!"} ${c.id} score ${evidence.course?.score} TRUTH ${JSON.stringify(c.truth.faults)} :: ` +
        all
          .filter((a) => a.w >= 0.2)
          .slice(0, 6)
          .map((a) => `${a.id}=${a.w.toFixed(2)}`)
          .join("  "),
    );
    if (process.env.F)
      console.log(
        JSON.stringify(all.slice(0, 3), null, 1),
        JSON.stringify(evidence.data),
        JSON.stringify(evidence.signal),
      );
  } catch (e) {
    console.log("ERR", c.id, e);
  }
}
await engine.dispose();
