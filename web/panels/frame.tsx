/** @file The frame of a panel: heading with values, the picture or its table, and the sentence. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { ChartView } from "../charts/ChartView.tsx";
import { StripView } from "../charts/StripView.tsx";
import type { ChartSpec } from "../charts/spec.ts";
import { nearest } from "../model/column.ts";
import { brief, whole, shown as written } from "../model/numbers.ts";
import { hovered, layer } from "../state.ts";
import type { Panel, Shown, Table } from "./_panel.ts";
import { Sentence } from "./Sentence.tsx";

export function Frame({ panel, shown }: { readonly panel: Panel; readonly shown: Shown }): VNode | null {
  const [asTable, setAsTable] = useState(false);
  const picture = panel.picture(shown);
  if (!picture) return null;
  const title = `title-${panel.id}`;
  const sentence = panel.sentence(shown);
  return (
    <section class={`panel panel-${panel.id}`} aria-labelledby={title}>
      <header>
        <h2 id={title}>{panel.title}</h2>
        {panel.choosesLayer && <LayerChoice shown={shown} />}
        <span class="note">{panel.note(shown)}</span>
        {picture.kind === "chart" && <Values chart={picture.chart} />}
        <button
          type="button"
          class="small"
          aria-pressed={asTable}
          aria-label={`${panel.title} as a table`}
          title="as a table"
          onClick={() => setAsTable(!asTable)}
        >
          ☷
        </button>
      </header>
      {asTable ? (
        <Numbers table={panel.table(shown)} name={panel.title} />
      ) : picture.kind === "chart" ? (
        <ChartView spec={picture.chart} label={`${panel.title}. ${sentence}`} />
      ) : picture.kind === "strip" ? (
        <StripView spec={picture.strip} label={`${panel.title}. ${sentence}`} />
      ) : (
        <div class="body">{picture.kind === "markup" ? picture.markup : <p class="nothing">{picture.why}</p>}</div>
      )}
      <Sentence text={sentence} />
    </section>
  );
}

/** A name and its value at the hovered step, else the last. */
function Values({ chart }: { readonly chart: ChartSpec }): VNode {
  const at = hovered.value;
  const told = chart.lines.filter((line) => line.told).slice(0, 8);
  return (
    <span class="values">
      {told.map(({ name, color, steps, values }) => {
        const row = at === null ? values.length - 1 : nearest(steps, at);
        return (
          <span key={name} style={{ color: `var(${color})` }}>
            {name} <b>{row < 0 ? "–" : brief(values[row]!)}</b>
          </span>
        );
      })}
    </span>
  );
}

function LayerChoice({ shown }: { readonly shown: Shown }): VNode {
  return (
    <select
      aria-label="Layer"
      value={shown.layer?.name ?? ""}
      onChange={(event) => {
        layer.value = event.currentTarget.value;
      }}
    >
      {shown.run.layers.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** More rows are in the CSV. */
const mostRows = 500;

function Numbers({ table, name }: { readonly table: Table; readonly name: string }): VNode {
  const { head, rows } = table;
  const first = Math.max(0, rows.length - mostRows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="body scrolls" tabIndex={0} aria-label={`${name}, numbers`}>
      <table>
        {first > 0 && (
          <caption>
            the last {mostRows} of {whole(rows.length)} rows; the CSV has all
          </caption>
        )}
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell}>{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(first).map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>{typeof cell === "number" ? written(cell) : cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
