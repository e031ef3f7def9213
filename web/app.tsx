/** @file The page: heading, verdict, panels and cards. */
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Cards } from "./cards/cards.tsx";
import { type Judged, judge, marks } from "./cards/verdict.ts";
import { Header } from "./controls/Header.tsx";
import { help, listenForKeys } from "./controls/keys.ts";
import { nearest } from "./model/column.ts";
import { shown as written } from "./model/numbers.ts";
import type { Panel, Shown } from "./panels/_panel.ts";
import { Frame } from "./panels/frame.tsx";
import { panels } from "./panels/index.ts";
import { openFiles } from "./source/file.ts";
import * as page from "./state.ts";

/** So many panels stand at the bottom; activations always do. */
const bottomPlaces = 5;

function shownNow(): Shown | null {
  page.revision.value;
  const run = page.run.value;
  if (!run) return null;
  const named = run.layers.find(({ name }) => name === page.layer.value);
  // The last hidden layer: the output has no activations to speak of.
  const layer = named ?? run.layers.at(-2) ?? run.layers.at(-1) ?? null;
  return {
    run,
    layer,
    replay: page.replay.value,
    compared: page.compared.value,
    views: page.views.value,
    smoothing: page.smoothing.value,
    logarithmicCost: page.logarithmicCost.value,
  };
}

export function App({ open }: { readonly open: (id: string) => void }): VNode {
  const shown = useComputed(shownNow).value;
  const judged = useComputed(() => {
    page.revision.value;
    return page.run.value && judge(page.run.value, page.diagnosis.value, page.state.value);
  });
  const keys = useRef<HTMLDialogElement>(null);
  useEffect(
    () =>
      listenForKeys(
        () => judged.value?.step ?? null,
        () => keys.current?.showModal(),
      ),
    [],
  );
  return (
    <div class="page">
      <Header open={open} tone={judged.value?.tone ?? "calm"} />
      <main>
        {page.notice.value && <Notice text={page.notice.value} />}
        {shown && judged.value ? <Screen shown={shown} judged={judged.value} /> : <Empty />}
      </main>
      <Told />
      <dialog ref={keys} aria-label="Keys">
        <dl class="keys">
          {help.map(([key, does]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </div>
  );
}

/** Files can be dropped anywhere. */
export function listenForDrops(): void {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    void openFiles([...(event.dataTransfer?.files ?? [])]);
  });
}

const Notice = ({ text }: { readonly text: string }): VNode => (
  <p class="notice" role="status">
    {text}
    <button
      type="button"
      aria-label="Close"
      onClick={() => {
        page.notice.value = null;
      }}
    >
      ×
    </button>
  </p>
);

function Screen({ shown, judged }: { readonly shown: Shown; readonly judged: Judged }): VNode {
  const at = (place: Panel["place"]): VNode[] =>
    panels
      .filter((panel) => panel.place === place)
      .map((panel) => <Frame key={panel.id} panel={panel} shown={shown} />);
  useEffect(() => {
    document.documentElement.dataset.tone = judged.tone;
    page.painted.value++;
  }, [judged.tone]);
  return (
    <>
      <Verdict judged={judged} />
      <div class="left">{at("left")}</div>
      <div class="middle">{at("middle")}</div>
      <Cards />
      <div class="bottom">
        {bottom(shown).map((panel) => (
          <Frame key={panel.id} panel={panel} shown={shown} />
        ))}
      </div>
    </>
  );
}

/** Panels that have something to show, as many as there is room for. */
function bottom(shown: Shown): readonly Panel[] {
  const filled = panels.filter((panel) => panel.place === "bottom" && panel.picture(shown) !== null);
  const last = filled.filter(({ id }) => id === "activations");
  return [...filled.filter(({ id }) => id !== "activations").slice(0, bottomPlaces - last.length), ...last];
}

function Verdict({ judged: { tone, headline, text, step } }: { readonly judged: Judged }): VNode {
  const play = page.source.value?.actions.replay;
  const fixable = page.diagnosis.value?.recommended != null && page.replay.value === null;
  return (
    <section class={`verdict ${tone}`} aria-label="Verdict">
      <p role="status">
        <b>
          <span aria-hidden="true">{marks[tone]}</span> {headline}
        </b>{" "}
        <span class="text">{text}</span>
      </p>
      {page.zoom.value && (
        <button
          type="button"
          onClick={() => {
            page.zoom.value = null;
          }}
        >
          All steps
        </button>
      )}
      {step !== null && (
        <button type="button" onClick={() => page.jumpTo(step)}>
          Jump to step {step}
        </button>
      )}
      {play && fixable && (
        <button type="button" onClick={() => void play()}>
          Replay the fix ▶
        </button>
      )}
    </section>
  );
}

/** The values at the hovered step, for who does not see the lines. */
function Told(): VNode {
  const [run, step] = [page.run.value, page.hovered.value];
  const row = run && step !== null ? nearest(run.steps.values, step) : -1;
  return (
    <p class="unseen" aria-live="polite">
      {run && row >= 0 ? `step ${run.steps.values[row]}: cost ${written(run.cost.values[row]!)}` : ""}
    </p>
  );
}

const Empty = (): VNode => (
  <section class="empty">
    <h2>{page.state.value === "loading" ? "Loading" : "No run is open"}</h2>
    <p>
      Drop the <code>record.jsonl</code> of a run's folder here, with the JSON of <code>evenkeel doctor --json</code>{" "}
      beside it if you have one. Nothing leaves this machine.
    </p>
    <p>
      <code>evenkeel ui</code> shows the runs of a folder, and those that are going on.
    </p>
  </section>
);
