/** @file Light or dark: what the system says, until the user chooses. */
import { painted } from "../state.ts";

const root = document.documentElement;
const key = "evenkeel-theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

/** A page from a file may have no storage. */
function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

const ofSystem = (): string => (systemIsDark.matches ? "dark" : "light");

export function startTheme(): void {
  const chosen = remembered();
  const isChosen = chosen === "dark" || chosen === "light";
  root.dataset.theme = isChosen ? chosen : ofSystem();
  if (!isChosen) systemIsDark.addEventListener("change", followSystem);
}

function followSystem(): void {
  root.dataset.theme = ofSystem();
  painted.value++;
}

export function toggleTheme(): void {
  systemIsDark.removeEventListener("change", followSystem);
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(key, root.dataset.theme);
  } catch {
    // The choice then holds for this page only.
  }
  painted.value++;
}
