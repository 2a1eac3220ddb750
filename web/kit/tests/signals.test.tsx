import { act, render } from "@testing-library/preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { describe, expect, it } from "vitest";
import { computed, effect, signal } from "../src/signals.ts";

describe("an effect", () => {
  it("follows what it reads, at once, and only what is another value", () => {
    const [a, b] = [signal(1), signal(10)];
    const seen: number[] = [];
    const stop = effect(() => void seen.push(a.value + b.peek()));
    a.value = 2;
    a.value = 2;
    b.value = 20;
    a.value = 3;
    stop();
    a.value = 4;
    expect(seen).toEqual([11, 12, 23]);
  });

  it("forgets what it does not read any more", () => {
    const [which, a, b] = [signal(true), signal("a"), signal("b")];
    const seen: string[] = [];
    effect(() => void seen.push(which.value ? a.value : b.value));
    which.value = false;
    a.value = "unread";
    b.value = "read";
    expect(seen).toEqual(["a", "b", "read"]);
  });

  it("may change what others read", () => {
    const [celsius, fahrenheit] = [signal(0), signal(32)];
    const seen: number[] = [];
    effect(() => void (fahrenheit.value = celsius.value * 1.8 + 32));
    effect(() => void seen.push(fahrenheit.value));
    celsius.value = 100;
    expect(seen).toEqual([32, 212]);
  });

  it("that throws keeps none of the others from hearing of the same change", () => {
    const value = signal(0);
    const seen: string[] = [];
    effect(() => void seen.push(`before ${value.value}`));
    effect(() => {
      if (value.value === 1) throw new Error("first");
    });
    effect(() => {
      if (value.value === 1) throw new Error("second");
    });
    effect(() => void seen.push(`after ${value.value}`));
    expect(() => (value.value = 1)).toThrow("first");
    value.value = 2;
    expect(seen).toEqual(["before 0", "after 0", "before 1", "after 1", "before 2", "after 2"]);
  });

  it("that throws leaves the others alone", () => {
    const wrong = signal(false);
    const seen: boolean[] = [];
    const other = signal(0);
    effect(() => {
      if (wrong.value) throw new Error("wrong");
    });
    effect(() => void seen.push(other.value > 0));
    expect(() => (wrong.value = true)).toThrow("wrong");
    other.value = 1;
    expect(seen).toEqual([false, true]);
  });
});

describe("a computed value", () => {
  it("is worked out when it is read, once for each change", () => {
    const a = signal(1);
    let worked = 0;
    const double = computed(() => {
      worked++;
      return a.value * 2;
    });
    expect(worked).toBe(0);
    expect([double.value, double.value, double.peek()]).toEqual([2, 2, 2]);
    a.value = 2;
    a.value = 3;
    expect(worked).toBe(1);
    expect(double.value).toBe(6);
    expect(worked).toBe(2);
  });

  it("that comes out the same is no news, and never half of a change", () => {
    const n = signal(1);
    const odd = computed(() => n.value % 2 === 1);
    const next = computed(() => n.value + 1);
    const both = computed(() => `${odd.value} ${n.value + next.value}`);
    const seen: unknown[] = [];
    effect(() => void seen.push(odd.value));
    effect(() => void seen.push(both.value));
    n.value = 3;
    n.value = 4;
    expect(seen).toEqual([true, "true 3", "true 7", false, "false 9"]);
  });

  it("agrees with working everything out anew, whatever is set in whatever order", () => {
    const inputs = Array.from({ length: 5 }, (_, place) => signal(place));
    const value = (place: number) => inputs[place]?.value ?? 0;
    const first = computed(() => value(0) + value(1));
    const second = computed(() => (first.value % 2 ? value(2) : value(3)));
    const last = computed(() => first.value * second.value + value(4));
    let seen = 0;
    effect(() => (seen = last.value));
    for (let step = 1; step < 200; step++) {
      const chosen = inputs[(step * 7) % 5];
      if (chosen) chosen.value = (step * step) % 11;
      const [a, b, c, d, e] = inputs.map((input) => input.peek()) as [number, number, number, number, number];
      expect(seen).toBe((a + b) * ((a + b) % 2 ? c : d) + e);
    }
  });
});

describe("a component", () => {
  it("is drawn anew for what it has read while being drawn, and for nothing else", async () => {
    const [read, other, late] = [signal("a"), signal(0), signal(0)];
    const drawn = { outer: 0, inner: 0 };
    const Inner = ({ name }: { name: string }) => {
      drawn.inner++;
      return (
        <b>
          {name} {read.value}
        </b>
      );
    };
    const Outer = () => {
      drawn.outer++;
      useLayoutEffect(() => {
        expect(late.value).toBeTypeOf("number");
      });
      return (
        <p>
          <Inner name="inner" />
          {other.value}
        </p>
      );
    };
    const { container, unmount } = render(<Outer />);
    await act(() => void (read.value = "b"));
    expect(container.textContent).toBe("inner b0");
    expect(drawn).toEqual({ outer: 1, inner: 2 });
    await act(() => void (other.value = 1));
    expect(container.textContent).toBe("inner b1");
    expect(drawn).toEqual({ outer: 2, inner: 2 });
    await act(() => void (late.value = 1));
    expect(drawn).toEqual({ outer: 2, inner: 2 });
    unmount();
    await act(() => void (read.value = "c"));
    expect(drawn).toEqual({ outer: 2, inner: 2 });
  });

  it("is drawn anew for its own state and for other properties", async () => {
    const shown = signal("x");
    let press: () => void = () => undefined;
    const Inner = ({ name }: { name: string }) => {
      const [count, setCount] = useState(0);
      press = () => setCount(count + 1);
      return (
        <b>
          {name}
          {count}
          {shown.value}
        </b>
      );
    };
    const { container, rerender } = render(<Inner name="a" />);
    await act(() => press());
    expect(container.textContent).toBe("a1x");
    rerender(<Inner name="b" />);
    expect(container.textContent).toBe("b1x");
  });

  it("reads no more once drawing has failed", () => {
    const [read, after] = [signal(0), signal(0)];
    let drawn = 0;
    const Broken = () => {
      drawn++;
      throw new Error(`broken ${read.value}`);
    };
    expect(() => render(<Broken />)).toThrow("broken 0");
    expect(after.value).toBe(0);
    after.value = 1;
    expect(drawn).toBe(1);
  });
});
