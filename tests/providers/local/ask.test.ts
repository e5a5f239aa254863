import { parseReplies } from "../../../providers/local/ask";

const parse = (text: string) => parseReplies(Buffer.from(text));

test("answers of all kinds are told apart from errors", () => {
  expect(parse("+PONG\r\n-NOAUTH Authentication required.\r\n:1\r\n$3\r\nabc\r\n$-1\r\n")).toEqual([
    { ok: true, text: "PONG" },
    { ok: false, text: "NOAUTH Authentication required." },
    { ok: true, text: "1" },
    { ok: true, text: "abc" },
    { ok: true, text: "" },
  ]);
});

test("an answer counts once all of it has come", () => {
  const whole = "+OK\r\n$12\r\nline\r\nline\r\n\r\n";
  for (let length = 0; length < whole.length; length++) {
    expect(parse(whole.slice(0, length))).toHaveLength(length < 5 ? 0 : 1);
  }
  expect(parse(whole)).toEqual([
    { ok: true, text: "OK" },
    { ok: true, text: "line\r\nline\r\n" },
  ]);
});

test("lengths are counted in bytes", () => {
  expect(parse("$5\r\nzähe\r\n+OK\r\n")).toEqual([
    { ok: true, text: "zähe" },
    { ok: true, text: "OK" },
  ]);
});
