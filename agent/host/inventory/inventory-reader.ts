import { arch, hostname, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { HostFactsInventory } from "../../ports/host-facts.ts";
import { listHooks } from "../hooks/judge-hooks.ts";
import { readOnce } from "../proc/proc-file.ts";
import { parseBootTime } from "../proc/stat.ts";
import { readDisks } from "./disks.ts";
import { findForeignManager } from "./foreign-manager.ts";
import { type Hardware, readHardware } from "./hardware.ts";
import { fallbackUuid } from "./host-uuid.ts";
import { readNics } from "./nics.ts";

export interface InventoryReaderOptions {
  readonly root: string;
  readonly dataFolder: string;
  /** Program and words that run `askHardware`; a single binary calls itself. */
  readonly hardwareCommand?: readonly string[] | undefined;
  readonly hooksFolder?: string | undefined;
}

/** `askHardware` in a process of its own, when the agent runs from its sources. */
const askFromSources = [
  process.execPath,
  fileURLToPath(new URL("./ask-hardware.ts", import.meta.url)),
];

/** What seldom changes of a host. The hardware is asked once, the rest each time. */
export class InventoryReader {
  readonly #root: string;
  readonly #dataFolder: string;
  readonly #hardwareCommand: readonly string[];
  readonly #hooksFolder: string | undefined;
  #hardware: Promise<Hardware> | null = null;
  #uuid: Promise<string> | null = null;

  constructor({ root, dataFolder, hardwareCommand, hooksFolder }: InventoryReaderOptions) {
    this.#root = root;
    this.#dataFolder = dataFolder;
    this.#hardwareCommand = hardwareCommand ?? askFromSources;
    this.#hooksFolder = hooksFolder;
  }

  async read(): Promise<HostFactsInventory> {
    const root = this.#root;
    this.#hardware ??= readHardware(this.#hardwareCommand);
    this.#uuid ??= fallbackUuid(root, this.#dataFolder);
    const bootTimeS = parseBootTime(readOnce(`${root}/proc/stat`) ?? "");
    return {
      ...(await this.#hardware),
      name: hostname(),
      kernel: release(),
      arch: machineArch(),
      memoryBytes: totalmem(),
      hostBootAt: bootTimeS === null ? null : bootTimeS * 1_000,
      disks: readDisks(root),
      nics: readNics(root),
      foreignManager: findForeignManager(root),
      ...(this.#hooksFolder === undefined ? {} : { hooks: listHooks(this.#hooksFolder) }),
      kernelBootId: (readOnce(`${root}/proc/sys/kernel/random/boot_id`) ?? "").trim(),
      fallbackUuid: await this.#uuid,
    };
  }
}

/** The kernel's word for the architecture, which is also libvirt's. */
function machineArch(): string {
  const words: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };
  return words[arch()] ?? arch();
}
