/** @file The 28 × 28 pixels that the network sees. */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { side } from "./drawing.ts";

export function Preview({ pixels }: { readonly pixels: Uint8Array | null }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    const image = context.createImageData(side, side);
    for (let i = 0; i < side * side; i++) {
      const level = pixels?.[i] ?? 0;
      image.data.set([level, level, level, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }, [pixels]);
  const said = `what the network sees: ${side} × ${side} pixels${pixels ? "" : ", all black"}`;
  return (
    <figure class="preview">
      <canvas ref={canvas} width={side} height={side} role="img" aria-label={said} />
      <figcaption>
        {side} × {side}
      </figcaption>
    </figure>
  );
}
