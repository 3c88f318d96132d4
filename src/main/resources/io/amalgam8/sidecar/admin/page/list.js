// A long list of which one page is shown: filtered by words, leafed through by buttons. A thousand items cost one page's rows.

import { byId, element, keyed, setAttribute, setText } from "./dom.js";
import { whole } from "./format.js";

/** Which items of a list are to be shown, and the fields and buttons that decide it. */
export class List {
  /**
   * @param id of the section; its tools and list are put into `ID-tools` and `ID-list`
   * @param options `{size, keyOf, textOf, choices: [{label, of(item)}], orders: [{label, of(item)}], usualOrder,
   *     view: {root, draw(entries)}, empty}`
   */
  constructor(id, options) {
    this.id = id;
    this.options = options;
    this.entries = [];
    this.sorted = [];
    this.page = 0;
    this.count = element("span", { class: "count" });
    this.search = element("input", {
      type: "search", id: `${id}-filter`, "aria-label": `Filter ${id}`, placeholder: "Filter", autocomplete: "off", spellcheck: "false",
    });
    this.search.addEventListener("input", () => this.from(0));
    this.choices = (options.choices ?? []).map(choice => this.choice(choice));
    this.order = this.makeOrder(options.orders ?? []);
    byId(`${id}-tools`).append(this.search, ...this.choices.map(choice => choice.select), this.order, this.count);
    this.none = element("p", { class: "none", hidden: true });
    this.pager = this.makePager();
    byId(`${id}-list`).append(options.view.root, this.none, this.pager);
  }

  /** Replaces all items; the page and the filter stay. */
  set(items) {
    const seen = new Map();
    this.entries = items.map(item => {
      const key = this.options.keyOf(item);
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      return { key: times === 1 ? key : `${key} ${times}`, item, text: this.options.textOf(item).toLowerCase() };
    });
    this.choices.forEach(choice => offer(choice, items));
    this.sort();
    this.render();
  }

  /** As the items are now: while they change, rows stay where they are until the items come anew. */
  sort() {
    const order = (this.options.orders ?? [])[this.order.value];
    this.sorted = order
      ? this.entries.map(entry => [order.of(entry.item) || 0, entry]).sort((one, other) => other[0] - one[0]).map(([, entry]) => entry)
      : this.entries;
  }

  /** Shows what bears these words, from its start. */
  filter(words) {
    this.search.value = words;
    this.choices.forEach(choice => (choice.select.value = ""));
    this.from(0);
  }

  from(page) {
    this.page = page;
    this.render();
  }

  render() {
    const found = this.found();
    const size = this.options.size;
    this.page = Math.min(this.page, Math.max(0, Math.ceil(found.length / size) - 1));
    const first = this.page * size;
    this.options.view.draw(found.slice(first, first + size));
    const all = this.entries.length;
    setText(this.count, found.length === all ? whole(all) : `${whole(found.length)} of ${whole(all)}`);
    setText(this.none, all === 0 ? this.options.empty : "Nothing matches the filter.");
    this.none.hidden = found.length > 0;
    this.options.view.root.hidden = found.length === 0;
    this.pager.hidden = found.length <= size;
    setText(this.place, `${whole(first + 1)}–${whole(Math.min(first + size, found.length))} of ${whole(found.length)}`);
    setAttribute(this.previous, "aria-disabled", String(this.page === 0));
    setAttribute(this.next, "aria-disabled", String(first + size >= found.length));
  }

  found() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(word => word !== "");
    const wanted = this.choices.filter(choice => choice.select.value !== "");
    if (words.length === 0 && wanted.length === 0) {
      return this.sorted;
    }
    return this.sorted.filter(entry =>
      words.every(word => entry.text.includes(word))
      && wanted.every(choice => choice.of(entry.item) === choice.select.value));
  }

  choice({ label, of }) {
    const select = element("select", { "aria-label": label }, element("option", { value: "" }, label));
    select.addEventListener("change", () => this.from(0));
    return { select, of, offered: new Set() };
  }

  makeOrder(orders) {
    const select = element("select", { "aria-label": `Order of ${this.id}`, hidden: orders.length === 0 },
      element("option", { value: "" }, this.options.usualOrder ?? ""),
      ...orders.map(({ label }, place) => element("option", { value: String(place) }, label)));
    select.addEventListener("change", () => {
      this.sort();
      this.from(0);
    });
    return select;
  }

  makePager() {
    this.place = element("span", { class: "place" });
    this.previous = this.step("Previous", -1);
    this.next = this.step("Next", 1);
    return element("nav", { class: "pager", "aria-label": `Pages of ${this.id}`, hidden: true },
      this.previous, this.place, this.next);
  }

  step(text, pages) {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") {
        this.from(this.page + pages);
      }
    });
    return button;
  }
}

/** A table with one row for each item, by columns `{title | spoken, name, text(item) | make() and update(part, item)}`. */
export class TableView {
  constructor(caption, columns) {
    this.columns = columns;
    // Said outright: on narrow screens the style sheet makes rows of the table into paragraphs.
    this.body = element("tbody", { role: "rowgroup" });
    this.root = element("table", { role: "table" },
      element("caption", { class: "unseen" }, caption),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...columns.map(column =>
        element("th", { role: "columnheader", scope: "col", class: column.name }, ...heading(column))))),
      this.body);
  }

  draw(entries) {
    keyed(this.body, entries, entry => entry.key, () => this.row(), (part, entry) => this.update(part, entry.item));
  }

  row() {
    const cells = this.columns.map((column, place) => {
      const root = element(place === 0 ? "th" : "td", {
        role: place === 0 ? "rowheader" : "cell", scope: place === 0 && "row", class: column.name, "data-title": column.title || false,
      });
      const part = column.make?.();
      if (part) {
        root.append(part.root);
      }
      return { root, part };
    });
    return { root: element("tr", { role: "row" }, ...cells.map(cell => cell.root)), cells };
  }

  update(row, item) {
    this.columns.forEach((column, place) => {
      const { root, part } = row.cells[place];
      if (part) {
        column.update(part, item);
      } else {
        setText(root, column.text(item));
      }
    });
  }
}

/** What a column is called, also where only those hear it who do not see what it is. */
function heading({ title, spoken }) {
  return title ? [title] : [element("span", { class: "unseen" }, spoken)];
}

/** Adds the values that have come up; those once offered stay, so that a chosen one does not vanish. */
function offer(choice, items) {
  for (const value of [...new Set(items.map(choice.of))].sort()) {
    if (value && !choice.offered.has(value)) {
      choice.offered.add(value);
      choice.select.append(element("option", { value }, value));
    }
  }
}
