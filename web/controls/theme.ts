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

export function startTheme(): void {
  const chosen = remembered();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  systemIsDark.addEventListener("change", () => {
    painted.value++;
  });
}

export function toggleTheme(): void {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches;
  root.dataset.theme = isDark ? "light" : "dark";
  try {
    localStorage.setItem(key, root.dataset.theme);
  } catch {
    // The choice then holds for this page only.
  }
  painted.value++;
}
