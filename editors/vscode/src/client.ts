// The connection to the language server: started with the first .ode file, restarted on request.

import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  State as ClientState,
  type StaticFeature,
} from "vscode-languageclient/node";

import { findServer, INSTALL } from "./program";
import type { Status } from "./status";

/** All commands of the extension. */
export const COMMANDS = [
  "sctui.preview",
  "sctui.run",
  "sctui.choosePreset",
  "sctui.verify",
  "sctui.export",
  "sctui.verilog",
  "sctui.studio",
  "sctui.newModel",
  "sctui.restartServer",
  "sctui.showLog",
  "sctui.menu",
] as const;

/** Those that the server puts above lines of the text, and among its actions, in place of its own. */
const IN_PLACE_OF_THE_SERVERS: (typeof COMMANDS)[number][] = ["sctui.run", "sctui.export", "sctui.verilog"];

/** The colour of the pictures of equations in hovers; the server does not know the theme. */
const DRAWN_IN = encodeURIComponent("#808080");

/** The client makes a command of each that the server carries out; those that the extension has itself stay its own. */
function withoutOurCommands(): StaticFeature {
  return {
    fillClientCapabilities: () => undefined,
    preInitialize: (capabilities) => {
      const offered = capabilities.executeCommandProvider;
      if (offered !== undefined) {
        offered.commands = offered.commands.filter((command) => !COMMANDS.some((ours) => ours === command));
      }
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  };
}

/** A hover whose pictures have the theme's colour of text. */
function inThemesColour(hover: vscode.Hover | null | undefined): vscode.Hover | null | undefined {
  const dark = [vscode.ColorThemeKind.Dark, vscode.ColorThemeKind.HighContrast];
  const colour = encodeURIComponent(dark.includes(vscode.window.activeColorTheme.kind) ? "#d4d4d4" : "#303030");
  for (const part of hover?.contents ?? []) {
    if (part instanceof vscode.MarkdownString) {
      part.value = part.value.replaceAll(DRAWN_IN, colour);
    }
  }
  return hover;
}

export class Connection implements vscode.Disposable {
  client: LanguageClient | null = null;
  private readonly log = vscode.window.createOutputChannel("ODE language server");
  private changing: Promise<void> = Promise.resolve();
  private complained = false;

  constructor(private readonly status: Status) {}

  /** Starts the server if it is not running. */
  start(): Promise<void> {
    this.changing = this.changing.then(() => this.starting());
    return this.changing;
  }

  /** Stops the server and starts it anew, wherever it is found now. */
  restart(): Promise<void> {
    this.complained = false;
    this.changing = this.changing.then(() => this.stopping()).then(() => this.starting());
    return this.changing;
  }

  stop(): Promise<void> {
    this.changing = this.changing.then(() => this.stopping());
    return this.changing;
  }

  /** Has the server carry out one of its commands on a document. What cannot be done is said to the user. */
  async carryOut<Result>(
    command: string,
    document: vscode.TextDocument,
    more: object = {},
    token?: vscode.CancellationToken,
  ): Promise<Result | null> {
    const client = this.client;
    if (client === null) {
      void vscode.window.showWarningMessage("The ODE language server is not running.");
      return null;
    }
    const argument = { uri: client.code2ProtocolConverter.asUri(document.uri), preset: null, ...more };
    try {
      return await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] }, token);
    } catch (error) {
      if (token?.isCancellationRequested === true) {
        return null;
      }
      void vscode.window.showWarningMessage(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  showLog(): void {
    this.log.show(true);
  }

  dispose(): void {
    this.log.dispose();
  }

  private async starting(): Promise<void> {
    if (this.client !== null) {
      return;
    }
    const program = findServer();
    if (program === null) {
      this.status.set("missing", INSTALL);
      this.complain();
      return;
    }
    this.status.set("starting", program.command);
    this.log.appendLine(`${program.command} ${program.arguments.join(" ")}  (from ${program.source})`);
    const options: LanguageClientOptions = {
      documentSelector: [{ language: "ode" }],
      outputChannel: this.log,
      initializationOptions: { commands: IN_PLACE_OF_THE_SERVERS },
      middleware: {
        provideHover: async (document, position, token, next) => inThemesColour(await next(document, position, token)),
      },
    };
    const run = { command: program.command, args: program.arguments };
    const client = new LanguageClient("sctui", "ODE language server", run, options);
    client.onDidChangeState((change) => {
      if (this.client === client && change.newState === ClientState.Stopped) {
        this.status.set("stopped", "see its log");
      } else if (change.newState === ClientState.Running) {
        this.status.set("running", `${program.command}, from ${program.source}`);
      }
    });
    client.registerFeature(withoutOurCommands());
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.client = null;
      this.status.set("stopped", String(error instanceof Error ? error.message : error));
      this.log.appendLine(this.status.sentence());
    }
  }

  private async stopping(): Promise<void> {
    const client = this.client;
    this.client = null;
    if (client !== null) {
      try {
        await client.dispose(2000);
      } catch (error) {
        // A server that has died cannot say goodbye; what matters is that it is gone.
        this.log.appendLine(`while stopping: ${String(error)}`);
      }
    }
  }

  private complain(): void {
    if (this.complained) {
      return;
    }
    this.complained = true;
    const settings = "Open Settings";
    const again = "Try Again";
    void vscode.window.showWarningMessage(`The ODE language server was not found. ${INSTALL}`, again, settings).then((choice) => {
      if (choice === settings) {
        void vscode.commands.executeCommand("workbench.action.openSettings", "sctui.server");
      } else if (choice === again) {
        void this.restart();
      }
    });
  }
}
