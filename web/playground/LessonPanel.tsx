/** @file A lesson as its reader goes through it: what was done, a guess, what broke first, the proof, the repair. */
import type { ComponentChildren, VNode } from "preact";
import type { EndEvent } from "../../src/record/events.ts";
import type { Lesson } from "../lessons/_lesson.ts";
import { lessons } from "../lessons/index.ts";
import { percent } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { diagnosis, replay, revision, run } from "../state.ts";
import { cancelDoctor, diagnose, makeGuess, open, repair } from "./session.ts";
import { examination, guess, lesson, type Phase, phase, repairing, setup } from "./state.ts";

export function LessonPanel(): VNode | null {
  revision.value;
  const shown = lesson.value;
  if (!shown) return null;
  const number = lessons.indexOf(shown) + 1;
  const broken = run.value?.end ? run.value : null;
  return (
    <section class="card lesson" aria-label={`Lesson: ${shown.title}`}>
      <h3>
        <span class="number">{number}</span> {shown.title}
      </h3>
      <p>{shown.story}</p>
      <Changes lesson={shown} />
      <Question lesson={shown} told={broken !== null} />
      {guess.value !== null && !broken && <p class="soft">{waits[phase.value]}</p>}
      {broken && <Seen lesson={shown} broken={broken} />}
      {broken && <Proof />}
      {diagnosis.value && broken && <Repair lesson={shown} />}
    </section>
  );
}

/** What the run is at, whose end is waited for. */
const waits: Readonly<Record<Phase, string>> = {
  waiting: "Getting ready.",
  preparing: "Getting ready.",
  running: "It runs.",
  paused: "It is held: Play goes on.",
  ended: "It did not come to its end: Play begins anew.",
};

/** What differs from the network that learns, as a reader would type it. */
function Changes({ lesson: { breaks } }: { readonly lesson: Lesson }): VNode {
  const rows = Object.keys(breaks).map((field) => {
    const value: unknown = setup.value[field as keyof typeof setup.value];
    return `${field}: ${Array.isArray(value) ? value.join(", ") || "none" : String(value)}`;
  });
  return <pre class="formula">{rows.join("\n")}</pre>;
}

function Question({ lesson: { question, choices }, told }: { readonly lesson: Lesson; readonly told: boolean }): VNode {
  const made = guess.value;
  return (
    <fieldset class="guess">
      <legend>{question}</legend>
      {choices.map(({ text, right, answer }, i) => {
        const mark = !told ? "" : right ? "✓ " : made === i ? "✗ " : "";
        return (
          <div key={text}>
            <button type="button" aria-pressed={made === i} disabled={made !== null} onClick={() => makeGuess(i)}>
              {mark}
              {text}
            </button>
            {told && made === i && <p class={right ? "right" : "wrong"}>{answer}</p>}
          </div>
        );
      })}
    </fieldset>
  );
}

const Part = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode => (
  <>
    <h4>{title}</h4>
    {children}
  </>
);

const Seen = ({ lesson: { seen }, broken }: { readonly lesson: Lesson; readonly broken: Run }): VNode => (
  <Part title="What broke first">
    <p role="status">{seen(broken)}</p>
  </Part>
);

function Proof(): VNode {
  const told = diagnosis.value;
  const now = examination.value;
  if (now) {
    return (
      <Part title="The doctor">
        <p role="status">
          {now.replays === 0 ? "It looks at the record." : `${now.replays} replays so far, ${now.stage}.`}
          {now.best && <span class="soft"> Best: {now.best}.</span>}
        </p>
        <div class="buttons">
          <button type="button" onClick={cancelDoctor}>
            Stop looking
          </button>
        </div>
      </Part>
    );
  }
  if (told) {
    const text = told.recommended
      ? "The doctor's card below has the cause and its proof."
      : "The doctor proved no cause; its cards below say what was looked at.";
    return <p class="soft">{text}</p>;
  }
  return (
    <Part title="Which cause is it?">
      <p class="soft">The doctor replays this run here, in your browser, with one thing changed at a time.</p>
      <div class="buttons">
        <button type="button" class="main" onClick={() => void diagnose()}>
          Find the cause
        </button>
      </div>
    </Part>
  );
}

function Repair({ lesson: shown }: { readonly lesson: Lesson }): VNode {
  revision.value;
  const end = replay.value?.end;
  if (!diagnosis.value?.recommended) return <Next after={shown} />;
  if (!end) {
    return (
      <div class="buttons">
        <button type="button" class="main" disabled={repairing.value} onClick={() => void repair()}>
          {repairing.value ? "The repair trains" : "Repair it"}
        </button>
      </div>
    );
  }
  return (
    <Part title={end.goalReached ? "Repaired" : "Better, not repaired"}>
      <p role="status">
        {scoreOf(end)} {shown.moral}
      </p>
      <Next after={shown} />
    </Part>
  );
}

const scoreOf = ({ stopped, test }: EndEvent): string =>
  stopped === "diverged" || test?.accuracy === undefined
    ? "It left the finite numbers as well."
    : `${percent(test.accuracy)} of the test images are right now.`;

function Next({ after }: { readonly after: Lesson }): VNode {
  const next = lessons[lessons.indexOf(after) + 1] ?? null;
  return (
    <div class="buttons">
      <button type="button" class="main" onClick={() => open(next)}>
        {next ? `Next: ${next.title}` : "Now break it yourself"}
      </button>
    </div>
  );
}
