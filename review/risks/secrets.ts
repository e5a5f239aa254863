import { isDeepStrictEqual } from "node:util";
import type { RiskRule } from "./risk";

const otherPasswords: RiskRule = ({ secrets: from }, { secrets: to }) =>
  from.source === to.source && from.secretName === to.secretName && isDeepStrictEqual(from.store, to.store)
    ? undefined
    : {
        setting: "secrets",
        reason:
          "with other passwords, nodes that have restarted are refused by those that have not: replicas have no " +
          "master, and a master that dies has no successor",
        fix: "put the passwords that are in use into the new place first, and rotate them afterwards",
        source: "docs/secrets.md",
        interrupts: true,
      };

export const secretsRisks = [otherPasswords];
