import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "../../../cli/terminal/errors";

const here = __filename;

it.each([
  [/mkdir is refused, because there is something already/, () => mkdirSync(here, { recursive: true })],
  [
    /mkdir is refused, because a part of the path is no folder/,
    () => mkdirSync(join(here, "a/b"), { recursive: true }),
  ],
  [/open is refused, because a folder is there/, () => writeFileSync(__dirname, "")],
  [/open is refused, because there is no such file/, () => readFileSync(join(__dirname, "none"))],
  [/open is refused, because the name is too long/, () => readFileSync(join(__dirname, "a".repeat(300)))],
])("tells what the file system refuses without a stack trace: %s", (told, work) => {
  expect(errorOf(work)).toMatch(told);
  expect(errorOf(work)).toMatch(/^\/.*\(E[A-Z]+\)\.\n {2}Fix: .*\.$/);
});

it("tells of rights that are missing", () => {
  const error = Object.assign(new Error("EACCES"), { code: "EACCES", syscall: "mkdir", path: "/project/.redis-cache" });
  expect(errorText(error)).toMatch(/^\/project\/\.redis-cache: mkdir is refused, .*\(EACCES\)\.\n {2}Fix: /);
});

it("shows where a fault of the tool itself comes from", () => {
  expect(errorText(new TypeError("x is not a function"))).toContain("    at ");
});

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return errorText(error);
  }
  throw new Error("nothing was refused");
}
