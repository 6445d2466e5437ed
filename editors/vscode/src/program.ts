// Where the programs `sctui-lsp` and `sctui` are.

import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";

export interface Program {
  command: string;
  arguments: string[];
  /** Where it was found, for the user. */
  source: string;
}

export const INSTALL =
  "Install it with `pip install sctui` in the workspace's virtual environment or where PATH finds it, " +
  "or name it in the setting sctui.server.path.";

const WINDOWS = process.platform === "win32";

/** The server: the configured one, the workspace's, that of PATH; or null. */
export function findServer(): Program | null {
  const settings = vscode.workspace.getConfiguration("sctui");
  const configured = settings.get<string>("server.path", "").trim();
  if (configured !== "") {
    const list = settings.get<string[]>("server.arguments", []);
    const command = expanded(configured);
    const there = path.isAbsolute(command) ? existsSync(command) : inPath(command) !== null;
    return there ? { command, arguments: list, source: "sctui.server.path" } : null;
  }
  return find("sctui-lsp");
}

/** The program `sctui`: beside the server where that was configured, else as the server is found. */
export function findSctui(): Program | null {
  const server = findServer();
  if (server !== null && server.source === "sctui.server.path") {
    if (server.arguments[0] === "-m") {
      return { ...server, arguments: ["-m", "sctui"] };
    }
    const beside = path.join(path.dirname(server.command), executable("sctui"));
    if (existsSync(beside)) {
      return { command: beside, arguments: [], source: server.source };
    }
  }
  return find("sctui");
}

function find(name: string): Program | null {
  // A folder's programs run only where the user trusts the folder.
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  for (const folder of folders) {
    if (folder.uri.scheme === "file") {
      for (const environment of [".venv", "venv"]) {
        const root = path.join(folder.uri.fsPath, environment);
        const command = path.join(root, WINDOWS ? "Scripts" : "bin", executable(name));
        if (existsSync(command)) {
          return { command, arguments: [], source: root };
        }
      }
    }
  }
  const command = inPath(name);
  return command === null ? null : { command, arguments: [], source: "PATH" };
}

function inPath(name: string): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const command = path.join(folder, executable(name));
    if (folder !== "" && existsSync(command)) {
      return command;
    }
  }
  return null;
}

function executable(name: string): string {
  return WINDOWS && !name.endsWith(".exe") ? `${name}.exe` : name;
}

function expanded(configured: string): string {
  const first = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "";
  return configured.replace("${workspaceFolder}", first).replace(/^~(?=[/\\])/, home);
}
