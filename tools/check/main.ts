import { summarise } from "../run/summary.ts";
import { checkSteps } from "./steps.ts";

process.exitCode = summarise(await checkSteps());
