/** @file What a person reads of a diagnosis: in words, at two widths, as Markdown. */
import { describe, expect, test } from "vitest";
import {
  diagnoses,
  healthy,
  jointFaults,
  noSignal,
  refused,
  tied,
  unexplained,
  unscaled,
} from "../../../test/diagnoses.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { renderMarkdown } from "./markdown.ts";
import type { CausePage } from "./page.ts";
import { type Report, reportOf } from "./report.ts";
import { renderText } from "./text.ts";

const page = (id: string): CausePage | null =>
  id === "unscaled-inputs"
    ? {
        id,
        what: "Large inputs make large sums. The first step throws the weights far off. A third sentence.",
        why: "∂cost/∂w = x · δ grows with x.",
        remedy: "",
        except: "",
        explains: ["cost-on-plateau", "constant-output"],
      }
    : null;

const reported = (diagnosis: Diagnosis): Report =>
  reportOf(diagnosis, {
    command: "evenkeel",
    source: "experiment.json",
    place: (path) => (path === "epochs" ? "a default" : "experiment.json:9"),
    page,
  });

const text = (diagnosis: Diagnosis, columns = 80): string =>
  renderText(reported(diagnosis), { columns, paint: (_, piece) => piece });

describe("the report of", () => {
  test.each(Object.entries(diagnoses))("%s is the same text as before", (_, diagnosis) => {
    expect(text(diagnosis)).toMatchSnapshot();
  });

  test.each([60, 80, 100, 120, 200])("any diagnosis fits into %i columns, without spaces at line ends", (columns) => {
    for (const diagnosis of Object.values(diagnoses)) {
      for (const line of text(diagnosis, columns).split("\n")) {
        const isCommand = line.includes("evenkeel ");
        if (!isCommand) expect(line.length, line).toBeLessThanOrEqual(Math.min(columns, 120));
        expect(line, JSON.stringify(line)).not.toMatch(/ $/);
      }
    }
  });

  test("colours change nothing but the escapes", () => {
    const painted = renderText(reported(unscaled), { columns: 80, paint: (ink, piece) => `<${ink}>${piece}</>` });
    expect(painted.replace(/<[/a-z]*>/g, "")).toBe(text(unscaled));
    expect(painted).toContain("<red>- data.inputScaling");
    expect(painted).toContain("<green>+ data.inputScaling");
  });
});

