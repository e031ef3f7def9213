/** @file The cards beside the charts: what was found, with its evidence, its repair as a diff, and the proof. */

import pages from "virtual:cause-pages";
import type { VNode } from "preact";
import { type Card, cardsOf } from "../../src/doctor/5-report/cards.ts";
import type { CauseFinding, Diagnosis, SymptomFinding } from "../../src/doctor/5-report/diagnosis.ts";
import { notes } from "../../src/doctor/5-report/verdict.ts";
import type { Fact } from "../../src/doctor/fact.ts";
import type { FindingEvent } from "../../src/record/events.ts";
import { whole } from "../model/numbers.ts";
import { diagnosis, jumpTo, replay, revision, run, source } from "../state.ts";
import { looked } from "./looked.ts";
import { CopyButton, FactList, Lines } from "./parts.tsx";
import { ThisRun } from "./thisRun.tsx";
import { capital } from "./verdict.ts";

const pageOf = (id: string) =>
  Object.hasOwn(pages, id) ? { id, ...pages[id]!, except: pages[id]!.except ?? "" } : null;

export function Cards(): VNode {
  revision.value;
  const told = diagnosis.value;
  const findings = run.value?.findings ?? [];
  const named = new Set(told?.symptoms.map(({ id }) => id));
  const unnamed = findings.filter(({ id }) => !named.has(id));
  const rest = [...unnamed].sort((a, b) => Number(isError(b)) - Number(isError(a)));
  return (
    <aside class="cards" aria-label="Diagnosis">
      {told && <Diagnosed told={told} />}
      {rest.map((finding, i) => (
        <FindingCard key={i} finding={finding} />
      ))}
      {!told && <Undiagnosed quiet={findings.length === 0} />}
      <ThisRun />
    </aside>
  );
}

function Diagnosed({ told }: { readonly told: Diagnosis }): VNode {
  const { cards, seen, rest } = cardsOf(told, { command: "npx evenkeel", source: "", page: pageOf });
  return (
    <>
      {cards.map((card, i) => (
        <CauseCard key={card.id} card={card} first={i === 0} />
      ))}
      {seen.length > 0 && <Symptoms symptoms={seen} />}
      <Others title="Repairs it too" causes={rest.filter(({ alone }) => alone)} />
      <Others title="Suspected, not proved" causes={rest.filter(({ alone }) => !alone)} />
      <Passed told={told} />
    </>
  );
}

const Others = ({
  title,
  causes,
}: {
  readonly title: string;
  readonly causes: readonly CauseFinding[];
}): VNode | null =>
  causes.length === 0 ? null : (
    <section class="card info">
      <h3>{title}</h3>
      <ul>
        {causes.map(({ id, title: cause, confidence, treatment }) => (
          <li key={id}>
            {cause}{" "}
            <span class="soft">
              ({confidence}
              {treatment && `: ${treatment}`})
            </span>
          </li>
        ))}
      </ul>
    </section>
  );

const icons = { error: "✖", warning: "⚠", info: "ℹ" } as const;

function CauseCard({ card, first }: { readonly card: Card; readonly first: boolean }): VNode {
  const { id, title, severity, confidence, where, symptoms, evidence, what, why, fix, proof, stillWrong } = card;
  const diff = fix.map(({ sign, path, value }) => `${sign} ${path}: ${value}`);
  const play = source.value?.actions.replay;
  return (
    <section class={`card ${severity}`} aria-label={title}>
      <h3>
        <span aria-hidden="true">{icons[severity]}</span> {title}
      </h3>
      <p class="soft meta">
        {id} · <b class={confidence === "proved" ? "proved" : ""}>{confidence}</b>
        {where.length > 0 && ` · ${where.join(" · ")}`}
      </p>
      <FactList facts={evidence} />
      {what && (
        <>
          <h4>Cause</h4>
          <p>{what}</p>
        </>
      )}
      {why && (
        <details>
          <summary>Why</summary>
          <p class="soft">{why}</p>
        </details>
      )}
      {symptoms.length > 0 && (
        <details>
          <summary>
            Seen as {symptoms.length} {symptoms.length === 1 ? "symptom" : "symptoms"}
          </summary>
          <SymptomList symptoms={symptoms} />
        </details>
      )}
      {diff.length > 0 && (
        <>
          <h4>Fix</h4>
          <pre class="diff">
            {fix.map(({ sign, path, value }, i) => (
              <span key={i} class={sign === "-" ? "minus" : "plus"}>
                {sign} {path}: {value}
              </span>
            ))}
          </pre>
        </>
      )}
      <Lines title={confidence === "proved" ? "Proof" : "Tried"} lines={proof} />
      <Lines title="Still wrong" lines={stillWrong} />
      <div class="buttons">
        {first && play && diff.length > 0 && !replay.value && (
          <button type="button" onClick={() => void play()}>
            Replay ▶
          </button>
        )}
        {diff.length > 0 && <CopyButton text={diff.join("\n")} label="Copy fix" />}
        <CopyButton text={markdownOf(card, diff)} label="Copy all" />
      </div>
    </section>
  );
}

