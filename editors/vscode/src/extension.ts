// What the extension does when it begins: the server, the status item, the preview and the commands.

import * as vscode from "vscode";

import { type COMMANDS, Connection } from "./client";
import { Preview } from "./previewPanel";
import { Status } from "./status";
import { newModel, presetNames } from "./templates";
import { openStudio } from "./terminal";
import { compileToVerilog } from "./verilog";

/** What the server's lenses hand to a command; from the palette nothing, from the explorer a file. */
type Given = { uri?: string; preset?: string | null } | vscode.Uri | undefined;

let connection: Connection | null = null;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const status = new Status();
  const started = new Connection(status);
  connection = started;
  const preview = new Preview(started, context.extensionUri);
  context.subscriptions.push(status, started, preview);

  const commands: Record<(typeof COMMANDS)[number], (given: Given) => unknown> = {
    "sctui.preview": withDocument((document) => preview.show(document)),
    "sctui.run": withDocument((document, given) => preview.show(document, presetOf(given))),
    "sctui.choosePreset": withDocument((document) => choosePreset(document, preview)),
    "sctui.verify": withDocument((document) => started.carryOut("ode.verify", document)),
    "sctui.export": withDocument((document) => exportProgram(document, started)),
    "sctui.verilog": withDocument((document, given) => compileToVerilog(document, presetOf(given), started)),
    "sctui.studio": withDocument((document) => openStudio(document)),
    "sctui.newModel": () => newModel(context.extensionUri),
    "sctui.restartServer": async () => {
      await started.restart();
      preview.refresh();
    },
    "sctui.showLog": () => started.showLog(),
    "sctui.menu": () => menu(status),
  };
  for (const [name, does] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, does));
  }
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("sctui.server")) {
        void vscode.commands.executeCommand("sctui.restartServer");
      } else if (change.affectsConfiguration("sctui.preview")) {
        preview.refresh();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void vscode.commands.executeCommand("sctui.restartServer")),
  );
  await started.start();
  preview.refresh();
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}

/** A command on the document that it is given, or on that of the active editor. */
function withDocument(does: (document: vscode.TextDocument, given: Given) => unknown): (given: Given) => Promise<void> {
  return async (given) => {
    const uri = given instanceof vscode.Uri ? given : given?.uri === undefined ? null : vscode.Uri.parse(given.uri);
    const document =
      uri === null ? vscode.window.activeTextEditor?.document : await vscode.workspace.openTextDocument(uri);
    if (document === undefined || document.languageId !== "ode") {
      void vscode.window.showInformationMessage("Open an .ode file first.");
      return;
    }
    await does(document, given);
  };
}

function presetOf(given: Given): string | null {
  return given === undefined || given instanceof vscode.Uri ? null : (given.preset ?? null);
}

async function choosePreset(document: vscode.TextDocument, preview: Preview): Promise<void> {
  const own = "The values of the file";
  const names = presetNames(document.getText());
  const chosen = await vscode.window.showQuickPick([own, ...names], { placeHolder: "Preset" });
  if (chosen !== undefined) {
    preview.show(document, chosen === own ? null : chosen);
  }
}

/** The model's own run as a Brian 2 program, in a new document. */
async function exportProgram(document: vscode.TextDocument, server: Connection): Promise<void> {
  const program = await server.carryOut<{ text: string }>("ode.generate", document, { target: "brian2", show: false });
  if (program !== null) {
    const shown = await vscode.workspace.openTextDocument({ language: "python", content: program.text });
    await vscode.window.showTextDocument(shown);
  }
}

async function menu(status: Status): Promise<void> {
  const actions = [
    { label: "$(debug-restart) Restart the server", command: "sctui.restartServer" },
    { label: "$(output) Show its log", command: "sctui.showLog" },
    { label: "$(graph-line) Open the preview", command: "sctui.preview" },
    { label: "$(gear) Settings", command: "" },
  ];
  const chosen = await vscode.window.showQuickPick(actions, { title: "ODE", placeHolder: status.sentence() });
  if (chosen !== undefined) {
    const settings = ["workbench.action.openSettings", "@ext:sctui.sctui"] as const;
    await (chosen.command === ""
      ? vscode.commands.executeCommand(...settings)
      : vscode.commands.executeCommand(chosen.command));
  }
}
