// Bundles the extension and the page of its preview: `node build.mjs [--minify] [--watch]`.
import { context } from "esbuild";

const minify = process.argv.includes("--minify");
const common = { bundle: true, minify, sourcemap: minify ? false : "inline", logLevel: "info", target: "es2022" };

const builds = await Promise.all([
  context({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    platform: "node",
    format: "cjs",
    external: ["vscode"],
  }),
  context({
    ...common,
    entryPoints: ["src/webview/page.ts"],
    outfile: "dist/page.js",
    platform: "browser",
    format: "iife",
  }),
]);

if (process.argv.includes("--watch")) {
  await Promise.all(builds.map((build) => build.watch()));
} else {
  await Promise.all(builds.map((build) => build.rebuild()));
  await Promise.all(builds.map((build) => build.dispose()));
}
