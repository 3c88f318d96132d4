// One line that says how the sidecar is and whether this page still hears of it.

import { byId, element, keyed, setAttribute, setText } from "./dom.js";
import { clock } from "./format.js";

const RETURN_TOLD_MILLIS = 30_000;

export class Status {
  constructor() {
    this.word = "";
    this.lostAt = undefined;
    this.returned = "";
  }

  /** As `/readyz?verbose` has it. */
  health(health) {
    this.word = health.status ?? "unknown";
    keyed(byId("reasons"), health.reasons ?? [], reason => reason, () => ({ root: element("li") }),
      (part, reason) => setText(part.root, reason));
    byId("reasons").hidden = (health.reasons ?? []).length === 0;
    this.show();
  }

  away() {
    this.lostAt = Date.now();
    this.show();
  }

  back() {
    if (this.lostAt) {
      this.returned = `, connected again at ${clock(Date.now())}`;
      setTimeout(() => {
        this.returned = "";
        this.show();
      }, RETURN_TOLD_MILLIS);
    }
    this.lostAt = undefined;
    this.show();
  }

  show() {
    const lost = this.lostAt !== undefined;
    const text = lost
      ? `No live numbers since ${clock(this.lostAt)}; trying again`
      : capital(this.word || "connecting …") + this.returned;
    setText(byId("state-text"), text);
    setAttribute(byId("state-mark"), "data-state", lost ? "lost" : this.word.replace(" ", "-"));
    document.body.classList.toggle("stale", lost);
    const title = lost ? "no connection" : this.word;
    if (document.title !== `a8sidecar: ${title}`) {
      document.title = `a8sidecar: ${title}`;
    }
  }
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
