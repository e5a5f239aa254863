import { errorText } from "../../../cli/terminal/errors";

it("tells what the file system refuses without a stack trace", () => {
  const error = Object.assign(new Error("EACCES"), { code: "EACCES", syscall: "mkdir", path: "/project/.redis-cache" });
  expect(errorText(error)).toMatch(/^\/project\/\.redis-cache: mkdir is refused, .*\(EACCES\)\.\n {2}Fix: /);
});

it("shows where a fault of the tool itself comes from", () => {
  expect(errorText(new TypeError("x is not a function"))).toContain("    at ");
});
