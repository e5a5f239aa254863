import * as fc from "fast-check";
import { maxmemoryBytes, parseStack, warnings } from "../../configs";
import { reservedBytes } from "../../configs/defaults/memory";
import { bytes } from "../../configs/schema/units";
import { schemaAt } from "../../configs/schema/walk";
import { stackSchema } from "../../configs/settings/stack";
import { stackInputs } from "../support/arbitraries";

test("settings that keep all rules are accepted", () => {
  fc.assert(fc.property(stackInputs(), (input) => void parseStack(input)));
});

test("parsing the result again changes nothing", () => {
  fc.assert(
    fc.property(stackInputs(), (input) => {
      const once = parseStack(input);
      expect(parseStack(once)).toEqual(once);
    }),
  );
});

test("parsing a copy by way of JSON gives the same, and leaves the input alone", () => {
  fc.assert(
    fc.property(stackInputs(), (input) => {
      const before = JSON.stringify(input);
      expect(parseStack(JSON.parse(before))).toEqual(parseStack(input));
      expect(JSON.stringify(input)).toBe(before);
    }),
  );
});

test("what is written is kept", () => {
  fc.assert(fc.property(stackInputs(), (input) => expect(parseStack(input)).toMatchObject(input)));
});

test("maxmemory and the reserves fit into the container, and maxmemory is whole MiB", () => {
  fc.assert(
    fc.property(stackInputs(), (input) => {
      for (const instance of Object.values(parseStack(input).instances)) {
        const maxmemory = maxmemoryBytes(instance);
        expect(maxmemory % 2 ** 20).toBe(0);
        expect(maxmemory + reservedBytes(instance.memory, maxmemory)).toBeLessThanOrEqual(bytes(instance.memory.limit));
        expect(maxmemory).toBeLessThanOrEqual(bytes(instance.memory.limit) * instance.memory.maxmemoryShare);
      }
    }),
  );
});

test("every warning names a setting of the stack", () => {
  fc.assert(
    fc.property(stackInputs(), (input) => {
      for (const { property } of warnings(parseStack(input)))
        expect({ property, schema: schemaAt(stackSchema, property.split(".")) }).toMatchObject({ schema: {} });
    }),
  );
});
