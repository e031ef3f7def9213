/** @file Panels of pictures: examples that the model is most wrong about, and the weights of its first layer. */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { paintPicture } from "../charts/matrix.ts";
import { percent } from "../model/numbers.ts";
import type { Picture, Views } from "../source/views.ts";
import { painted } from "../state.ts";
import type { Panel } from "./_panel.ts";
import { chosen } from "./confusion.tsx";

function Pixels({
  picture,
  label,
  signed = false,
}: {
  readonly picture: Picture;
  readonly label: string;
  readonly signed?: boolean;
}): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = painted.value;
  useEffect(() => {
    const host = canvas.current;
    if (host) paintPicture(host, picture, signed, (name) => getComputedStyle(host).getPropertyValue(name).trim());
  }, [picture, theme, signed]);
  return <canvas ref={canvas} class="pixels" role="img" aria-label={label} />;
}

const mostShown = 18;

function Gallery({ wrong, right }: Pick<Views, "wrong" | "right">): VNode {
  const pair = chosen.value;
  const shown = (pair ? [...wrong, ...right] : wrong).filter(
    ({ truth, answer }) => !pair || (truth === pair.truth && answer === pair.answer),
  );
  return (
    <ul class="gallery">
      {shown.slice(0, mostShown).map((picture, i) => (
        <li key={i}>
          <Pixels picture={picture} label={`a ${picture.truth}, answered ${picture.answer}`} />
          <span>
            {picture.truth} → <b>{picture.answer}</b>
          </span>
        </li>
      ))}
    </ul>
  );
}

export const wrong: Panel = {
  id: "wrong",
  title: "Most wrong",
  place: "bottom",
  note: () => (chosen.value ? `only ${chosen.value.truth} → ${chosen.value.answer}` : "true → answer, surest first"),
  picture: ({ views }) => (views && views.wrong.length > 0 ? { kind: "markup", markup: <Gallery {...views} /> } : null),
  sentence: ({ views }) => {
    const first = views?.wrong[0];
    return first
      ? `Surest mistake: a ${first.truth} taken for ${first.answer} with ${percent(first.probability)}.`
      : "";
  },
  table: ({ views }) => ({
    head: ["true", "answer", "probability"],
    rows: views?.wrong.map(({ truth, answer, probability }) => [truth, answer, probability]) ?? [],
  }),
};

export const tiles: Panel = {
  id: "tiles",
  title: "First-layer weights",
  place: "bottom",
  note: () => "a tile a unit",
  picture: ({ views }) =>
    views && views.tiles.length > 0
      ? {
          kind: "markup",
          markup: (
            <div class="tiles">
              {views.tiles.slice(0, 60).map((tile, i) => (
                <Pixels key={i} signed picture={tile} label={`weights of unit ${i}`} />
              ))}
            </div>
          ),
        }
      : null,
  sentence: ({ views }) => `${views?.tiles.length ?? 0} units; smooth strokes are learned, noise is not.`,
  table: ({ views }) => ({
    head: ["unit", "smallest", "largest"],
    rows: views?.tiles.map(({ pixels }, i) => [i, Math.min(...pixels), Math.max(...pixels)]) ?? [],
  }),
};
