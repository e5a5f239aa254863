import { join } from "node:path";
import { output } from "../../../cli/process";
import type { Toolchain } from "./toolchain";
import { builtFolder, sourcesOf } from "./toolchain";

export const java: Toolchain = {
  programs: ["javac", "mvn"],
  async prepare(report) {
    const folder = builtFolder("java");
    const pom = join(sourcesOf("java"), "pom.xml");
    await output("mvn", ["-B", "-ntp", "-f", pom, `-Dclients.build=${folder}`, "package"], { onLine: report });
    const classes = [join(folder, "classes"), join(folder, "dependency", "*")].join(":");
    return (client) => ({ command: "java", args: ["-XX:+UseSerialGC", "-cp", classes, "Main", client] });
  },
};
