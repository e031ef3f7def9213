/** @file Panel: what the network is trained on: the range of its inputs and how often each class comes. */
import type { VNode } from "preact";
import type { DataFacts } from "../../src/record/events.ts";
import { percent, whole, shown as written } from "../model/numbers.ts";
import type { Panel } from "./_panel.ts";

function Bars({ counts }: { readonly counts: readonly number[] }): VNode {
  const most = Math.max(1, ...counts);
  return (
    <div class="bars" role="img" aria-label={`examples of each class: ${counts.join(", ")}`}>
      {counts.slice(0, 40).map((count, i) => (
        <span key={i} title={`class ${i}: ${whole(count)}`}>
          <i style={{ height: `${Math.max(1, (100 * count) / most)}%` }} />
          {counts.length <= 20 ? i : ""}
        </span>
      ))}
    </div>
  );
}

const countsOf = ({ targets }: DataFacts): readonly number[] => (targets?.kind === "labels" ? targets.counts : []);

function Facts({ data }: { readonly data: DataFacts }): VNode {
  const rows: readonly (readonly [string, string])[] = [
    [
      "inputs",
      `${written(data.inputMin)} … ${written(data.inputMax)}, mean ${written(data.inputMean)}, std ${written(data.inputStd)}`,
    ],
    ["examples", [data.train, data.validation, data.test].map(whole).join(" / ")],
    ["constant inputs", whole(data.constantInputs)],
  ];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export const data: Panel = {
  id: "data",
  title: "Data",
  place: "bottom",
  note: ({ run }) => run.start?.data.name ?? "",
  picture: ({ run: { start } }) =>
    start
      ? {
          kind: "markup",
          markup: (
            <div class="data">
              <Facts data={start.data} />
              {countsOf(start.data).length > 0 && <Bars counts={countsOf(start.data)} />}
            </div>
          ),
        }
      : null,
  sentence: ({ run: { start } }) => {
    if (!start) return "";
    const counts = countsOf(start.data);
    if (counts.length === 0) return `${whole(start.data.train)} examples to learn from.`;
    const all = counts.reduce((sum, count) => sum + count, 0);
    return `The commonest class has ${percent(Math.max(...counts) / all)}, the rarest ${percent(Math.min(...counts) / all)}.`;
  },
  table: ({ run: { start } }) => ({
    head: ["class", "examples"],
    rows: start ? countsOf(start.data).map((count, i) => [i, count]) : [],
  }),
};
