import { z } from "zod";

/** Largest definition that travels, both texts together, as JSON. libvirt's own bound is 4 MiB for one. */
export const definitionMaxBytes = 2 * 1024 * 1024;

const xml = z.string().max(definitionMaxBytes);

/**
 * A machine's definition as libvirt has it, in libvirt's XML. Secrets are taken out where it is read, on the
 * host: nothing beyond it ever has them.
 */
export const machineDefinition = z.object({
  /** What runs now; null while the machine is off. */
  live: xml.nullable(),
  /** What the next start will use; null for a transient machine. */
  inactive: xml.nullable(),
  /** Places in both texts at which something secret was taken out. */
  redacted: z.int().min(0),
});
export type MachineDefinition = z.infer<typeof machineDefinition>;
