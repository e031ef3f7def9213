/** @file The paper that is drawn on. */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { paperSide } from "./drawing.ts";
import type { Pad } from "./pad.ts";
import type { Point } from "./strokes.ts";

interface PaperProps {
  readonly pad: Pad;
  /** Shows another test image, so many after the one that is shown. */
  readonly choose: ((by: number) => void) | undefined;
}

interface Stroke {
  readonly pointer: number;
  /** As the page stood when it began: what comes in above it meanwhile moves no line. */
  readonly place: (event: MouseEvent) => Point;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function Paper({ pad, choose }: PaperProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stroke = useRef<Stroke | null>(null);
  useEffect(() => pad.attach(canvas.current!), [pad]);
  const begin = (event: PointerEvent): void => {
    if (!event.isPrimary || event.button !== 0) return;
    const paper = canvas.current!;
    paper.setPointerCapture(event.pointerId);
    stroke.current = { pointer: event.pointerId, place: placeOf(paper) };
    pad.begin(stroke.current.place(event));
  };
  const move = (event: PointerEvent): void => {
    if (event.pointerId !== stroke.current?.pointer) return;
    // A pen reports more often than the screen is painted.
    const passed = event.getCoalescedEvents?.() ?? [];
    pad.extend((passed.length > 0 ? passed : [event]).map(stroke.current.place));
  };
  const end = (event: PointerEvent): void => {
    if (event.pointerId === stroke.current?.pointer) stroke.current = null;
  };
  return (
    <div class="paper">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys, as an application does */}
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={`paper to draw a digit on${choose ? "; arrow keys show test images" : ""}`}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
        onKeyDown={(event) => {
          const by = steps[event.key];
          if (by === undefined || !choose || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          choose(by);
        }}
      />
      {!pad.pixels.value && <span aria-hidden="true">draw here</span>}
    </div>
  );
}

/** From a place on the screen to the paper's own pixels. */
function placeOf(paper: HTMLCanvasElement): (event: MouseEvent) => Point {
  const { left, top, width, height } = paper.getBoundingClientRect();
  return ({ clientX, clientY }) => [((clientX - left) / width) * paperSide, ((clientY - top) / height) * paperSide];
}