const factText = ({ label, value, normal }: Fact): string =>
  `- ${label}: ${value}${normal ? ` (normal: ${normal})` : ""}`;

/** The card for a colleague or an issue. */
const markdownOf = ({ title, id, confidence, evidence, what, proof }: Card, diff: readonly string[]): string =>
  [
    `### ${title}`,
    `\`${id}\`, ${confidence}`,
    ...evidence.map(factText),
    what ?? "",
    ...(diff.length > 0 ? ["```diff", ...diff, "```"] : []),
    ...proof.map((line) => `- ${line}`),
  ].join("\n");

const SymptomList = ({ symptoms }: { readonly symptoms: readonly SymptomFinding[] }): VNode => (
  <ul>
    {symptoms.map(({ id, title, facts }) => (
      <li key={id}>
        {title}
        {facts[0] && (
          <span class="soft">
            : {facts[0].label} {facts[0].value}
          </span>
        )}
      </li>
    ))}
  </ul>
);

const Symptoms = ({ symptoms }: { readonly symptoms: readonly SymptomFinding[] }): VNode => (
  <section class="card warning">
    <h3>
      <span aria-hidden="true">⚠</span> Also seen
    </h3>
    <SymptomList symptoms={symptoms} />
  </section>
);

function Passed({ told }: { readonly told: Diagnosis }): VNode {
  const { ruledOut, replays } = told;
  return (
    <section class="card info">
      <h3>
        <span aria-hidden="true">ℹ</span>{" "}
        {ruledOut.length > 0 ? `${ruledOut.length} causes ruled out, ${replays} replays` : `${replays} replays`}
      </h3>
      {notes(told, false).map((note) => (
        <p class="soft" key={note}>
          {note}
        </p>
      ))}
      <details hidden={ruledOut.length === 0}>
        <summary>What was looked at</summary>
        <ul>
          {ruledOut.map(({ id, title, why }) => (
            <li key={id}>
              {title}: <span class="soft">{why}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

const isError = ({ origin, id }: FindingEvent): boolean => origin !== undefined || id === "not-learning";

function FindingCard({ finding }: { readonly finding: FindingEvent }): VNode {
  const { id, step, message, where, remedy, facts, origin } = finding;
  const limits: readonly Fact[] = origin?.limit
    ? [
        {
          label: `operand of ${origin.op}`,
          value: String(origin.limit.value),
          normal: `limit ${origin.limit.limit} (${origin.limit.what})`,
        },
      ]
    : [];
  const error = isError(finding);
  return (
    <section class={`card ${error ? "error" : "warning"}`} aria-label={message}>
      <h3>
        <span aria-hidden="true">{error ? "✖" : "⚠"}</span> {capital(message)}
      </h3>
      <p class="soft meta">
        {id} · step {whole(step)}
        {where && ` · ${where}`}
      </p>
      <FactList facts={[...(facts ?? []), ...limits]} />
      {origin && <Lines title="Came by" lines={origin.via} />}
      <div class="buttons">
        <button type="button" onClick={() => jumpTo(step)}>
          Jump to step {whole(step)}
        </button>
        {remedy && <CopyButton text={remedy} label="Copy command" />}
      </div>
    </section>
  );
}

/** What to do where the doctor was not asked yet. */
function Undiagnosed({ quiet }: { readonly quiet: boolean }): VNode {
  revision.value;
  const ask = source.value?.actions.diagnose;
  return (
    <section class={`card ${quiet ? "good" : "info"}`} aria-label="The doctor">
      <h3>
        <span aria-hidden="true">{quiet ? "✓" : "ℹ"}</span>{" "}
        {quiet ? "Nothing odd was seen" : "The cause is not proved yet"}
      </h3>
      <p class="soft">
        {quiet
          ? "Cost, gradients, updates, activations and units are watched while the run goes on; what leaves its normal range is told here."
          : "The doctor replays the run with one change at a time, from the same seed, and proves what repairs it."}
      </p>
      {quiet && run.value && <FactList facts={looked(run.value)} />}
      {ask ? (
        <div class="buttons">
          <button type="button" onClick={() => void ask()}>
            {quiet ? "Ask the doctor" : "Find the cause"}
          </button>
        </div>
      ) : (
        <p>
          <code>npx evenkeel doctor RUN</code>
        </p>
      )}
    </section>
  );
}
