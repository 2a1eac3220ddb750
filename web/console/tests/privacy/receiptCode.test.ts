import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isReceiptCode, judgeReceipt, lettersOf, RECEIPT_CODE } from "../../src/privacy/receiptCode.ts";

/** What the gateway makes of codes as people write them: its own tests hold it to the same file. */
const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../tests/golden/receipt_codes.json"), "utf8"),
) as { cases: { written: string; code: string | null }[] };

describe("the check", () => {
  it.each(cases)("reads $written as the gateway does", ({ written, code }) => {
    const letters = lettersOf(written);
    expect(isReceiptCode(letters) ? letters : null).toBe(code);
    if (code !== null) expect(judgeReceipt(written, false)).toBe("right");
  });

  it("finds any wrong letter", () => {
    const code = cases[0]?.code ?? "";
    for (let place = 0; place < code.length; place += 1) {
      for (const letter of "0123456789ABCDEFGHJKMNPQRSTVWXYZ".replace(code.charAt(place), "")) {
        expect(judgeReceipt(code.slice(0, place) + letter + code.slice(place + 1), false)).toBe("wrong");
      }
    }
  });

  it("says nothing of a code that somebody is still typing", () => {
    expect(judgeReceipt("ZP42-2D", false)).toBeNull();
    expect(judgeReceipt("ZP42-2D", true)).toBe("miscounted");
    expect(judgeReceipt("", true)).toBeNull();
    expect(judgeReceipt("Z".repeat(29), false)).toBe("miscounted");
  });
});

describe("the groups", () => {
  it.each([
    ["", ""],
    ["zp42", "ZP42"],
    ["zp422", "ZP42-2"],
    ["zp42 2dr6", "ZP42-2DR6"],
    ["zp42-2dr6-", "ZP42-2DR6"],
    ["no code?", "no code?"],
  ])("of %j are %j", (typed, shown) => {
    expect(RECEIPT_CODE.write(typed)).toBe(shown);
    expect(RECEIPT_CODE.write(shown)).toBe(shown);
  });
});
