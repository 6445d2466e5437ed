// The panel with the plot: it follows the active .ode file, its text and the sliders.

import { randomBytes } from "node:crypto";
import * as path from "node:path";
import * as vscode from "vscode";
import { CancellationTokenSource, ResponseError } from "vscode-languageclient/node";

import type { Connection } from "./client";
import {
  type FromPage,
  PREVIEW,
  type PreviewParams,
  type PreviewResult,
  SET_PARAMETER,
  type SetParameterResult,
  type ToPage,
  type View,
} from "./preview";

export const PANEL_TYPE = "sctui.preview";
const METHOD_NOT_FOUND = -32601;

/** One panel for all files. */
export class Preview implements vscode.Disposable {
  private panel: vscode.WebviewPanel | null = null;
  private source: vscode.TextDocument | null = null;
  private readonly presets = new Map<string, string>();
  private overrides: Record<string, number> = {};
  private view: View = "traces";
  private width = 600;
  private ready = false;
  private timer: NodeJS.Timeout | null = null;
  private asking: CancellationTokenSource | null = null;
  private readonly listening: vscode.Disposable[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly extension: vscode.Uri,
  ) {
    this.listening.push(
      vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
        deserializeWebviewPanel: async (panel, state: { uri?: string } | undefined) => {
          this.adopt(panel);
          const uri = state?.uri;
          if (uri !== undefined) {
            this.source = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)).then(
              (document) => document,
              () => null,
            );
          }
        },
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document.languageId === "ode") {
          this.follow(editor.document);
        }
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === this.source && event.contentChanges.length > 0) {
          this.later();
        }
      }),
    );
  }

  /** Shows a document, with a preset of it, `null` for its own values, or whichever was shown last. */
  show(document: vscode.TextDocument, preset?: string | null): void {
    if (preset !== undefined) {
      if (preset === null) {
        this.presets.delete(document.uri.toString());
      } else {
        this.presets.set(document.uri.toString(), preset);
      }
      this.overrides = {};
    }
    if (this.panel === null) {
      const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(PANEL_TYPE, "ODE preview", where, {}));
    } else {
      this.panel.reveal(undefined, true);
    }
    this.source = document;
    this.refresh();
  }

  /** Asks again, after a restart of the server for instance. */
  refresh(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
    if (this.panel !== null && this.ready && this.source !== null) {
      void this.ask(this.source);
    }
  }

  dispose(): void {
    this.panel?.dispose();
    for (const one of this.listening) {
      one.dispose();
    }
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    this.ready = false;
    const files = ["dist", "media"].map((name) => vscode.Uri.joinPath(this.extension, name));
    panel.webview.options = { enableScripts: true, localResourceRoots: files };
    panel.iconPath = vscode.Uri.joinPath(this.extension, "images", "icon.png");
    panel.webview.onDidReceiveMessage((message: FromPage) => this.heard(message));
    panel.onDidDispose(() => {
      this.asking?.cancel();
      this.panel = null;
      this.ready = false;
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) {
        this.refresh();
      }
    });
    panel.webview.html = this.page(panel.webview);
  }

  private follow(document: vscode.TextDocument): void {
    if (this.panel !== null && document !== this.source) {
      this.source = document;
      this.overrides = {};
      this.refresh();
    }
  }

  private later(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
    }
    const pause = vscode.workspace.getConfiguration("sctui").get<number>("preview.debounce", 120);
    this.timer = setTimeout(() => this.refresh(), pause);
  }

  private heard(message: FromPage): void {
    switch (message.kind) {
      case "ready":
        this.ready = true;
        this.width = message.width;
        this.view = message.view;
        this.refresh();
        break;
      case "resized":
        this.width = message.width;
        this.later();
        break;
      case "view":
        this.view = message.view;
        this.refresh();
        break;
      case "preset":
        if (this.source !== null) {
          this.show(this.source, message.preset);
        }
        break;
      case "drag":
        this.overrides = { ...this.overrides, [message.name]: message.value };
        this.refresh();
        break;
      case "release":
        void this.write(message.name, message.value);
        break;
      case "goto":
        void this.goto(message.line);
        break;
    }
  }

  private async ask(document: vscode.TextDocument): Promise<void> {
    this.asking?.cancel();
    const client = this.connection.client;
    const file = path.posix.basename(document.uri.path);
    if (client === null) {
      this.tell({ kind: "failed", file, message: "The language server is not running." });
      return;
    }
    const asking = new CancellationTokenSource();
    this.asking = asking;
    this.tell({ kind: "busy" });
    const preset = this.presets.get(document.uri.toString()) ?? null;
    const params: PreviewParams = {
      textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
      preset,
      overrides: this.overrides,
      view: this.view,
      width: this.width,
      whole: false,
    };
    try {
      let more = true;
      while (more) {
        const result = await client.sendRequest<PreviewResult | null>(PREVIEW, params, asking.token);
        if (this.asking !== asking) {
          return; // a later text is on its way
        }
        const controls = vscode.workspace.getConfiguration("sctui").get<boolean>("preview.controls", true);
        if (result === null) {
          this.tell({ kind: "failed", file, message: "The server does not know this text." });
        } else {
          this.tell({ kind: "shown", file, preset, result, controls });
        }
        if (this.panel !== null) {
          this.panel.title = `${file}: preview`;
        }
        more = !params.whole && result?.more === true;
        params.whole = true;
      }
    } catch (error) {
      if (this.asking === asking && !asking.token.isCancellationRequested) {
        this.tell({ kind: "failed", file, message: explained(error) });
      }
    }
  }

  /** Puts the number of a slider into the text, and the plot follows the text. */
  private async write(name: string, value: number): Promise<void> {
    const client = this.connection.client;
    const document = this.source;
    if (client === null || document === null) {
      return;
    }
    const params = {
      textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
      preset: this.presets.get(document.uri.toString()) ?? null,
      name,
      value,
    };
    try {
      const result = await client.sendRequest<SetParameterResult>(SET_PARAMETER, params);
      if (!result.applied) {
        void vscode.window.showWarningMessage(`${name} was not written into the text: ${result.message}`);
      }
    } catch (error) {
      void vscode.window.showWarningMessage(`${name} was not written into the text: ${explained(error)}`);
    }
    const { [name]: _, ...others } = this.overrides;
    this.overrides = others;
    this.refresh();
  }

  private async goto(line: number): Promise<void> {
    if (this.source === null) {
      return;
    }
    const range = this.source.lineAt(Math.min(line, this.source.lineCount - 1)).range;
    await vscode.window.showTextDocument(this.source, { viewColumn: vscode.ViewColumn.One, selection: range });
  }

  private tell(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }

  private page(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString("hex");
    const script = webview.asWebviewUri(vscode.Uri.joinPath(this.extension, "dist", "page.js"));
    const style = webview.asWebviewUri(vscode.Uri.joinPath(this.extension, "media", "page.css"));
    const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>ODE preview</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<header>
  <h1 id="title"></h1>
  <span id="badge" role="status"></span>
  <label hidden>Preset <select id="preset"></select></label>
  <div id="views" role="tablist"></div>
</header>
<p id="error" role="alert" hidden></p>
<main id="plots"></main>
<p id="summary" role="status"></p>
<section id="controls" aria-label="Parameters"></section>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
  }
}

function explained(error: unknown): string {
  if (error instanceof ResponseError && error.code === METHOD_NOT_FOUND) {
    return "This version of the server has no preview: `pip install --upgrade sctui`.";
  }
  return error instanceof Error ? error.message : String(error);
}
