/** @file A line chart in the page: keeps its size, its window and its hovered step. */
import { useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { hovered, logarithmicSteps, painted, span, zoom } from "../state.ts";
import { Chart } from "./chart.ts";
import type { ChartSpec } from "./spec.ts";
import { drawInTurn, forgetDrawing } from "./turns.ts";
import { viewNow } from "./viewNow.ts";

export function ChartView({ spec, label }: { readonly spec: ChartSpec; readonly label: string }): VNode {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef(spec);
  latest.current = spec;
  const draw = (): void => drawInTurn(host, () => chart.current?.update(latest.current, viewNow()));

  useEffect(() => {
    const made = new Chart(host.current!, {
      hovered: (step) => {
        hovered.value = step;
      },
      zoomed: (window) => {
        zoom.value = window;
      },
    });
    chart.current = made;
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(host.current!);
    return () => {
      observer.disconnect();
      forgetDrawing(host);
      made.destroy();
      chart.current = null;
    };
  }, []);

  const { from, to } = span.value;
  useEffect(draw, [spec, from, to, logarithmicSteps.value, painted.value]);
  useSignalEffect(() => chart.current?.hover(hovered.value));
  // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the hovered step
  return <div class="body chart" ref={host} role="img" aria-label={label} tabIndex={0} />;
}
