/** @file The long page of a cause, a symptom or a mistake in a gradient: its parts, whatever shows them. */
import type { Symptom } from "../2-symptoms/_symptom.ts";
import { symptoms } from "../2-symptoms/index.ts";
import type { Cause } from "../3-causes/_cause.ts";
import { causes } from "../3-causes/index.ts";
import type { Mistake } from "../gradcheck/mistakes/_mistake.ts";
import { mistakes } from "../gradcheck/mistakes/index.ts";
import { type ExampleLine, exampleDiff } from "./example.ts";

export type PageKind = "cause" | "symptom" | "mistake";

export interface Link {
  readonly id: string;
  readonly kind: PageKind;
  readonly title: string;
}

export type Section =
  | { readonly heading: string; readonly text: string }
  | { readonly heading: string; readonly items: readonly string[] }
  | { readonly heading: string; readonly links: readonly Link[] }
  | { readonly heading: string; readonly note: string; readonly diff: readonly ExampleLine[] };

export interface Page extends Link {
  readonly severity: "error" | "warning" | "info" | null;
  readonly sections: readonly Section[];
}

const link = (kind: PageKind, { id, title }: { readonly id: string; readonly title: string }): Link => ({
  id,
  kind,
  title,
});

export function causePage(cause: Cause): Page {
  const { id, title, severity, what, why, remedy, except, references, explains, examples } = cause;
  const leadsTo = symptoms.filter((symptom) => explains.includes(symptom.id)).map((each) => link("symptom", each));
  const diff = exampleDiff(examples.bad, examples.good);
  return {
    ...link("cause", { id, title }),
    severity,
    sections: present([
      { heading: "What happens", text: what },
      { heading: "Why", text: why },
      { heading: "What to do", text: remedy },
      { heading: "When this is wrong, or harmless", text: except },
      { heading: "An example", note: "With − the run fails, with + it reaches its goal.", diff },
      { heading: "What you see then", links: leadsTo },
      { heading: "References", items: references },
    ]),
  };
}

export function symptomPage({ id, title, severity, what }: Symptom): Page {
  const from = causes.filter(({ explains }) => explains.includes(id)).map((each) => link("cause", each));
  return {
    ...link("symptom", { id, title }),
    severity,
    sections: present([
      { heading: "What it is", text: what },
      { heading: "Causes that lead to it", links: from },
      {
        heading: "How to find which",
        text: "evenkeel doctor EXPERIMENT.json replays the run with one change at a time and shows which of them repairs it.",
      },
    ]),
  };
}

function mistakePage({ id, title, what, why, remedy, references = [] }: Mistake): Page {
  return {
    ...link("mistake", { id, title }),
    severity: "error",
    sections: present([
      { heading: "What it is", text: what },
      { heading: "Why", text: why },
      { heading: "What to do", text: remedy },
      {
        heading: "How to find it",
        text: "evenkeel gradcheck PROGRAM.ts compares each written gradient with the true one and names the mistake whose formula it fits.",
      },
      { heading: "References", items: references },
    ]),
  };
}

/** Sections that hold anything. */
const present = (sections: readonly Section[]): Section[] =>
  sections.filter((section) => {
    if ("text" in section) return section.text !== "";
    if ("items" in section) return section.items.length > 0;
    return ("links" in section ? section.links : section.diff).length > 0;
  });

/** A cause and a symptom or mistake may share an id: the cause comes first. */
export const allPages = (): Page[] => [
  ...causes.map(causePage),
  ...symptoms.map(symptomPage),
  ...mistakes.map(mistakePage),
];

export const pagesOf = (id: string): Page[] => allPages().filter((page) => page.id === id);
