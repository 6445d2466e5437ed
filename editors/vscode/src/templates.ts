// New models from the templates, which are snippets too.

import * as vscode from "vscode";

interface Snippet {
  prefix: string;
  body: string[];
  description: string;
}

/** Asks for a template and opens it as a new document. */
export async function newModel(extension: vscode.Uri): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "snippets", "ode.json"));
  const snippets = Object.values(JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Snippet>);
  const templates = snippets.filter((one) => one.prefix.startsWith("model "));
  const items = templates.map((one) => ({ label: one.description, description: one.prefix.slice(6), snippet: one }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: "Which model to begin with" });
  if (chosen !== undefined) {
    const content = chosen.snippet.body.join("\n").replace(/\\([\\$}])/g, "$1") + "\n";
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "ode", content }));
  }
}

/** The names of the presets of a text, in order. */
export function presetNames(text: string): string[] {
  const found = [...text.matchAll(/^[ \t]*#*[ \t]*preset[ \t]+([A-Za-z_]\w*)[ \t]*:/gm)].map((match) => match[1] ?? "");
  return [...new Set(found)];
}
