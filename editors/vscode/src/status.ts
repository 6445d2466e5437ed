// The item in the status bar: whether the server runs, and what can be done about it.

import * as vscode from "vscode";

export type State = "starting" | "running" | "stopped" | "missing";

const LOOKS: Record<State, { text: string; warn: boolean; says: string }> = {
  starting: { text: "$(loading~spin) ODE", warn: false, says: "The server is starting" },
  running: { text: "$(pulse) ODE", warn: false, says: "The server is running" },
  stopped: { text: "$(error) ODE", warn: true, says: "The server has stopped" },
  missing: { text: "$(warning) ODE", warn: true, says: "The server was not found" },
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("sctui.status", vscode.StatusBarAlignment.Right, 100);
  private readonly listening: vscode.Disposable;
  state: State = "stopped";
  detail = "";

  constructor() {
    this.item.name = "ODE server";
    this.item.command = "sctui.menu";
    this.listening = vscode.window.onDidChangeVisibleTextEditors(() => this.show());
  }

  set(state: State, detail: string): void {
    this.state = state;
    this.detail = detail;
    const look = LOOKS[state];
    this.item.text = look.text;
    this.item.tooltip = `${look.says}${detail === "" ? "" : `: ${detail}`}`;
    this.item.backgroundColor = look.warn ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.show();
  }

  /** What the server is doing, as a sentence. */
  sentence(): string {
    return `${LOOKS[this.state].says}${this.detail === "" ? "" : `: ${this.detail}`}`;
  }

  dispose(): void {
    this.listening.dispose();
    this.item.dispose();
  }

  private show(): void {
    if (vscode.window.visibleTextEditors.some((editor) => editor.document.languageId === "ode")) {
      this.item.show();
    } else {
      this.item.hide();
    }
  }
}
