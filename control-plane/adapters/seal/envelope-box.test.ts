import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { EnvelopeBox, isSealed, rewrapped, withNewKey } from "./envelope-box.ts";

const master = randomBytes(32);
const ring = withNewKey(master, null, 1);
const box = new EnvelopeBox(master, ring);
const locked = expect.objectContaining({ code: "SECRETS_LOCKED" });

describe("a secret box", () => {
  it("gives back what was sealed, and shows nothing of it", () => {
    const sealed = box.seal("totp anna", "canary ☂");
    expect(box.open("totp anna", sealed)).toBe("canary ☂");
    expect(isSealed(sealed)).toBe(true);
    expect(Buffer.from(sealed.split(".")[3] ?? "", "base64url").includes("canary")).toBe(false);
    expect(box.seal("totp anna", "canary ☂")).not.toBe(sealed);
  });

  it("opens for the same purpose only", () => {
    const sealed = box.seal("totp anna", "x");
    expect(() => box.open("totp otto", sealed)).toThrowError(locked);
    const [form, id, , body] = sealed.split(".");
    const forged = `${form}.${id}.${Buffer.from("totp otto").toString("base64url")}.${body}`;
    expect(() => box.open("totp otto", forged)).toThrowError(locked);
  });

  it("refuses what was changed in any place", () => {
    const sealed = box.seal("p", "text");
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === "A" ? "B" : "A";
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      expect(() => box.open("p", changed), `letter ${at}`).toThrowError(locked);
    }
  });

  it.each(["", "plain", "ncs1.", "ncs1.a.b.c.d", "ncs1.0000000000000000.cA.AAAA"])(
    "refuses %j",
    (text) => {
      expect(() => box.open("p", text)).toThrowError(locked);
    },
  );

  it("does not open with another master key", () => {
    expect(() => new EnvelopeBox(randomBytes(32), ring)).toThrowError(locked);
  });
});

describe("rotation", () => {
  it("seals anew every secret in a text, for its own purpose, with the new key", () => {
    const body = JSON.stringify({ totp: box.seal("a b", "one"), more: [box.seal("c", "two")] });
    const next = withNewKey(master, ring, 2);
    const both = new EnvelopeBox(master, next);
    const after = JSON.parse(both.resealed(body));
    const onlyNew = new EnvelopeBox(master, { ...next, keys: next.keys.slice(0, 1) });
    expect(onlyNew.open("a b", after.totp)).toBe("one");
    expect(onlyNew.open("c", after.more[0])).toBe("two");
    expect(EnvelopeBox.keysIn(JSON.stringify(after))).toEqual([next.keys[0]?.id, next.keys[0]?.id]);
    expect(() => onlyNew.open("a b", JSON.parse(body).totp)).toThrowError(locked);
  });

  it("to another master key changes no sealed text", () => {
    const other = randomBytes(32);
    const sealed = box.seal("p", "text");
    const moved = rewrapped(ring, master, other);
    expect(new EnvelopeBox(other, moved).open("p", sealed)).toBe("text");
    expect(() => new EnvelopeBox(master, moved)).toThrowError(locked);
  });
});
