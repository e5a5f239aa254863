import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../cli/cache-folder";
import { output } from "../../cli/process";

const kubeScoreVersion = "v1.20.0";
const checkovVersion = "3.3.30";

export interface Tools {
  kubeScore: string;
  checkov: string;
}

/** Finds the tools, or installs them into the cache folder: one is a Go module, the other a Python package. */
export async function ensureTools(tell: (text: string) => void): Promise<Tools> {
  const folder = join(cacheFolder(), "manifest-tools", `${kubeScoreVersion}-${checkovVersion}`);
  const kubeScore = join(folder, "kube-score");
  if (!existsSync(kubeScore)) {
    tell(`Building kube-score ${kubeScoreVersion} (half a minute)`);
    const env = { ...process.env, GOBIN: folder };
    await output("go", ["install", `github.com/zegl/kube-score/cmd/kube-score@${kubeScoreVersion}`], { env });
  }
  const checkov = join(folder, "python", "bin", "checkov");
  if (!existsSync(checkov)) {
    tell(`Installing checkov ${checkovVersion} (half a minute)`);
    await output("python3", ["-m", "venv", join(folder, "python")]);
    await output(join(folder, "python", "bin", "pip"), ["install", "-q", `checkov==${checkovVersion}`]);
  }
  return { kubeScore, checkov };
}
