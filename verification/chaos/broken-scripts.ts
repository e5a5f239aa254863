import { runtimeScripts } from "../../runtime";

/** What a script with a rule of the protocol left out would do to an instance; the runner has to find each of them. */
export const brokenScripts = {
  /** Whoever holds data becomes master where no majority names one, as if silence were consent. */
  masterWhenNothingAnswers: replaceFunction(
    "role.sh",
    "decide_unnamed",
    'if [ "$had_data" = yes ]; then promote "" "nobody names a master"; else decide_unnamed_in_order; fi',
  ),
  /** The old master takes writes again before another node is master. */
  noFence: replaceFunction("hand-over-5-promote.sh", "set_fence", 'call "$OWN_LOCAL" CLIENT UNPAUSE >/dev/null'),
  /** The node that the Sentinels name goes on with what its disk holds, and asks no other node. */
  diskGivesRight: {
    ...replaceFunction("takeover.sh", "await_takeover", ":"),
    ...replaceFunction("role.sh", "decide_named", 'promote "" "the Sentinels name this node"'),
  },
  /** A node that a Sentinel promotes takes writes at once, whoever else does, and whoever has newer ones. */
  noGate: replaceFunction("gate.sh", "keep_gate", '[ "$gate" = open ] || open_gate'),
};

/** A script whose function does something else; what it did stays, as `<name>_in_order`. */
function replaceFunction(file: string, name: string, body: string): Record<string, string> {
  const text = runtimeScripts()[file];
  const start = `\n${name}() {\n`;
  if (!text?.includes(start)) throw new Error(`${file} has no function ${name}`);
  return { [file]: `${text.replace(start, `\n${name}_in_order() {\n`)}\n${name}() {\n  ${body}\n}\n` };
}
