import { describe } from "vitest";
import { joins } from "./joining.contract.ts";

describe("on Debian trixie", () => joins("trixie"));
