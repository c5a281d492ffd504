import { attribute, isElement, parseXml, writeXml, type XmlElement, type XmlNode } from "./tree.ts";

export interface Redacted {
  readonly xml: string;
  /** Places at which something was taken out. */
  readonly count: number;
}

export const REDACTED = "[redacted]";

/**
 * A domain's XML without what is secret. libvirt itself leaves out passwords of graphics unless they are asked
 * for (VIR_DOMAIN_XML_SECURE); what people put into places that libvirt knows nothing of it gives to everybody:
 * arguments of QEMU, the kernel's command line, firmware entries, addresses with a password, cookies. It is a
 * second line, by names: rather too much is taken out than too little. Where nothing is, the text is libvirt's
 * own, to the letter. Throws XML_REFUSED rather than give what it cannot read.
 */
export function redactDomain(xml: string): Redacted {
  const redaction = new Redaction();
  const root = redaction.element(parseXml(xml));
  return { xml: redaction.count === 0 ? xml : writeXml(root), count: redaction.count };
}

/** Names whose value is a secret. `passwdValidTo` is a time. */
const SECRET_NAME =
  /^(?!passwdvalidto$).*(passw(or)?d|passphrase|secret|token|credential|api[-_.]?key|private[-_.]?key)/i;
/** `password=x`, `"secret": "x"`; the part before the value is kept. */
const SECRET_PAIR =
  /([\w.-]*(?:passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key)[\w.-]*["']?\s*[=:]\s*["']?)([^\s,;&"']+)/gi;
/** QEMU's `-object secret,id=s,data=x`, also as JSON. */
const SECRET_DATA = /(\bdata["']?\s*[=:]\s*["']?)([^\s,"']+)/gi;
const SECRET_OBJECT = /^secret,|"qom-type"\s*:\s*"secret/i;
/** `https://user:x@host`. */
const ADDRESS_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)([^\s/@]+)(?=@)/gi;
/** References to secrets that libvirt keeps, by id or by name, hold none. */
const REFERENCES = new Set(["secret", "auth", "encryption"]);

class Redaction {
  count = 0;

  element(from: XmlElement): XmlElement {
    const { name, children } = from;
    if (REFERENCES.has(name)) {
      const isSecret = name === "secret";
      return { ...from, children: children.map((child) => this.#child(child, from, isSecret)) };
    }
    const isSecret = isSecretElement(from);
    const entries = Object.entries(from.attributes).map(([key, value]) => {
      const isWhole = SECRET_NAME.test(key) || (isSecret && key === "value");
      return [key, isWhole ? this.#whole(value) : this.#parts(value)] as const;
    });
    return {
      name,
      attributes: Object.fromEntries(entries),
      children: children.map((child) => this.#child(child, from, isSecret)),
    };
  }

  #child(child: XmlNode, parent: XmlElement, isSecret: boolean): XmlNode {
    if (isSecret && "text" in child) return { text: this.#whole(child.text) };
    if (isElement(child) && isFreeEntry(parent, child)) {
      const texts = child.children.map((node) =>
        "text" in node ? { text: this.#whole(node.text) } : this.#node(node),
      );
      return { ...child, children: texts };
    }
    return this.#node(child);
  }

  #node(node: XmlNode): XmlNode {
    if (isElement(node)) return this.element(node);
    if ("text" in node) return { text: this.#parts(node.text) };
    return { comment: this.#parts(node.comment) };
  }

  #whole(text: string): string {
    if (text.trim() === "") return text;
    this.count += 1;
    return REDACTED;
  }

  #parts(text: string): string {
    const forms = SECRET_OBJECT.test(text)
      ? [SECRET_DATA, SECRET_PAIR, ADDRESS_PASSWORD]
      : [SECRET_PAIR, ADDRESS_PASSWORD];
    return forms.reduce(
      (left, form) =>
        left.replace(form, (whole, before: string, value: string) => {
          if (value === REDACTED) return whole;
          this.count += 1;
          return before + REDACTED;
        }),
      text,
    );
  }
}

/** A secret by its own name, or by the name that it gives to its value. */
function isSecretElement(element: XmlElement): boolean {
  const local = element.name.slice(element.name.indexOf(":") + 1);
  return (
    SECRET_NAME.test(local) ||
    local === "cookie" ||
    SECRET_NAME.test(attribute(element, "name") ?? "")
  );
}

/** Text for the guest's firmware: systemd's credentials, Ignition and cloud-init come that way. */
function isFreeEntry(parent: XmlElement, child: XmlElement): boolean {
  const isFirmware = parent.name === "sysinfo" && attribute(parent, "type") === "fwcfg";
  return child.name === "entry" && (isFirmware || parent.name === "oemStrings");
}
