import { fieldsOf, parseInfo } from "../../../cli/health/observe";

it("reads INFO", () => {
  const text = "# Replication\r\nrole:slave\r\nmaster_host:127.0.0.1\r\n\r\n# Other\r\nslave0:ip=127.0.0.1,port=1\r\n";
  expect(parseInfo(text)).toEqual({ role: "slave", master_host: "127.0.0.1", slave0: "ip=127.0.0.1,port=1" });
});

it.each<[string, unknown]>([
  ["a flat list", ["ip", "127.0.0.1", "port", "1"]],
  [
    "a map",
    new Map([
      ["ip", "127.0.0.1"],
      ["port", "1"],
    ]),
  ],
  ["an object", { ip: "127.0.0.1", port: "1" }],
])("reads an answer that is %s", (_, answer) => {
  expect(fieldsOf(answer)).toEqual({ ip: "127.0.0.1", port: "1" });
});
