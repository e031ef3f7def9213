/** @file The playground: setup, panels, lesson and cards, the drawn digit. */
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Cards } from "../cards/cards.tsx";
import { VerdictLine } from "../cards/VerdictLine.tsx";
import { judge } from "../cards/verdict.ts";
import { Keys } from "../controls/Keys.tsx";
import { help, listenForKeys } from "../controls/keys.ts";
import { Notice } from "../controls/Notice.tsx";
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
import { Formulas } from "./Formulas.tsx";
import { Intro } from "./Intro.tsx";
import { listenForTransport, transportKeys } from "./keys.ts";
import { LessonPanel } from "./LessonPanel.tsx";
import { Loading } from "./Loading.tsx";
import { lesson, phase, refusal } from "./state.ts";
import { Lessons, Top } from "./Top.tsx";

/** Places with their panels, those first that are wanted most; so many of them as have something to show. */
const places = {
  left: { ids: ["cost", "logits"], most: 2 },
  // Only rectified layers have units that are silent.
  middle: { ids: ["gradients", "updates", "alive", "activations"], most: 3 },
  bottom: { ids: ["confusion", "wrong", "activations", "accuracy"], most: 2 },
} as const;

function panelsAt(shown: Shown): Readonly<Record<keyof typeof places, readonly Panel[]>> {
  const taken = new Set<Panel>();
  const at = ({ ids, most }: { readonly ids: readonly string[]; readonly most: number }): readonly Panel[] => {
    const filled = panels.filter((panel) => ids.includes(panel.id) && !taken.has(panel) && panel.picture(shown));
    const chosen = filled.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)).slice(0, most);
    for (const panel of chosen) taken.add(panel);
    return chosen;
  };
  return { left: at(places.left), middle: at(places.middle), bottom: at(places.bottom) };
}

export function App(): VNode {
  const shown = useComputed(shownNow).value;
  // Before the first step, and before a lesson's guess, there is nothing to judge.
  const hasResults = useComputed(() => {
    page.revision.value;
    return (page.run.value?.cost.length ?? 0) > 0;
  });
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
  const at = shown && panelsAt(shown);
  const look = lesson.value && page.run.value?.end ? lesson.value.panel : undefined;
  return (
    <div class="page playground" data-phase={phase.value}>
      <Top />
      <Lessons />
      <main data-look={look}>
        <Notice />
        {judged.value && phase.value !== "preparing" && !refusal.value ? (
          <VerdictLine judged={judged.value} />
        ) : (
          <Loading />
        )}
        <SetupForm />
        <div class="left">{at && frames(at.left, shown)}</div>
        <div class="middle">{at && frames(at.middle, shown)}</div>
        <div class="side">
          {lesson.value ? <LessonPanel /> : <Intro />}
          <Doctor />
          {hasResults.value && <Cards />}
          <Formulas />
        </div>
        <div class="bottom">
          <Draw />
          {at && frames(at.bottom, shown)}
        </div>
      </main>
      <CheckDialog />
      <Told />
      <Keys dialog={dialog} keys={[...transportKeys, ...help]} />
    </div>
  );
}

const frames = (chosen: readonly Panel[], shown: Shown): VNode[] =>
  chosen.map((panel) => <Frame key={panel.id} panel={panel} shown={shown} />);