describe("the words", () => {
  test('"proved" is said of proved causes only', () => {
    const unproved = unscaled.causes.map((cause) => ({ ...cause, confidence: "likely" as const }));
    const said = text({ ...unscaled, causes: unproved });
    expect(text(unscaled)).toMatch(/confidence: proved/);
    expect(text(unscaled)).toContain("putting it back breaks it");
    expect(said).not.toMatch(/proved/);
    expect(said).not.toContain("breaks it");
  });

  test("symptoms stand under the cause that explains them, the others apart", () => {
    const { cards, seen } = reported(unscaled);
    expect(cards[0]!.symptoms.map(({ id }) => id)).toEqual(["cost-on-plateau", "constant-output"]);
    expect(seen.map(({ id }) => id)).toEqual(["unheard-of"]);
  });

  test("a card names the field with its line, or that it is a default", () => {
    expect(reported(unscaled).cards[0]!.where).toEqual(["data.inputScaling · experiment.json:9"]);
    expect(reported(tied).cards[1]!.where).toEqual(["epochs · a default"]);
    expect(reported(jointFaults).cards[0]!.where).toEqual([
      "model[2].activation · layer 3 of 3, the output · experiment.json:9",
    ]);
  });

  test("the place where a number was first not finite is named with the user's line", () => {
    const failure = {
      step: 3,
      op: "exp",
      gives: "Infinity" as const,
      operands: [],
      limit: null,
      site: { file: "program.ts", line: 12, column: 3 },
      via: ["dense1"],
    };
    const course = { ...unscaled.evidence.course!, failure, failedAt: 46 };
    const { where } = reported({ ...unscaled, evidence: { ...unscaled.evidence, course } }).cards[0]!;
    expect(where[1]).toBe("first Infinity at step 46, in exp · dense1 · program.ts:12");
  });

  test("seeds that miss the goal with the change are named with their score", () => {
    const trials = { seeds: 5, repaired: 4, scores: [0.97, 0.93, 0.98, 0.96, 0.97] };
    const some = { ...unscaled, recommended: { ...unscaled.recommended!, trials } };
    expect(reported(some).cards[0]!.stillWrong).toEqual(["1 of 5 seeds misses the goal: 93.0%"]);
    expect(reported(unscaled).cards[0]!.stillWrong).toEqual([]);
  });

  test("a change under which the run diverges, and a run that does, are told in words", () => {
    const wild = { seeds: 1, repaired: 0, scores: [Number.NaN] };
    const [proved, other] = unscaled.causes;
    const rival = { ...other!, weight: 0.8, confidence: "likely" as const, alone: false, trials: wild };
    const tried = { ...unscaled, causes: [proved!, rival] };
    expect(reported(tried).others[0]!.note).toMatch(/Tried alone, hidden activation relu → leaky-relu: it diverges$/);
    const alone = reported({ ...unexplained, causes: [{ ...rival, confidence: "likely" }] });
    expect(alone.cards.flatMap(({ proof }) => proof)).toEqual([
      "the change was tried alone and misses the goal: it diverges",
    ]);
    const all = { seeds: 3, repaired: 0, scores: [Number.NaN, Number.NaN, Number.NaN] };
    expect(reported({ ...unscaled, baseline: all }).sentence).toMatch(
      / keeps it from diverging; test accuracy is then /,
    );
    expect(reported({ ...unscaled, baseline: all }).cards[0]!.proof[0]).toMatch(/: test accuracy none → /);
    expect(reported({ ...unexplained, baseline: all }).sentence).toMatch(/^The run diverges; the goal is at least /);
    for (const each of [tried, { ...unscaled, baseline: all }]) expect(text(each)).not.toContain("NaN");
  });

  test("of a run that some seeds repair it is told how many do before and after", () => {
    const some = { seeds: 5, repaired: 3, scores: [0.48, 0.44, 0.98, 0.98, 0.99] };
    expect(reported({ ...unscaled, baseline: some }).sentence).toMatch(
      / takes the seeds that reach the goal from 3 of 5 to 5 of 5 \(test accuracy then 9\d\.\d%\)/,
    );
  });

  test("of a run that was stopped while it still got better it is said that its end was not seen", () => {
    const course = { ...unscaled.evidence.course!, stopped: "interrupted", shape: "falling" } as const;
    const cut = {
      ...unscaled,
      evidence: { ...unscaled.evidence, course: { ...course, steps: 700, totalSteps: 2800 } },
    };
    const said = / seen for 700 of its 2,?800 steps only/;
    expect(reported(cut).notes.join(" ")).toMatch(said);
    expect(reported({ ...cut, verdict: "healthy" }).notes.join(" ")).not.toMatch(said);
    expect(reported(unscaled).notes.join(" ")).not.toMatch(said);
  });

  test("a change that only makes a set more reliable is not called one of its faults", () => {
    const { causes } = jointFaults;
    const added = { ...causes[0]!, id: "exploding-gradient", title: "The gradient explodes", confidence: "possible" };
    const { headline, sentence } = reported({ ...jointFaults, causes: [...causes, added as (typeof causes)[0]] });
    expect(headline).toBe(reported(jointFaults).headline);
    expect(sentence).toMatch(/with any one of the faults put back it fails/);
  });

  test("a set shows each member with what happens without it, and all changes together", () => {
    const { cards, together } = reported(jointFaults);
    expect(cards.map(({ proof }) => proof[0])).toEqual([
      "without this change the others reach the goal in 0 of 3 seeds: 50.0%",
      "without this change the others reach the goal in 0 of 3 seeds: 60.0% (58.0% to 61.0%)",
    ]);
    expect(together?.fix.map(({ sign, path }) => sign + path)).toEqual([
      "-model[2].activation",
      "+model[2].activation",
      "-optimizer.learningRate",
      "+optimizer.learningRate",
    ]);
  });

  test("a goal that nobody stated, a start that is refused and a budget that ran out are told", () => {
    expect(reported(jointFaults).notes.join("\n")).toMatch(/No goal was stated.*\n.*--budget/);
    expect(reported(refused).notes[0]).toBe(
      "The experiment cannot be started as it is: A label is no class of this model: the label 10; classes go from 0 to 9.",
    );
    expect(reported(refused).sentence).toBe(
      "Changing data.firstLabel from 0 to 1 makes it start; test accuracy is then 97.8% in 5 of 5 seeds; putting it back breaks it.",
    );
  });

  test("a healthy run is shown with what was looked at, an unexplained one with the first odd thing", () => {
    expect(reported(healthy).looked.map(({ label }) => label)).toContain("cost over the run");
    expect(reported(unexplained).sentence).toContain("The first odd thing: the cost stays on a plateau");
    expect(reported(noSignal).sentence).toMatch(/^Nearest neighbours reach accuracy 50\.8% .* shuffled\./);
  });

  test("a diagnosis that was stopped says so instead of naming an end", () => {
    const options = { command: "evenkeel", source: "experiment.json", stopped: true, page };
    const early = { ...unexplained, baseline: { seeds: 0, repaired: 0, scores: [] }, cutShort: true, causes: [] };
    const { headline, sentence, notes } = reportOf(early, options);
    expect(headline).toBe("Stopped before a cause was found.");
    expect(sentence).toMatch(/^The first odd thing:/);
    expect(notes).toEqual(["It was stopped before everything was tried."]);
    expect(reportOf(unscaled, options).headline).toBe("Found: the inputs are not scaled.");
  });

  test("changes that train has flags for are offered as flags, others as a file", () => {
    expect(reported(tied).next).toEqual([["train with the change", "evenkeel train experiment.json --lr 0.1"]]);
    expect(reported(unscaled).next[0]![1]).toBe("evenkeel doctor experiment.json --write repaired.json");
    const written = reportOf(unscaled, { command: "evenkeel", source: "experiment.json", written: "r.json", page });
    expect(written.next[0]![1]).toBe("evenkeel train r.json");
  });
});

describe("as Markdown", () => {
  test("it has the verdict, the table and the diff", () => {
    const markdown = renderMarkdown(reported(unscaled));
    expect(markdown).toMatch(/^## Found: the inputs are not scaled\.\n/);
    expect(markdown).toContain("| cost at step 0 | 197.2 | about 2.303 (ln 10) |");
    expect(markdown).toContain('```diff\n- data.inputScaling: "none"\n+ data.inputScaling: "unit"\n```');
  });

  test("names cannot become markup, nor end a code span", () => {
    const named = { ...unscaled.causes[0]!, title: "<img src=x> *a* | b", id: "a`b" };
    const markdown = renderMarkdown(reported({ ...unscaled, causes: [named] }));
    expect(markdown).toContain("\\<img src=x\\> \\*a\\* \\| b (`` a`b ``");
  });
});
