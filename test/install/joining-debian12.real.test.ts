import { describe } from "vitest";
import { joins } from "./joining.contract.ts";

describe("on Debian bookworm", () => joins("bookworm"));
