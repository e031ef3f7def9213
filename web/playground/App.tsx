/** @file The playground: setup, panels, lesson and cards, the drawn digit. */
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Cards } from "../cards/cards.tsx";
import { VerdictLine } from "../cards/VerdictLine.tsx";
import { judge } from "../cards/verdict.ts";
import { Keys } from "../controls/Keys.tsx";
import { help, listenForKeys } from "../controls/keys.ts";
import type { Panel, Shown } from "../panels/_panel.ts";
import { Frame } from "../panels/frame.tsx";
import { panels } from "../panels/index.ts";
import { shownNow } from "../panels/shownNow.ts";
import { Told } from "../panels/Told.tsx";
import * as page from "../state.ts";
import { CheckDialog } from "./CheckDialog.tsx";
import { SetupForm } from "./controls/SetupForm.tsx";
import { Doctor } from "./Doctor.tsx";
import { Draw } from "./Draw.tsx";
import { listenForTransport, transportKeys } from "./keys.ts";
import { LessonPanel } from "./LessonPanel.tsx";
import { Loading } from "./Loading.tsx";
import { phase, refusal } from "./state.ts";
import { Lessons, Top } from "./Top.tsx";

const left = ["cost", "logits"];
const middle = ["gradients", "updates", "alive"];
const bottom = ["confusion", "wrong", "activations"];

const withId = (ids: readonly string[]): readonly Panel[] =>
  ids.flatMap((id) => panels.find((panel) => panel.id === id) ?? []);

export function App(): VNode {
  const shown = useComputed(shownNow).value;
  const dialog = useRef<HTMLDialogElement>(null);
  const judged = useComputed(() => {
    page.revision.value;
    return page.run.value?.start ? judge(page.run.value, page.diagnosis.value, page.state.value) : null;
  });
  useEffect(() => {
    listenForTransport();
    listenForKeys(
      () => judged.value?.step ?? null,
      () => dialog.current?.showModal(),
    );
  }, []);
  useEffect(() => {
    if (judged.value) document.documentElement.dataset.tone = judged.value.tone;
    page.painted.value++;
  }, [judged.value?.tone]);
  return (
    <div class="page playground">
      <Top />
      <Lessons />
      <main>
        {judged.value && phase.value !== "preparing" && !refusal.value ? (
          <VerdictLine judged={judged.value} />
        ) : (
          <Loading />
        )}
        <SetupForm />
        <div class="left">{shown && frames(left, shown)}</div>
        <div class="middle">{shown && frames(middle, shown)}</div>
        <div class="side">
          <LessonPanel />
          <Doctor />
          <Cards />
        </div>
        <div class="bottom">
          <Draw />
          {shown && frames(bottom, shown)}
        </div>
      </main>
      <CheckDialog />
      <Told />
      <Keys dialog={dialog} keys={[...transportKeys, ...help]} />
    </div>
  );
}

const frames = (ids: readonly string[], shown: Shown): VNode[] =>
  withId(ids).map((panel) => <Frame key={panel.id} panel={panel} shown={shown} />);
