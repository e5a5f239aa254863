import { installCommands, managers } from "../../../cli/install/managers";

const manager = (command: string) => managers.find((one) => one.command === command)!;
const line = (words: string[] | undefined) => words?.join(" ");

it("installs on Debian the package that brings no service", () => {
  const commands = installCommands(manager("apt-get"), ["redis-server", "redis-cli", "busybox"], []);
  expect(line(commands.install)).toBe(
    "env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-tools busybox",
  );
  expect(line(commands.refresh)).toBe("env DEBIAN_FRONTEND=noninteractive apt-get update");
});

it("keeps the environment when it becomes another user", () => {
  const { install } = installCommands(manager("apt-get"), ["unzip"], ["sudo", "-n"]);
  expect(line(install)).toMatch(/^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get /);
});

it.each([
  ["dnf", "dnf install -y redis ShellCheck"],
  ["apk", "apk add redis shellcheck"],
  ["pacman", "pacman -S --noconfirm --needed valkey shellcheck"],
  ["brew", "env HOMEBREW_NO_AUTO_UPDATE=1 brew install redis shellcheck"],
])("asks %s for each package once", (command, expected) => {
  const { install, refresh } = installCommands(manager(command), ["redis-server", "redis-cli", "shellcheck"], []);
  expect(line(install)).toBe(expected);
  expect(refresh).toBeUndefined();
});

it("uses a system's own package manager before brew", () => {
  expect(managers.at(-1)?.command).toBe("brew");
});
