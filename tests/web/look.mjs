// An HTML file and a list of views go in; JSON of what a browser and axe-core found in each comes out on stdout.
// node look.mjs CHROMIUM FILE: the browser's program, and the page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, file] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = [
  { name: "light", width: 1280, scheme: "light" },
  { name: "dark", width: 1280, scheme: "dark" },
  { name: "narrow", width: 320, scheme: "light" },
  { name: "narrow-dark", width: 320, scheme: "dark" },
  { name: "no-script", width: 1280, scheme: "light", javaScriptEnabled: false },
];

const browser = await chromium.launch({ executablePath: program, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
const found = {};
for (const view of VIEWS) {
  const context = await browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.scheme,
    reducedMotion: "reduce",
    javaScriptEnabled: view.javaScriptEnabled ?? true,
  });
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error}`));
  page.on("dialog", (dialog) => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  found[view.name] = { said, asked: asked.slice(1).filter((url) => !url.startsWith("data:")) };
  if (view.javaScriptEnabled === false) {
    found[view.name].text = await page.locator("main").innerText();
    found[view.name].lines = await page.locator(".lines path").count();
  } else {
    Object.assign(found[view.name], await looked(page, view));
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));

async function looked(page, view) {
  const keyboard = view.name === "light" ? await walked(page) : null;
  await page.evaluate(() => { for (const one of document.querySelectorAll("details")) one.open = true; });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  const drawn = await page.locator(".lines path[d]").count();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map(({ id, help, nodes }) => ({ id, help, html: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) }));
  return { wide, drawn, violations: told, keyboard };
}

// By keyboard alone: the skip link, the first joined task with its partners, and on to its pair.
async function walked(page) {
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.getAttribute("href"));
  const task = page.locator(".upper .linked .row").first();
  if (!(await task.count())) return { first };
  await task.focus();
  const partners = await page.locator(".ours .task.on").count();
  const href = await task.getAttribute("href");
  await page.keyboard.press("Enter");
  await page.waitForFunction((target) => document.querySelector(target).open, href);
  const arrived = await page.evaluate(() => document.activeElement.closest(".pair")?.id);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  return { first, partners, href, arrived, outline };
}
