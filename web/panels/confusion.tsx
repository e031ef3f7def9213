/** @file Panel: which class is taken for which. */

import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { percent } from "../model/numbers.ts";
import type { Panel } from "./_panel.ts";

/** What the gallery beside it shows: only pictures of this class that were answered so; null for all. */
export const chosen: { value: { readonly truth: string; readonly answer: string } | null } = signal(null);

interface Matrix {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

function Confusion({ labels, counts }: Matrix): VNode {
  const mostWrong = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => j !== i)));
  return (
    <div class="confusion" style={{ gridTemplateColumns: `auto repeat(${labels.length}, 1fr)` }}>
      {counts.map((row, truth) => [
        <span class="name" key={`name ${truth}`}>
          {labels[truth]}
        </span>,
        ...row.map((count, answer) => (
          <Cell key={`${truth} ${answer}`} {...{ labels, truth, answer, count, mostWrong, row }} />
        )),
      ])}
      <span />
      {labels.map((label) => (
        <span class="name below" key={label}>
          {label}
        </span>
      ))}
    </div>
  );
}

interface CellOf extends Pick<Matrix, "labels"> {
  readonly truth: number;
  readonly answer: number;
  readonly count: number;
  readonly mostWrong: number;
  readonly row: readonly number[];
}

function Cell({ labels, truth, answer, count, mostWrong, row }: CellOf): VNode {
  const right = truth === answer;
  const share = right
    ? count /
      Math.max(
        1,
        row.reduce((sum, x) => sum + x, 0),
      )
    : count / mostWrong;
  const said = `${count} of class ${labels[truth]} answered ${labels[answer]}`;
  return (
    <button
      type="button"
      class={right ? "cell right" : "cell"}
      style={{ "--share": `${Math.round(100 * Math.sqrt(share))}%` }}
      aria-label={said}
      title={said}
      onClick={() => {
        const same = chosen.value?.truth === labels[truth] && chosen.value?.answer === labels[answer];
        chosen.value = same ? null : { truth: labels[truth]!, answer: labels[answer]! };
      }}
    />
  );
}

/** The pair that is confused most often. */
function worst({ labels, counts }: Matrix): { truth: string; answer: string; count: number } | null {
  let found: { truth: string; answer: string; count: number } | null = null;
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      if (i !== j && count > (found?.count ?? 0)) found = { truth: labels[i]!, answer: labels[j]!, count };
    }
  }
  return found;
}

export const confusion: Panel = {
  id: "confusion",
  title: "Confusion",
  place: "bottom",
  note: () => "row: true · column: answer",
  picture: ({ views }) => (views?.confusion ? { kind: "markup", markup: <Confusion {...views.confusion} /> } : null),
  sentence: ({ views }) => {
    if (!views?.confusion) return "";
    const { counts } = views.confusion;
    const all = counts.flat().reduce((sum, count) => sum + count, 0);
    const right = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
    const most = worst(views.confusion);
    return `${percent(right / all)} right${most ? `; most often ${most.truth} is taken for ${most.answer}, ${most.count} times` : ""}.`;
  },
  table: ({ views }) => ({
    head: ["true", ...(views?.confusion?.labels ?? [])],
    rows: views?.confusion?.counts.map((row, i) => [views.confusion!.labels[i]!, ...row]) ?? [],
  }),
};
