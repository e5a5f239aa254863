import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { type Browser, chromium } from "playwright-core";
import { ensurePrograms } from "../../cli/install/packages";
import { which } from "../../cli/process";
import { reportPage } from "../../cli/report";
import { errorText, exitCode } from "../../cli/terminal/errors";
import { cannedReport } from "./canned";

const widths = [390, 1280] as const;
const schemes = ["light", "dark"] as const;

const program = new Command("npm run report:verify --")
  .description("open a page of `redis-cache report` in headless Chromium: on a phone and a desktop, light and dark")
  .argument("[file]", "the page (default: one of made-up values, with every panel)")
  .option("--out <folder>", "where the pictures go", "report-pictures")
  .action(main);

async function main(file: string | undefined, { out }: { out: string }): Promise<void> {
  await ensurePrograms(["chromium"], {});
  mkdirSync(out, { recursive: true });
  const page = file ?? join(out, "report.html");
  if (file === undefined) writeFileSync(page, reportPage("local", [cannedReport()]));
  const browser = await chromium.launch({ executablePath: which("chromium"), chromiumSandbox: false });
  try {
    const wrong: string[] = [];
    for (const width of widths) {
      for (const scheme of schemes) wrong.push(...(await look(browser, page, { width, scheme, out })));
    }
    console.log(
      wrong.length === 0 ? `The page is as it should be; pictures are in ${resolve(out)}.` : wrong.join("\n"),
    );
    if (wrong.length > 0) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

interface Look {
  width: (typeof widths)[number];
  scheme: (typeof schemes)[number];
  out: string;
}

/** What is wrong with the page; keeps a picture of it. */
async function look(browser: Browser, file: string, { width, scheme, out }: Look): Promise<string[]> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const wrong: string[] = [];
  page.on("console", (message) => wrong.push(`the browser says: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => request.url() !== url && wrong.push(`asks for ${request.url()}`));
  await page.goto(url);
  const plots = (readFileSync(file, "utf8").match(/<svg /g) ?? []).length;
  const seen = await page.evaluate<Seen>(measure);
  await page.screenshot({ path: join(out, `${scheme}-${width}.png`), fullPage: true });
  await context.close();
  if (seen.plots !== plots) wrong.push(`${seen.plots} of ${plots} plots are to be seen`);
  if (seen.wide > width) wrong.push(`it is ${seen.wide} wide`);
  wrong.push(...seen.outside.map((text) => `reaches out of its place: ${text}`));
  if (seen.lineColours < 8) wrong.push(`lines have ${seen.lineColours} colours`);
  if (seen.isDark !== (scheme === "dark")) wrong.push("the page has the colours of the other scheme");
  return wrong.map((text) => `${width} px, ${scheme}: ${text}`);
}

interface Seen {
  plots: number;
  wide: number;
  outside: string[];
  lineColours: number;
  isDark: boolean;
}

/** Runs in the browser. */
const measure = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isOutside = (inner, outer) => inner.right > outer.right + 1 || inner.left < outer.left - 1;
  const places = all("figure, .numbers div, svg");
  const texts = places.flatMap((place) =>
    [...place.querySelectorAll(place.matches("svg") ? "text" : "li, dd, dt, figcaption")].map((text) => [place, text]),
  );
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return {
    plots: all("svg").filter((svg) => svg.getBoundingClientRect().height > 100).length,
    wide: document.documentElement.scrollWidth,
    outside: texts
      .filter(([place, text]) => isOutside(text.getBoundingClientRect(), place.getBoundingClientRect()))
      .map(([, text]) => text.textContent),
    lineColours: new Set(all("path.line").map((line) => getComputedStyle(line).stroke)).size,
    isDark: red + green + blue < 384,
  };
})()`;

program.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
