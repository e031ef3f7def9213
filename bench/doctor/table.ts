/** @file The results as Markdown: one table of tools, one of causes. */
import { causeIds } from "../../test/zoo/entry.ts";
import type { Judged } from "./judge.ts";

export const toolNames: Readonly<Record<string, string>> = {
  doctor: "Evenkeel's doctor",
  autotrainer: "AutoTrainer",
  deepdiagnosis: "DeepDiagnosis",
  umlaut: "UMLAUT",
  sagemaker: "SageMaker Debugger",
  random: "random changes",
};

const share = (rows: readonly Judged[], is: (row: Judged) => boolean): string =>
  rows.length === 0 ? "–" : `${rows.filter(is).length}/${rows.length}`;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
};

const reaches = ({ passes, seeds }: Judged): boolean => passes !== null && passes >= 0.8 * seeds;

const columns: readonly (readonly [string, (rows: readonly Judged[]) => string])[] = [
  [
    "verdict right",
    (rows) => (rows.every(({ verdict }) => verdict === null) ? "–" : share(rows, (row) => row.verdictRight === true)),
  ],
  ["true cause first (one fault)", (rows) => share(rows.filter(hasOneFault), (row) => row.firstRight)],
  ["a true cause in the first three", (rows) => share(rows.filter(isSick), (row) => row.named > 0)],
  [
    "its change repairs",
    (rows) =>
      share(
        rows.filter((row) => isSick(row) && row.repairable),
        reaches,
      ),
  ],
  [
    "smallest set found (several faults)",
    (rows) =>
      share(
        rows.filter(({ truth }) => truth === "joint"),
        (row) => row.jointFound === true,
      ),
  ],
  [
    "false alarms (healthy)",
    (rows) =>
      share(
        rows.filter(({ truth }) => truth === "healthy"),
        (row) => row.alarms.length > 0,
      ),
  ],
  ["replays, median", (rows) => String(median(rows.filter(isSick).map(({ replays }) => replays)))],
  ["seconds, median", (rows) => median(rows.filter(isSick).map(({ seconds }) => seconds)).toFixed(1)],
];

/** Of the published cases: those that one change repairs, or none. */
const hasOneFault = ({ truth }: Judged): boolean => truth !== "healthy" && truth !== "joint";

const isSick = ({ truth }: Judged): boolean => truth !== "healthy";

/** One line a tool. */
export function toolTable(rows: readonly Judged[]): string {
  const tools = Object.keys(toolNames).filter((tool) => rows.some((row) => row.tool === tool));
  const lines = tools.map((tool) => {
    const own = rows.filter((row) => row.tool === tool);
    return `| ${toolNames[tool]} | ${columns.map(([, cell]) => cell(own)).join(" | ")} |`;
  });
  return [
    `| | ${columns.map(([title]) => title).join(" | ")} |`,
    `|---|${columns.map(() => "---|").join("")}`,
    ...lines,
  ].join("\n");
}

/** Of each cause: named first and right ÷ named first; faults named in the first three ÷ faults planted. */
export function causeTable(rows: readonly Judged[]): string {
  const tools = Object.keys(toolNames).filter((tool) => rows.some((row) => row.tool === tool));
  const head = `| cause | ${tools.map((tool) => `${toolNames[tool]}: precision, recall`).join(" | ")} |`;
  const lines = causeIds.map(
    (cause) =>
      `| ${cause} | ${tools
        .map((tool) =>
          cellOf(
            rows.filter((row) => row.tool === tool),
            cause,
          ),
        )
        .join(" | ")} |`,
  );
  return [head, `|---|${tools.map(() => "---|").join("")}`, ...lines].join("\n");
}

function cellOf(rows: readonly Judged[], cause: string): string {
  const first = rows.filter(({ causes }) => causes[0] === cause);
  const right = first.filter(({ faults }) => faults.some((names) => names.includes(cause)));
  const planted = rows.flatMap(({ faults, causes }) =>
    faults.flatMap((names) => (names[0] === cause ? [{ names, causes }] : [])),
  );
  const found = planted.filter(({ names, causes }) => names.some((name) => causes.slice(0, 3).includes(name)));
  const ratio = (part: number, whole: number): string => (whole === 0 ? "–" : `${part}/${whole}`);
  return `${ratio(right.length, first.length)}, ${ratio(found.length, planted.length)}`;
}

/** The doctor's failing marks, one line a run. */
export function shortcomings(rows: readonly Judged[]): string {
  const lines = rows
    .filter(({ tool }) => tool === "doctor")
    .flatMap((row) => {
      const wrong = shortOf(row);
      if (wrong.length === 0) return [];
      const truth = row.faults.map((names) => names[0]).join(" and ") || "nothing wrong";
      return [`| ${row.id} | ${truth} | ${row.verdict}: ${row.causes.slice(0, 3).join(", ")} | ${wrong.join("; ")} |`];
    });
  return ["| run | truth | answer | what is wrong with it |", "|---|---|---|---|", ...lines].join("\n");
}

function shortOf(row: Judged): string[] {
  const { truth, verdictRight, firstRight, named, repairable, passes, seeds, jointFound, alarms } = row;
  const wrong: string[] = [];
  if (!verdictRight) wrong.push("verdict");
  if (hasOneFault(row) && !firstRight) wrong.push("first cause");
  if (isSick(row) && named === 0) wrong.push("no true cause in the first three");
  if (isSick(row) && repairable && !reaches(row)) wrong.push(`repairs ${passes ?? 0} of ${seeds}`);
  if (jointFound === false) wrong.push("not the smallest set");
  if (truth === "healthy" && alarms.length > 0) wrong.push(`alarms: ${alarms.join(", ")}`);
  return wrong;
}
