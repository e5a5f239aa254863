import { type Finding, parseStack, type ParseOptions, SettingsError } from "../../configs";

/** A setting that is refused: what is written, and what is said of it. */
type Refused = [title: string, written: object, property: string, value: unknown, reason: RegExp];

/** The findings about a stack; none where it is accepted. */
export function findingsOf(stack: unknown, options: ParseOptions = {}): Finding[] {
  try {
    parseStack(stack, options);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.findings;
    throw error;
  }
}

/** A stack with one instance, called cache. */
export function stackOf(cache: unknown, rest: object = {}) {
  return { ...rest, instances: { cache } };
}

/** Tests cases that are written as an instance's settings, with a property below it. */
export function refuses(cases: Refused[], rest: object = {}) {
  test.each(cases)("%s", (_title, written, property, value, reason) => {
    expectRefusal(stackOf(written, rest), `instances.cache.${property}`, value, reason);
  });
}

/** Expects the finding, with a fix, and nothing about other settings. */
export function expectRefusal(
  stack: unknown,
  property: string,
  value: unknown,
  reason: RegExp,
  options?: ParseOptions,
) {
  const [finding, ...others] = findingsOf(stack, options);
  expect(others).toEqual([]);
  expect(finding?.property).toBe(property);
  expect(finding?.value).toEqual(value);
  expect(finding?.reason).toMatch(reason);
  expect(finding?.fix).toMatch(/^\S.{4,}/);
}
