// Elements without any HTML text: whatever comes from outside goes in as text.

const SVG = "http://www.w3.org/2000/svg";

/** An element with these attributes and children; strings become text. */
export function element(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function shape(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

/** Sets the text, if it is another one: what does not change is not laid out again. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Sets the attribute, if it is another one. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

export function byId(id) {
  return document.getElementById(id);
}

/**
 * Makes the parent's children those of the items, in their order, after those that it had before the first time. What
 * stands for an item stays the same element for as long as its key is there, so that focus and selection survive.
 */
export function keyed(parent, items, keyOf, make, update) {
  const before = parent.keyed ?? new Map();
  const now = new Map();
  items.forEach((item, place) => {
    const key = keyOf(item);
    const part = before.get(key) ?? make(item);
    before.delete(key);
    now.set(key, part);
    update(part, item, place);
  });
  before.forEach(part => part.root.remove());
  parent.fixed ??= parent.childNodes.length;
  let next = parent.childNodes[parent.fixed] ?? null;
  now.forEach(part => {
    if (part.root === next) {
      next = next.nextSibling;
    } else {
      parent.insertBefore(part.root, next);
    }
  });
  parent.keyed = now;
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.filter(child => child !== undefined && child !== null));
  return node;
}
