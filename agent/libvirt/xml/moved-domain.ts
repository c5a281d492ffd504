import {
  attribute,
  childrenOf,
  find,
  isElement,
  parseXml,
  textOf,
  writeXml,
  type XmlElement,
} from "./tree.ts";

/** Elements whose paths are told apart from the others': disks by themselves, metadata not at all. */
const aside = new Set(["disk", "metadata", "emulator"]);
/** Made by libvirt anew at each start. */
const made = [/^\/dev\/pts\/\d+$/, /^\/machine(\/|$)/];

/** Every absolute path that a definition names besides those of its disks and its emulator. */
export function pathsOf(xml: string): string[] {
  return [...new Set(pathsIn(parseXml(xml)))];
}

/** Every absolute path of its disks, with all that lies below them. */
export function diskPathsOf(xml: string): string[] {
  const disks = childrenOf(find(parseXml(xml), "devices"), "disk");
  return [...new Set(disks.flatMap((disk) => ownPaths(disk, new Set())))];
}

/** Where a disk's own file lies; null where it has none. */
export function diskPathOf(xml: string, target: string): string | null {
  const { file, dev } = find(diskOf(xml, target), "source")?.attributes ?? {};
  return file ?? dev ?? null;
}

/** Where a disk of a live definition is copied to just now; null where it is not. */
export function mirrorOf(
  xml: string,
  target: string,
): { readonly path: string; readonly isReady: boolean } | null {
  const mirror = find(diskOf(xml, target), "mirror");
  const path = mirror?.attributes.file ?? find(mirror, "source")?.attributes.file;
  return path === undefined ? null : { path, isReady: mirror?.attributes.ready === "yes" };
}

function diskOf(xml: string, target: string): XmlElement | null {
  const disks = childrenOf(find(parseXml(xml), "devices"), "disk");
  return disks.find((disk) => find(disk, "target")?.attributes.dev === target) ?? null;
}

/** Every absolute path that a snapshot names, with those of its disks. */
export function everyPathOf(xml: string): string[] {
  return [...new Set(ownPaths(parseXml(xml), new Set(["metadata", "emulator"])))];
}

/** Where the firmware's variables of a machine lie. */
export function nvramOf(root: XmlElement): string | null {
  const nvram = find(root, "os/nvram");
  const path = find(nvram, "source")?.attributes.file ?? textOf(nvram);
  return path?.startsWith("/") === true ? path : null;
}

function pathsIn(element: XmlElement): string[] {
  return aside.has(element.name) ? [] : ownPaths(element, aside);
}

function ownPaths(element: XmlElement, without: ReadonlySet<string>): string[] {
  const text = textOf(element) ?? "";
  const own = [...Object.values(element.attributes), text].filter(
    (value) => value.startsWith("/") && !made.some((one) => one.test(value)),
  );
  const inner = element.children
    .filter(isElement)
    .filter(({ name }) => !without.has(name))
    .flatMap((child) => ownPaths(child, without));
  return [...own, ...inner];
}

/** The files below a disk of a live definition, nearest first. */
export function backingOf(disk: XmlElement): string[] {
  const found: string[] = [];
  for (let at = find(disk, "backingStore"); at !== null; at = find(at, "backingStore")) {
    const { file, dev } = find(at, "source")?.attributes ?? {};
    const path = file ?? dev;
    if (path !== undefined) found.push(path);
  }
  return found;
}

/** Format of the nearest file below it. */
export function backingFormatOf(disk: XmlElement): string | undefined {
  return find(disk, "backingStore/format")?.attributes.type;
}

export interface DiskMove {
  readonly target: string;
  readonly path: string;
  /** The copy lies on the same base as the original: what is below it stays named. */
  readonly keepsBacking: boolean;
}

/** The definition as the target is to have it: copied disks lie elsewhere, and but for a base they are whole. */
export function withMovedDisks(xml: string, moves: readonly DiskMove[]): string {
  const byTarget = new Map(moves.map((move) => [move.target, move]));
  return writeXml(
    mapChildren(parseXml(xml), "devices", (devices) =>
      mapChildren(devices, "disk", (disk) => {
        const move = byTarget.get(find(disk, "target")?.attributes.dev ?? "");
        return move === undefined ? disk : movedDisk(disk, move);
      }),
    ),
  );
}

function movedDisk(disk: XmlElement, { path, keepsBacking }: DiskMove): XmlElement {
  const kept = disk.children.filter(
    (child) => keepsBacking || !isElement(child) || child.name !== "backingStore",
  );
  const whole = { ...disk, attributes: { ...disk.attributes, type: "file" }, children: kept };
  return mapChildren(whole, "source", (source) => {
    const { dev: _dev, index: _index, startupPolicy: _policy, ...rest } = source.attributes;
    return { ...source, attributes: { ...rest, file: path } };
  });
}

function mapChildren(
  parent: XmlElement,
  name: string,
  change: (child: XmlElement) => XmlElement,
): XmlElement {
  const children = parent.children.map((child) =>
    isElement(child) && child.name === name ? change(child) : child,
  );
  return { ...parent, children };
}

export function hasEmulatedTpm(domain: XmlElement): boolean {
  const tpms = childrenOf(find(domain, "devices"), "tpm");
  return tpms.some((tpm) => attribute(find(tpm, "backend"), "type") === "emulator");
}
