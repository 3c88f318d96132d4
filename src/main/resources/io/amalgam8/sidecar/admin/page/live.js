// The stream of events, and what is told of its state.

const LONGEST_SILENCE_MILLIS = 8_000;
const RETRY_MILLIS = 1_000;

/** A page that nobody has looked at for so long listens no more: browsers open few connections to one server. */
const SLEEP_MILLIS = 300_000;

/** Listens for as long as the page is open; tells `away` and `back` besides the events themselves. */
export class Live {
  constructor(handlers) {
    this.handlers = handlers;
    this.connected = undefined;
    this.lastHeard = 0;
    this.listen();
    setInterval(() => this.watch(), 1_000);
    document.addEventListener("visibilitychange", () => this.seen());
  }

  seen() {
    clearTimeout(this.sleep);
    if (document.hidden) {
      this.sleep = setTimeout(() => this.source.close(), SLEEP_MILLIS);
    } else if (this.source.readyState === EventSource.CLOSED) {
      this.connected = undefined;
      this.listen();
    }
  }

  listen() {
    this.source?.close();
    this.source = new EventSource("/events");
    this.lastHeard = Date.now();
    this.source.addEventListener("open", () => this.heard());
    this.source.addEventListener("error", () => this.lost());
    for (const name of ["metrics", "table", "health"]) {
      this.source.addEventListener(name, event => {
        this.heard();
        this.handlers[name](JSON.parse(event.data));
      });
    }
  }

  heard() {
    this.lastHeard = Date.now();
    if (!this.connected) {
      this.connected = true;
      this.handlers.back();
    }
  }

  lost() {
    if (this.connected !== false) {
      this.connected = false;
      this.handlers.away();
    }
    // A browser gives up for good after an answer that is no stream, as one that starts or stops may give.
    if (this.source.readyState === EventSource.CLOSED) {
      this.retryAt ??= Date.now() + RETRY_MILLIS;
    }
  }

  watch() {
    if (this.retryAt && Date.now() >= this.retryAt) {
      this.retryAt = undefined;
      this.listen();
    } else if (this.connected && !document.hidden && Date.now() - this.lastHeard > LONGEST_SILENCE_MILLIS) {
      this.lost();
      this.listen();
    }
  }
}
