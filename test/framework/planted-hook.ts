import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type PlantedChange, plantedText, plantedVariable } from "./planted-change.ts";

const root = join(import.meta.dirname, "..", "..");
const given = process.env[plantedVariable];

if (given !== undefined) {
  const change: PlantedChange = JSON.parse(given);
  const target = pathToFileURL(join(root, change.file)).href;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== target || loaded.source === undefined || loaded.source === null) return loaded;
      return { ...loaded, source: plantedText(change, textOf(loaded.source)) };
    },
  });
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
