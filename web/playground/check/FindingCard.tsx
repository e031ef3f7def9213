/** @file A finding of the checker as a card: what, where, its range beside the limit, the inputs that show it, what to do. */
import type { VNode } from "preact";
import type { Fact } from "../../../src/doctor/fact.ts";
import { CopyButton, FactList } from "../../cards/parts.tsx";
import { capital } from "../../cards/verdict.ts";
import { whole } from "../../model/numbers.ts";
import type { CheckedFinding, RepairedPlace, WitnessInput } from "../../workers/checked.ts";

interface FindingCardProps {
  readonly finding: CheckedFinding;
  /** Where the repaired model was rewritten for it. */
  readonly places: readonly RepairedPlace[];
}

const looks: Readonly<Record<CheckedFinding["grade"], readonly [tone: string, mark: string, said: string]>> = {
  proved: ["error", "✖", "proved"],
  possible: ["warning", "⚠", "possible"],
  gradient: ["error", "✖", "in the gradient"],
  "flush-to-zero": ["info", "ℹ", "only where subnormal numbers are taken for 0"],
  advice: ["info", "ℹ", "advice"],
};

export function FindingCard({ finding, places }: FindingCardProps): VNode {
  const { rule, grade, message, help, why, witness } = finding;
  const [tone, mark, said] = looks[grade];
  return (
    <section class={`card ${tone} finding`} aria-label={`${message}: ${placeOf(finding)}`}>
      <h3>
        <span aria-hidden="true">{mark}</span> {capital(message)}
      </h3>
      <p class="soft meta">
        <code>{rule}</code> · <b>{said}</b> · {placeOf(finding)}
      </p>
      <FactList facts={factsOf(finding)} />
      {witness.length > 0 && <Inputs witness={witness} />}
      {places.length > 0 && <Rewritten places={places} />}
      <h4>What to do</h4>
      <p>{capital(help)}.</p>
      {why && (
        <details>
          <summary>Why</summary>
          <p class="soft">{why}</p>
        </details>
      )}
      <div class="buttons">
        <CopyButton text={markdownOf(finding, places)} label="Copy" />
      </div>
    </section>
  );
}

const factsOf = ({ range, shown, path }: CheckedFinding): Fact[] => [
  ...(range ? [{ label: range.of, value: range.interval, normal: range.harmless }] : []),
  ...(shown ? [{ label: "seen", value: shown, normal: null }] : []),
  ...(path ? [{ label: "goes on to", value: path, normal: null }] : []),
];

const placeOf = ({ op, node, tensor }: CheckedFinding): string =>
  `${op} ${node}${tensor === null ? "" : ` giving ${tensor}`}`;

const Inputs = ({ witness }: { readonly witness: readonly WitnessInput[] }): VNode => (
  <details>
    <summary>The inputs that show it</summary>
    <dl class="evidence narrow">
      {witness.map(({ name, type, elements, more }) => (
        <div key={name}>
          <dt>
            {name} <span class="soft">{type}</span>
          </dt>
          <dd>
            <code>{elements.join(", ")}</code>
            {more > 0 && <span class="soft"> and {whole(more)} more</span>}
          </dd>
        </div>
      ))}
    </dl>
  </details>
);

const Rewritten = ({ places }: { readonly places: readonly RepairedPlace[] }): VNode => (
  <>
    <h4>In the repaired model</h4>
    {places.map(({ op, node, formulas, note }) => (
      <p key={node}>
        {op} {node}:{" "}
        {formulas.map((formula) => (
          <code key={formula} class="formula">
            {formula}
          </code>
        ))}
        {note && <span class="soft">{capital(note)}.</span>}
      </p>
    ))}
  </>
);

/** The card for a colleague or an issue. */
const markdownOf = (finding: CheckedFinding, places: readonly RepairedPlace[]): string =>
  [
    `### ${capital(finding.message)}`,
    `\`${finding.rule}\`, ${looks[finding.grade][2]}, at ${placeOf(finding)}`,
    ...factsOf(finding).map(
      ({ label, value, normal }) => `- ${label}: ${value}${normal ? ` (normal: ${normal})` : ""}`,
    ),
    ...places.flatMap(({ formulas }) => formulas.map((formula) => `- rewritten: \`${formula}\``)),
    `- ${finding.help}`,
  ].join("\n");
