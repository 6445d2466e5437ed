// The studio, which is a program for the terminal.

import * as path from "node:path";
import * as vscode from "vscode";

import { findSctui, INSTALL } from "./program";

/** Opens a document, which it saves first, in the studio. */
export async function openStudio(document: vscode.TextDocument): Promise<void> {
  const program = findSctui();
  if (program === null) {
    void vscode.window.showWarningMessage(`The program sctui was not found. ${INSTALL}`);
    return;
  }
  if (await document.save()) {
    const name = `sctui ${path.basename(document.uri.fsPath)}`;
    const shellArgs = [...program.arguments, "open", document.uri.fsPath];
    vscode.window.createTerminal({ name, shellPath: program.command, shellArgs }).show();
  }
}
