// The sidecar's JSON.

const PATIENCE_MILLIS = 10_000;
const MOST_PAGES = 200;

/** The JSON at that path, whatever its status says; fails when there is none in time. */
export async function read(path) {
  const answer = await fetch(path, {
    headers: { Accept: "application/json" },
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
  const body = await answer.json();
  return { status: answer.status, body };
}

/** All items of a list, page by page. */
export async function readAll(path) {
  const items = [];
  let next = path;
  for (let page = 0; next && page < MOST_PAGES; page++) {
    const { status, body } = await read(next);
    if (status !== 200) {
      throw new Error(`${next}: ${body.reason ?? status}`);
    }
    items.push(...body.items);
    next = body.next;
  }
  return items;
}

/** Calls the action again and again, never twice at once, and not while nobody looks. */
export class Refresh {
  constructor(action, pauseMillis) {
    this.action = action;
    this.pauseMillis = pauseMillis;
    this.running = false;
    this.again = false;
    this.timer = 0;
    document.addEventListener("visibilitychange", () => this.now());
  }

  /** At once, or as soon as the one that runs has ended. */
  async now() {
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return;
    }
    if (document.hidden) {
      return;
    }
    this.running = true;
    try {
      await this.action();
    } catch {
      // The event stream says that the sidecar is away; what is shown stays.
    } finally {
      this.running = false;
    }
    this.timer = setTimeout(() => this.now(), this.again ? 250 : this.pauseMillis);
    this.again = false;
  }
}
