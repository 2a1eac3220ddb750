/**
 * Values that tell who reads them when they change: for sessions and stores, and for components, which are drawn anew
 * when a value that they have read while being drawn is another. The parts of signals that these pages need, small
 * enough for the widget. A component that has read some is not drawn again for the same properties.
 */
import { Component, options, type VNode } from "preact";

export interface ReadonlySignal<T> {
  /** Reading it ties a component, an effect or a computed value to it. */
  readonly value: T;
  /** Read it without being told of changes. */
  peek: () => T;
}

export interface Signal<T> extends ReadonlySignal<T> {
  value: T;
}

/** What can be read: counts its changes, and knows who read it. */
interface Source {
  readers: Set<Reader>;
  /** The number of changes so far, after looking whether there is another. */
  version: () => number;
}

/** Who reads. `mark` is told that something below may have changed. */
interface Reader {
  /** What was read last, and its version then. */
  seen: Map<Source, number>;
  mark: () => void;
}

let reading: Reader | null = null;
/** Effects and components to be looked at once everything is marked. */
const marked = new Set<() => void>();
let settling = false;

/** A value that can be set; what is the same value (`Object.is`) is no change. */
export function signal<T>(first: T): Signal<T> {
  let value = first;
  let changes = 0;
  const source: Source = { readers: new Set(), version: () => changes };
  return {
    get value() {
      note(source);
      return value;
    },
    set value(next: T) {
      if (Object.is(next, value)) return;
      value = next;
      changes++;
      markReaders(source);
      settle();
    },
    peek: () => value,
  };
}

/** A value that follows from others; worked out when it is read, and only where one of those has changed. */
export function computed<T>(work: () => T): ReadonlySignal<T> {
  let value: T;
  let changes = 0;
  let fresh = false;
  const reader: Reader = {
    seen: new Map(),
    mark: () => {
      fresh = false;
      markReaders(source);
    },
  };
  const version = () => {
    if (!fresh && (changes === 0 || hasNews(reader))) {
      const next = read(reader, work);
      if (changes === 0 || !Object.is(next, value)) {
        value = next;
        changes++;
      }
    }
    fresh = true;
    return changes;
  };
  const source: Source = { readers: new Set(), version };
  const peek = () => {
    version();
    return value;
  };
  return {
    get value() {
      note(source);
      return peek();
    },
    peek,
  };
}

/** Do it now, and again whenever something that it has read changes; gives the way to stop. */
export function effect(act: () => void): () => void {
  const reader: Reader = { seen: new Map(), mark: () => marked.add(look) };
  const look = () => {
    if (hasNews(reader)) read(reader, act);
  };
  read(reader, act);
  return () => {
    marked.delete(look);
    forget(reader);
  };
}

function note(source: Source): void {
  if (!reading) return;
  reading.seen.set(source, source.version());
  source.readers.add(reading);
}

function forget(reader: Reader): void {
  for (const source of reader.seen.keys()) source.readers.delete(reader);
  reader.seen.clear();
}

/** Work with everything that is read on the way noted for this reader, instead of what it has read before. */
function read<T>(reader: Reader, work: () => T): T {
  const before = reading;
  forget(reader);
  reading = reader;
  try {
    return work();
  } finally {
    reading = before;
  }
}

function hasNews(reader: Reader): boolean {
  for (const [source, version] of reader.seen) if (source.version() !== version) return true;
  return false;
}

function markReaders(source: Source): void {
  for (const reader of source.readers) reader.mark();
}

/**
 * Look at what is marked; a change that an effect makes meanwhile is looked at in the same round. What one of them
 * throws is thrown when all have been looked at.
 */
function settle(): void {
  if (settling) return;
  settling = true;
  const thrown: unknown[] = [];
  for (const look of marked) {
    marked.delete(look);
    try {
      look();
    } catch (error) {
      thrown.push(error);
    }
  }
  settling = false;
  if (thrown.length > 0) throw thrown[0];
}

/** What Preact tells its add-ons while it draws; the names are those of its packed build (its own hooks use them). */
interface Drawing {
  __c?: DrawnComponent;
}
type DrawnComponent = Component & { reader?: Reader };
type Hook = (node: VNode & Drawing, ...more: unknown[]) => void;

const hooks = options as unknown as Record<"__b" | "__r" | "__e" | "diffed" | "unmount", Hook | undefined>;

function before(name: keyof typeof hooks, act: (node: VNode & Drawing) => void): void {
  const next = hooks[name];
  hooks[name] = (node, ...more) => {
    act(node);
    next?.(node, ...more);
  };
}

const stopReading = () => (reading = null);
before("__b", stopReading);
before("diffed", stopReading);
before("__e", stopReading);
before("__r", ({ __c: component }) => {
  stopReading();
  if (!component) return;
  const reader = (component.reader ??= readerOf(component));
  forget(reader);
  reading = reader;
});
before("unmount", ({ __c: component }) => {
  if (component?.reader) forget(component.reader);
});

function readerOf(component: Component): Reader {
  const reader: Reader = { seen: new Map(), mark: () => marked.add(look) };
  const look = () => {
    if (hasNews(reader)) component.forceUpdate();
  };
  return reader;
}

Component.prototype.shouldComponentUpdate = function (this: DrawnComponent, next: object, state: object) {
  return !this.reader?.seen.size || state !== this.state || !isSame(this.props, next);
};

function isSame(these: object, those: object): boolean {
  const names = Object.keys(these) as (keyof typeof these)[];
  return names.length === Object.keys(those).length && names.every((name) => these[name] === those[name]);
}
