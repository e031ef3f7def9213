/** @file `graph`: shows a training program's formulas as they were traced, the rewrites, and their stable forms. */
import { batchesOf } from "../../data/batches.ts";
import { loadDataset } from "../../data/node/load.ts";
import { printGraph } from "../../graph/print.ts";
import { explainRewrites } from "../../rewrite/explain.ts";
import { planExperiment } from "../../train/plan.ts";
import { stepProgram } from "../../train/programs.ts";
import { exitCode } from "../../util/errors.ts";
import type { CommandDef } from "../command.ts";
import type { Console } from "../console.ts";
import { jobOf, readSource } from "../source.ts";

interface Flags {
  readonly step?: true;
  readonly json?: true;
}

export const graph: CommandDef = {
  name: "graph",
  summary: "show the formulas, the rewrites that keep them stable, and the result",
  declare: (command, run) =>
    command
      .argument("[what]", "mnist, fashion-mnist, EXPERIMENT.json or PROGRAM.ts", "mnist")
      .option("--step", "the whole training step as well, with gradients and updates")
      .option("--json", "as JSON")
      .action((what: string, flags: Flags) => run((console) => show(what, flags, console))),
};

async function show(what: string, { step, json }: Flags, { out }: Console): Promise<number> {
  const { experiment, origin, plan = planExperiment } = jobOf(await readSource(what));
  const { seed, precision, batchSize } = experiment;
  const dataset = loadDataset(experiment.data, { baseFolder: origin.baseFolder, seed, precision });
  const { blueprint, data } = plan(experiment, dataset);
  const { compiled } = stepProgram(blueprint, data.train, batchesOf(data.examples, batchSize).size);
  const { traced, stabilized, applied } = compiled;
  if (json) {
    const rewrites = applied.map(({ rule, what: meaning, site }) => ({ rule, what: meaning, site }));
    const graphs = { before: printGraph(traced), after: printGraph(stabilized), step: printGraph(compiled.graph) };
    out.write(`${JSON.stringify({ rewrites, ...graphs })}\n`);
    return exitCode.done;
  }
  out.write(`${explainRewrites({ before: traced, after: stabilized, applied })}\n`);
  if (step) out.write(`\ntraining step\n${printGraph(compiled.graph)}\n`);
  return exitCode.done;
}
