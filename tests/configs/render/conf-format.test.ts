import fc from "fast-check";
import { directivesIn, formatBytes, formatConf, line } from "../../../configs/render/conf-format";
import { parseConf } from "../../../configs/render/parse-conf";

it("writes sections with a heading each, sorted inside, with a newline at the end", () => {
  const text = formatConf([
    { title: "network", directives: [line("timeout", 0), line("tcp-keepalive", 60)] },
    { title: "empty", directives: [] },
    { title: "persistence", directives: [line("save", ""), line("appendonly", true)] },
  ]);
  expect(text).toBe(
    ["# --- network", "tcp-keepalive 60", "timeout 0", "", "# --- persistence", "appendonly yes", 'save ""', ""].join(
      "\n",
    ),
  );
});

it("quotes what has blanks or quotes", () => {
  expect(formatConf([{ title: "tls", directives: [line("tls-protocols", "TLSv1.2 TLSv1.3"), line("a", 'b"c')] }])).toBe(
    '# --- tls\na "b\\"c"\ntls-protocols "TLSv1.2 TLSv1.3"\n',
  );
});

it.each([
  [0, "0"],
  [1000, "1000"],
  [1024, "1kb"],
  [768 * 2 ** 20, "768mb"],
  [3 * 2 ** 30, "3gb"],
  [3 * 2 ** 29, "1536mb"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it("skips comments and blank lines as it reads", () => {
  expect(parseConf('# a\n\n  save 900 1  \nlogfile ""\n')).toEqual([line("save", "900", "1"), line("logfile", "")]);
});

it("names the line that it cannot read", () => {
  expect(() => parseConf('timeout 0\nlogfile "open\n')).toThrow('logfile "open');
});

it("reads back whatever it writes", () => {
  const directive = fc.record({
    name: fc.stringMatching(/^[a-z][a-z-]{0,20}$/),
    args: fc.array(fc.string({ unit: "binary-ascii" }), { minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(directive), (directives) => {
      const sections = [{ title: "all", directives }];
      const read = parseConf(formatConf(sections));
      expect(read).toHaveLength(directives.length);
      expect(read).toEqual(expect.arrayContaining(directives));
      expect(directivesIn(sections)).toEqual(read);
    }),
  );
});
