import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { changesOf, type PlantedChange, plantedText, plantedVariable } from "./planted-change.ts";

const root = join(import.meta.dirname, "..", "..");
const given = process.env[plantedVariable];

if (given !== undefined) {
  const change: PlantedChange = JSON.parse(given);
  const changes = changesOf(change).map((one) => ({
    ...one,
    url: pathToFileURL(join(root, one.file)).href,
  }));
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const here = changes.filter((one) => one.url === url);
      if (here.length === 0 || loaded.source === undefined || loaded.source === null) return loaded;
      const source = here.reduce((text, one) => plantedText(one, text), textOf(loaded.source));
      return { ...loaded, source };
    },
  });
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
