/** @file All commands, in the order in which help lists them. */
import type { CommandDef } from "../command.ts";
import { check } from "./check.ts";
import { doctor } from "./doctor.ts";
import { explain } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { gradcheck } from "./gradcheck.ts";
import { graph } from "./graph.ts";
import { predict } from "./predict.ts";
import { runs } from "./runs.ts";
import { train } from "./train.ts";
import { ui } from "./ui.ts";
import { views } from "./views.ts";

export const commands: readonly CommandDef[] = [
  train,
  check,
  doctor,
  explain,
  gradcheck,
  predict,
  exportCommand,
  ui,
  runs,
  views,
  graph,
];
