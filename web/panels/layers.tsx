/** @file Panel: the layers as a table, with what was measured last. */
import { percent, whole, shown as written } from "../model/numbers.ts";
import { layerColor } from "./_layers.ts";
import type { Panel, Shown, Table } from "./_panel.ts";

function table({ run: { start, layers } }: Shown): Table {
  const measured = new Map(layers.map((layer) => [layer.name, layer]));
  const listed = start?.model.layers ?? [];
  return {
    head: ["layer", "parameters", "silent", "flat", "‖W‖"],
    rows: listed.map(({ name, summary, parameters }) => {
      const layer = measured.get(name);
      const known = layer
        ? [percent(layer.deadShare.last), percent(layer.saturatedShare.last), written(layer.weightNorm.last)]
        : ["", "", ""];
      return [`${name} ${summary}`, whole(parameters), ...known];
    }),
  };
}

export const layers: Panel = {
  id: "layers",
  title: "Layers",
  place: "bottom",
  note: () => "as last measured",
  picture: (shown) => {
    const { head, rows } = table(shown);
    if (rows.length === 0) return null;
    return {
      kind: "markup",
      markup: (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section class="scrolls" tabIndex={0} aria-label="Layers">
          <table>
            <thead>
              <tr>
                {head.map((name) => (
                  <th key={name}>{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j} style={j === 0 ? { color: `var(${layerColor(i)})` } : {}}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ),
    };
  },
  sentence: ({ run: { start } }) => `${whole(start?.model.parameters ?? 0)} parameters.`,
  table,
};
