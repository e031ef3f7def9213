/** @file The page: heading, verdict, panels and cards. */
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Cards } from "./cards/cards.tsx";
import { VerdictLine } from "./cards/VerdictLine.tsx";
import { type Judged, judge } from "./cards/verdict.ts";
import { Header } from "./controls/Header.tsx";
import { Keys } from "./controls/Keys.tsx";
import { drawingKey, help, listenForKeys } from "./controls/keys.ts";
import { Notice } from "./controls/Notice.tsx";
import type { Panel, Shown } from "./panels/_panel.ts";
import { Frame } from "./panels/frame.tsx";
import { panels } from "./panels/index.ts";
import { shownNow } from "./panels/shownNow.ts";
import { Told } from "./panels/Told.tsx";
import { openFiles } from "./source/file.ts";
import * as page from "./state.ts";

/** So many panels stand at the bottom. */
const bottomPlaces = 5;
/** These always do, at its end: what is drawn on stays where it is when others come. */
const lastPlaces: readonly string[] = ["activations", "draw"];

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
        <Notice />
        {shown && judged.value ? <Screen shown={shown} judged={judged.value} /> : <Empty />}
      </main>
      <Told />
      <Keys dialog={keys} keys={page.source.value?.actions.classify ? [...help, drawingKey] : help} />
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
      <VerdictLine judged={judged} />
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
  const last = filled.filter(({ id }) => lastPlaces.includes(id));
  return [...filled.filter((panel) => !last.includes(panel)).slice(0, bottomPlaces - last.length), ...last];
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
