import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";

export interface Screen {
  readonly write: (bytes: Uint8Array) => void;
  readonly focus: () => void;
  readonly fit: () => void;
  readonly close: () => void;
}

const scrollback = 5_000;

/** A terminal inside `box`; what is typed goes to `onType`. */
export function openScreen(box: HTMLElement, onType: (text: string) => void): Screen {
  const terminal = new Terminal({
    scrollback,
    fontFamily: '"Geist Mono Variable", ui-monospace, monospace',
    fontSize: 13,
    lineHeight: 1.2,
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    theme: { background: "#0c0e10", foreground: "#e6e9ec", cursor: "#e6e9ec" },
    documentOverride: styleFriendly(document),
    screenReaderMode: true,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  whileFriendly(document, () => terminal.open(box));
  fit.fit();
  terminal.onData(onType);
  return {
    write: (bytes) => terminal.write(bytes),
    focus: () => terminal.focus(),
    fit: () => fit.fit(),
    close: () => terminal.dispose(),
  };
}

/**
 * xterm puts its sizes and colours into style elements and style attributes, both of which our policy refuses
 * (style-src 'self'). What is made through this document carries the text of a style element into a
 * constructed sheet, and a style attribute into the element's own style object, both of which it allows.
 */
function styleFriendly(real: Document): Document {
  return new Proxy(real, {
    get(target, name) {
      if (name === "createElement") return (tag: string) => createElement(target, tag);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Parts of xterm ask the page's own document; while it opens, that one makes friendly elements too. */
function whileFriendly(real: Document, open: () => void): void {
  Object.defineProperty(real, "createElement", {
    configurable: true,
    value: (tag: string) => createElement(real, tag),
  });
  try {
    open();
  } finally {
    Reflect.deleteProperty(real, "createElement");
  }
}

function createElement(real: Document, tag: string): HTMLElement {
  const plain = (name: string) => Document.prototype.createElement.call(real, name);
  if (tag !== "style") return withStyleAttribute(plain(tag));
  const element = plain("span");
  element.hidden = true;
  const sheet = new CSSStyleSheet();
  real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet];
  Object.defineProperty(element, "textContent", { set: (css: string) => sheet.replaceSync(css) });
  element.remove = () => {
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((one) => one !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

function withStyleAttribute(element: HTMLElement): HTMLElement {
  element.setAttribute = (name, value) => {
    if (name === "style") element.style.cssText = value;
    else Element.prototype.setAttribute.call(element, name, value);
  };
  return element;
}
