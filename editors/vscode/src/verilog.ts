// The model as Verilog: its module in a new document, all files in a folder of the user's.

import * as vscode from "vscode";

import type { Connection } from "./client";

interface Compiled {
  summary: string;
  text: string;
  /** The module, its testbench with its vectors, and a core file for FuseSoC, by name. */
  files: Record<string, string>;
}

export async function compileToVerilog(
  document: vscode.TextDocument,
  preset: string | null,
  server: Connection,
): Promise<void> {
  const progress = { location: vscode.ProgressLocation.Notification, title: "Compiling to Verilog", cancellable: true };
  const compiled = await vscode.window.withProgress(progress, (_, token) =>
    server.carryOut<Compiled>("ode.verilog", document, { preset, show: false }, token),
  );
  if (compiled === null) {
    return;
  }
  const shown = await vscode.workspace.openTextDocument({ language: "verilog", content: compiled.text });
  await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: false });
  const save = "Save All Files...";
  void vscode.window.showInformationMessage(compiled.summary, save).then(async (choice) => {
    if (choice === save) {
      await saveAll(compiled.files);
    }
  });
}

/** Writes the files into a folder that the user chooses; one that is there already is asked about. */
async function saveAll(files: Record<string, string>): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: "Save Here",
  });
  const folder = chosen?.[0];
  if (folder === undefined) {
    return;
  }
  const there = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  const replaced = Object.keys(files).filter((name) => there.has(name));
  if (replaced.length > 0) {
    const replace = "Replace";
    const question = `${replaced.join(", ")}: there already. Replace?`;
    if ((await vscode.window.showWarningMessage(question, { modal: true }, replace)) !== replace) {
      return;
    }
  }
  for (const [name, text] of Object.entries(files)) {
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  }
}
