/** @file A strip of units over steps in the page, linked to the charts above it. */
import { useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { nearest } from "../model/column.ts";
import { hovered, logarithmicSteps, painted, span } from "../state.ts";
import { stepName, stepSplits } from "./axis.ts";
import { gutter, type View } from "./chart.ts";
import { paintStrip, type StripSpec, stepAt, stepPlace } from "./matrix.ts";
import { drawInTurn, forgetDrawing } from "./turns.ts";
import { viewNow } from "./viewNow.ts";

export function StripView({ spec, label }: { readonly spec: StripSpec; readonly label: string }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const names = useRef<HTMLDivElement>(null);
  const latest = useRef(spec);
  latest.current = spec;
  const draw = (): void => drawInTurn(canvas, paint);
  const paint = (): void => {
    const host = canvas.current;
    if (!host || host.clientWidth < 80 || host.clientHeight < 30) return;
    paintStrip(host, latest.current, viewNow(), (name) => getComputedStyle(host).getPropertyValue(name).trim());
    nameSteps(names.current!, viewNow(), host.clientWidth);
  };
  const { from, to } = span.value;
  useEffect(draw, [spec, from, to, logarithmicSteps.value, painted.value]);
  useEffect(() => {
    const observer = new ResizeObserver(draw);
    observer.observe(canvas.current!);
    return () => {
      observer.disconnect();
      forgetDrawing(canvas);
    };
  }, []);
  useSignalEffect(() => {
    const step = hovered.value;
    const [host, mark] = [canvas.current, line.current];
    if (!host || !mark) return;
    const x = step === null ? -1 : stepPlace(viewNow(), host.clientWidth)(step);
    mark.hidden = x < gutter.left || x > host.clientWidth - gutter.right;
    mark.style.left = `${x}px`;
  });
  const point = (event: PointerEvent): void => {
    const host = event.currentTarget as HTMLElement;
    const step = stepAt(viewNow(), host.clientWidth, event.clientX - host.getBoundingClientRect().left);
    const row = nearest(latest.current.steps, step);
    hovered.value = row < 0 ? null : latest.current.steps[row]!;
  };
  return (
    <div
      class="body strip"
      role="img"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the hovered step
      tabIndex={0}
      onPointerMove={point}
      onPointerLeave={() => {
        hovered.value = null;
      }}
    >
      <canvas ref={canvas} />
      <div class="names" ref={names} />
      <div class="at" ref={line} hidden />
    </div>
  );
}

function nameSteps(host: HTMLElement, view: View, width: number): void {
  const place = stepPlace(view, width);
  const {
    span: { from, to },
    logarithmicSteps: logarithmic,
  } = view;
  const named = stepSplits(from, to, logarithmic, width - gutter.left - gutter.right).map((step) => {
    const name = document.createElement("span");
    name.textContent = stepName(step);
    name.style.left = `${place(step)}px`;
    return name;
  });
  host.replaceChildren(...named);
}
