// Commands that the program `sctui` carries out.

import { spawn } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";

import { findSctui, INSTALL } from "./program";

/** Whether the model shows what its `expect` lines say, printed in an output channel; the text need not be saved. */
export function verify(document: vscode.TextDocument, output: vscode.OutputChannel): void {
  const program = found();
  if (program === null) {
    return;
  }
  output.clear();
  output.show(true);
  output.appendLine(`sctui verify ${path.posix.basename(document.uri.path)}`);
  const folder = document.uri.scheme === "file" ? path.dirname(document.uri.fsPath) : undefined;
  const environment = { ...process.env, NO_COLOR: "1", PYTHONIOENCODING: "utf-8" };
  const child = spawn(program.command, [...program.arguments, "verify", "-"], { cwd: folder, env: environment });
  child.stdout.setEncoding("utf-8").on("data", (text: string) => output.append(text));
  child.stderr.setEncoding("utf-8").on("data", (text: string) => output.append(text));
  child.on("error", (error) => output.appendLine(`${program.command}: ${error.message}`));
  child.stdin.on("error", (error) => output.appendLine(`${program.command}: ${error.message}`));
  child.stdin.end(document.getText());
}

/** The studio on a saved file, in a terminal. */
export async function openStudio(document: vscode.TextDocument): Promise<void> {
  const program = found();
  if (program === null || !(await document.save())) {
    return;
  }
  const name = `sctui ${path.basename(document.uri.fsPath)}`;
  const shellArgs = [...program.arguments, "open", document.uri.fsPath];
  vscode.window.createTerminal({ name, shellPath: program.command, shellArgs }).show();
}

function found(): ReturnType<typeof findSctui> {
  const program = findSctui();
  if (program === null) {
    void vscode.window.showWarningMessage(`The program sctui was not found. ${INSTALL}`);
  }
  return program;
}
