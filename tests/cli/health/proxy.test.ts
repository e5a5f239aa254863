import { parseState } from "../../../cli/health/proxy";

it("reads whom a proxy follows, what it hears, and where reads go", () => {
  const text =
    "configuration=0a1b\nnamed=cache-master-0\nopen=yes\nsentinels=2/3\ncache-master-0=drain\ncache-replica-0=ready\ncache-replica-1=gone\n";
  expect(parseState(text)).toEqual({
    ...{ configuration: "0a1b", named: "cache-master-0", open: true, heard: 2, sentinels: 3 },
    reads: ["cache-replica-0"],
  });
  expect(parseState("named=none\nopen=no\nsentinels=0/3\ncache-master-0=gone\n")).toEqual({
    open: false,
    heard: 0,
    sentinels: 3,
    reads: [],
  });
});

it("does not take another program's answer for a proxy's", () => {
  expect(() => parseState("<html>404</html>")).toThrow(/^not understood: <html>/);
});
