// People in numbers: a pasted list, links, codes, links for many, lost links, a role changed live, access that ends.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Program } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

const jsqr = readFileSync(createRequire(import.meta.url).resolve("jsqr/dist/jsQR.js"), "utf8");
let program, stage, dagny, amara, bilal, table;

before(async () => {
  program = await Program.start();
  stage = await Stage.open();
});
after(async () => {
  await stage?.close();
  await program?.end();
});

/** What a phone's camera reads on somebody's screen. */
async function camera(person, picture) {
  await person.page.evaluate(jsqr);
  const shot = (await picture.screenshot({ animations: "disabled" })).toString("base64");
  return person.page.evaluate(async (shot) => {
    const image = new Image();
    image.src = `data:image/png;base64,${shot}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const brush = canvas.getContext("2d");
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, image.width, image.height);
    return window.jsQR(data, image.width, image.height)?.data;
  }, shot);
}

/** Every width, light and dark, and once from right to left. */
async function shots(person, name) {
  const { page } = person;
  const usual = page.viewportSize();
  for (const width of [390, 1024, 1600]) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    await person.shot(`${name}-${width}`, true);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await person.shot(`${name}-dark`, true);
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await person.shot(`${name}-rtl`, true);
  await page.evaluate(() => (document.documentElement.dir = "ltr"));
  await page.setViewportSize(usual);
}

/** A .csv file's cells. */
const cells = (text) =>
  text.trimEnd().split("\r\n").map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell]) => cell.replaceAll('""', '"')));
const me = (person, id) => person.page.evaluate(async (id) => (await (await fetch(`/api/v1/statements/${id}`)).json()).me, id);
const statement = () => dagny.page.url().split("/s/")[1].split("/")[0];
const row = (person, name) => person.page.locator(".crowd li", { hasText: name });

test("the first page asks at which address the others open Kyodo, and warns of this computer's own", async () => {
  dagny = await stage.person("Dagny");
  const { page } = dagny;
  await page.goto(program.setup.replace("127.0.0.1", "localhost"));
  const address = page.getByLabel("Address at which the others open Kyodo");
  assert.equal(await address.inputValue(), program.address);
  await dagny.sees("Links that begin so open on this computer only.");
  await dagny.accessible("set-up with an address");
  await dagny.shot("people-set-up", true);
  await address.fill("https://statements.example.org");
  await page.getByText("Links that begin so open on this computer only.").waitFor({ state: "detached" });
  await address.fill(program.address);
  await page.getByLabel("The alliance").fill("Open Door Alliance");
  await page.getByLabel("Your name").fill("Dagny Solheim");
  await page.getByLabel("Your organisation").fill("Fjord Justice Network");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/new/);
  await page.getByRole("button", { name: "Create the statement" }).click();
  await page.waitForURL(/\/s\//);
  await page.getByRole("link", { name: "People" }).first().click();
  await page.waitForURL(/\/people/);
  await dagny.sees("Links made here open on this computer only.");
});

test("Dagny pastes sixty rows from Excel; what is not understood is told line by line", async () => {
  const { page } = dagny;
  const rows = Array.from({ length: 53 }, (_, n) => `${n + 8}\tMember ${"ABCDEFGHIJ"[n % 10]}${n}\tOrganisation ${String(n % 20).padStart(2, "0")}\tm${n}@members.example\tcontributor\t\t`);
  const pasted = [
    "N°\tNom complet\tOrganisme\tCourriel\tRôle\t\t",
    "1\tDiallo, Amara\tLake Basin Legal Aid Forum\tmailto:amara@lakebasin.example\tdrafter\t\t",
    '2\tBilal Rahman\t"Casa Abierta\nReintegration Network"\tbilal@casa.example\tcontributor\t\t',
    "3\t\u200fنور الهدى\u200f\tجمعية العدالة\tnoor@adala.example\tcontributor\t\t",
    "4\tEfua Mensah\t+Acte\tefua@acte.example\tspeaker\t\t",
    "5\tBroken Address\tTidewater Prison Watch\tbroken@tidewater\treader\t\t",
    "6\t\tTidewater Prison Watch\tnobody@tidewater.example\treader\t\t",
    "7\t=CONCATENATE(A1;B1)\tTidewater Prison Watch\t\t\t\t",
    ...rows,
    "61\tAmara Diallo\tLake Basin Legal Aid Forum\tamara@lakebasin.example\tdrafter\t\t",
  ];
  await page.getByLabel(/one person a line/).fill(`\uFEFF${pasted.join("\r\n")}\r\n\t\t\t\t\t\t\r\n`);
  await dagny.sees("57 people, 24 organisations");
  await dagny.sees("3 lines; nobody is created of them");
  await dagny.sees("“broken@tidewater” is no whole e-mail address");
  await dagny.sees("There is no name beside the e-mail");
  await dagny.sees("is a formula; write what the cell shows");
  await dagny.sees("1 line left out: twice in the list, or in the statement already");
  await dagny.accessible("people, pasted");
  await shots(dagny, "people-pasted");

  const wrong = page.getByLabel(/is no whole e-mail address/);
  await wrong.fill((await wrong.inputValue()).replace("broken@tidewater", "mended@tidewater.example"));
  await wrong.press("Enter");
  await dagny.sees("2 lines; nobody is created of them");
  await dagny.sees("58 people");
  await page.getByRole("button", { name: /^Leave out/ }).last().click();
  await dagny.sees("1 line; nobody is created of them");
});

test("she creates them all, takes the links as .csv, and nothing in it is a formula", async () => {
  const { page } = dagny;
  await page.getByRole("button", { name: "Create 58 links" }).click();
  await dagny.sees("58 links made. They stand below.");
  await dagny.sees("59 people, 26 organisations; 58 not opened");
  assert.match(await page.getByLabel(/one person a line/).inputValue(), /nobody@tidewater\.example/, "what was not understood stays");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "All links as .csv" }).click()]);
  assert.equal(file.suggestedFilename(), "kyodo-links.csv");
  const text = readFileSync(await file.path(), "utf8");
  assert.equal(text.charCodeAt(0), 0xfeff, "Excel reads it as UTF-8");
  table = cells(text.slice(1));
  assert.deepEqual(table[0], ["Name", "Organisation", "E-mail", "Role", "Link", "Until", "Subject"]);
  assert.equal(table.length, 59);
  const of = (name) => table.find(([who]) => who === name);
  assert.deepEqual(of("Amara Diallo").slice(1, 4), ["Lake Basin Legal Aid Forum", "amara@lakebasin.example", "drafter"]);
  assert.equal(of("Bilal Rahman")[1], "Casa Abierta Reintegration Network");
  assert.equal(of("نور الهدى")[1], "جمعية العدالة");
  assert.equal(of("Efua Mensah")[1], "'+Acte");
  for (const line of table) for (const cell of line) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  for (const [, , , , link] of table.slice(1)) assert.match(link, /\/i#i=/);
  await dagny.accessible("people, created");
  await page.getByRole("button", { name: "Empty the list" }).click();
  await shots(dagny, "people-created");
});

test("Amara opens her link by the picture that her phone's camera reads", async () => {
  const { page } = dagny;
  await row(dagny, "Amara Diallo").getByRole("button", { name: /^Show/ }).click();
  await dagny.sees("E-mail for Amara Diallo");
  const mail = new URL(await page.getByRole("link", { name: /^Write e-mail/ }).getAttribute("href"));
  assert.equal(mail.pathname, "amara@lakebasin.example");
  const link = table.find(([who]) => who === "Amara Diallo")[4];
  assert.ok(mail.searchParams.get("body").includes(`\r\n${link}\r\n`));
  await page.getByRole("button", { name: /^Code for the phone/ }).click();
  const picture = page.getByRole("img", { name: "The link for Amara Diallo, for a phone’s camera" });
  const read = await camera(dagny, picture);
  assert.equal(read, link);
  await dagny.accessible("people, a letter with its code");
  await dagny.shot("people-letter", true);
  amara = await stage.person("Amara", { viewport: { width: 390, height: 844 } });
  await amara.follow(read);
  await row(dagny, "Amara Diallo").getByText("drafter, here now").waitFor();
});

test("a short code: the same person on the next device, once", async () => {
  const id = statement();
  await amara.page.getByRole("navigation", { name: "Places of this statement" }).getByRole("link", { name: "People" }).click();
  await row(amara, "Amara Diallo").getByRole("button", { name: "Open on my phone" }).click();
  const code = await amara.page.locator("dialog .code").innerText();
  assert.match(code, /^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  const read = await camera(amara, amara.page.getByRole("img", { name: /short code/ }));
  assert.equal(read, `${program.address}/code#c=${code}`);
  await amara.accessible("short code");
  await amara.shot("people-code");
  const laptop = await stage.person("Amara’s laptop");
  await laptop.page.goto(program.address);
  await laptop.page.getByRole("link", { name: "Open with a short code" }).click();
  await laptop.page.getByLabel("Short code").fill(` ${code.toLowerCase().replace("-", " ")} `);
  await laptop.accessible("typing a short code");
  await laptop.shot("code");
  await laptop.page.getByRole("button", { name: "Open", exact: true }).click();
  await laptop.page.waitForURL(/\/s\//);
  assert.deepEqual(await me(laptop, id), await me(amara, id));

  const late = await stage.person("Somebody late");
  await late.page.goto(read);
  await late.page.getByRole("button", { name: "Open", exact: true }).click();
  await late.sees("This code opens nothing: it is good once, for 15 minutes.");
  await late.accessible("a used code");
  assert.deepEqual(laptop.errors, []);
});

test("a code in a browser that is somebody else already: Kyodo asks", async () => {
  const id = statement();
  bilal = await stage.person("Bilal");
  await bilal.follow(table.find(([who]) => who === "Bilal Rahman")[4]);
  await amara.page.getByRole("button", { name: "Close" }).click();
  await row(amara, "Amara Diallo").getByRole("button", { name: "Open on my phone" }).click();
  const code = await amara.page.locator("dialog .code").innerText();
  await bilal.page.goto(`${program.address}/code#c=${code}`);
  await bilal.page.getByRole("button", { name: "Open", exact: true }).click();
  await bilal.sees(/This browser is already Bilal Rahman \(.+\) in this statement/);
  await bilal.accessible("a code, somebody else");
  assert.equal((await me(bilal, id)).name, "Bilal Rahman");
  await amara.page.getByRole("button", { name: "Close" }).click();
});

test("a link for many: who joins gives a name, shown as such, and keeps a link of one's own", async () => {
  const { page } = dagny;
  const id = statement();
  await page.getByRole("button", { name: "Make a link for many" }).click();
  await page.getByLabel("Organisation", { exact: true }).selectOption({ label: "Organisation 05" });
  await page.getByRole("button", { name: "Make the link" }).click();
  await dagny.sees("E-mail for a list");
  const link = await page.locator("aside .address").innerText();
  await dagny.accessible("people, a link for many");
  await dagny.shot("people-many", true);

  const chiyo = await stage.person("Chiyo", { viewport: { width: 390, height: 844 } });
  await chiyo.page.goto(link);
  await chiyo.sees("This name is given by yourself and shown as such");
  await chiyo.accessible("joining by a link for many");
  await shots(chiyo, "join");
  await chiyo.page.getByLabel("Your name").fill("Chiyo Arai");
  await chiyo.page.getByRole("button", { name: "Come in" }).click();
  await chiyo.sees("You are in, Chiyo Arai");
  const own = await chiyo.page.locator(".own").innerText();
  assert.notEqual(own, link);
  await chiyo.accessible("a link of one's own");
  await chiyo.shot("join-own", true);
  await chiyo.page.getByRole("link", { name: "Go to the statement" }).click();
  await chiyo.page.waitForURL(/\/s\//);
  assert.equal((await me(chiyo, id)).role, "contributor");
  await row(dagny, "Chiyo Arai").getByText("name given by themselves").waitFor();
  const again = await stage.person("Chiyo’s laptop");
  await again.follow(own);
  assert.equal((await me(again, id)).person, (await me(chiyo, id)).person);

  await chiyo.page.goto(link);
  await chiyo.sees("In this browser you are Chiyo Arai (Organisation 05) already.");
  await page.getByRole("button", { name: /^End the link for contributors/ }).click();
  await page.getByRole("button", { name: "End it" }).click();
  await page.locator(".many").waitFor({ state: "detached" });
  const late = await stage.person("Somebody late");
  await late.page.goto(link);
  await late.sees("This link has ended");
  await late.accessible("a link for many that ended");
  await late.page.getByRole("button", { name: "Ask Dagny Solheim for a new one" }).click();
  await late.sees("Dagny Solheim sees that you ask.");
  await dagny.sees("Somebody with a link for many asks for a new link");
  const asked = page.getByRole("region", { name: "Ask for a new link" });
  await dagny.accessible("people, a link for many is asked for");
  await dagny.shot("people-asked-many", true);
  await asked.getByRole("button", { name: /^Make a new one … for contributors/ }).click();
  assert.equal(await page.getByLabel("They come in as").inputValue(), "contributor");
  await page.getByRole("button", { name: "Make the link", exact: true }).click();
  await asked.waitFor({ state: "detached" });
  await dagny.sees("E-mail for a list");
});

test("a lost link asks the chair with one click, and she answers with one", async () => {
  const { page } = dagny;
  await row(dagny, "Bilal Rahman").getByRole("button", { name: /^Change/ }).click();
  await page.getByRole("button", { name: "End the links" }).click();
  await dagny.accessible("ending links");
  await page.getByRole("button", { name: "End 1 link" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await bilal.page.goto(table.find(([who]) => who === "Bilal Rahman")[4]);
  await bilal.sees("This link has ended");
  await bilal.accessible("a link that ended");
  await bilal.shot("link-ended", true);
  await bilal.page.getByRole("button", { name: "Ask Dagny Solheim for a new one" }).click();
  await bilal.sees("Dagny Solheim sees that you ask.");
  await dagny.sees("Bilal Rahman asks for a new link");
  await dagny.accessible("people, somebody asks");
  await dagny.shot("people-asked", true);
  await page.getByRole("button", { name: "Make the new link for Bilal Rahman" }).click();
  await dagny.sees("E-mail for Bilal Rahman");
  await bilal.page.goto("about:blank");
  await bilal.follow(await page.locator("aside .address").innerText());
  assert.equal((await me(bilal, statement())).name, "Bilal Rahman");
});

test("a role changes live; making somebody a chair says what that means", async () => {
  const { page } = dagny;
  assert.equal(await bilal.page.locator("[contenteditable=true]").count(), 0);
  await row(dagny, "Bilal Rahman").getByRole("button", { name: /^Change/ }).click();
  await page.getByRole("radio", { name: "chair" }).check();
  await dagny.sees("A chair may do everything here");
  await dagny.accessible("making a chair");
  await dagny.shot("people-chair");
  await page.getByRole("radio", { name: /^drafter/ }).check();
  await page.getByRole("button", { name: "Change the role" }).click();
  await bilal.section("Advancing crime prevention");
  await row(dagny, "Bilal Rahman").getByText(/^drafter/).waitFor();
});

test("registered names and consultative status are the chair's to set", async () => {
  const { page } = dagny;
  await page.locator(".crowd .head", { hasText: "Organisation 03" }).getByRole("button", { name: /^Change/ }).click();
  await page.getByLabel("Registered name").fill("Organisation 03 (International)");
  await page.getByRole("radio", { name: "Special consultative status" }).check();
  await dagny.accessible("an organisation");
  await dagny.shot("people-organisation");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".crowd .head", { hasText: "Organisation 03 (International)" }).getByText("Special consultative status").waitFor();
});

test("access ends, and words that were not saved are given back, also after a reload", async () => {
  const { page } = dagny;
  await bilal.context.setOffline(true);
  await bilal.write("Advancing crime prevention", "Nobody should lose these seven words.");
  await bilal.sees(/Only on this device: \d+ words?/);
  await row(dagny, "Bilal Rahman").getByRole("button", { name: /^Change/ }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await row(dagny, "Bilal Rahman").waitFor({ state: "detached" });
  await bilal.context.setOffline(false);
  await bilal.sees(/Dagny Solheim ended your access at \d\d:\d\d\./);
  await bilal.sees("Words of yours that were not saved:");
  await bilal.sees("Nobody should lose these");
  await bilal.accessible("access ended");
  await bilal.shot("access-ended", true);
  await bilal.page.reload();
  await bilal.sees("Your access has ended");
  await bilal.page.getByText(/^Dagny Solheim ended your access at \d\d:\d\d\.$/).waitFor();
  await bilal.sees("Nobody should lose these seven words.");
  await bilal.accessible("not open, with words");
  await bilal.shot("not-open", true);
  await bilal.page.getByRole("link", { name: "My statements" }).click();
  const closed = bilal.page.getByRole("region", { name: "No longer open to you" });
  await closed.getByText(/Dagny Solheim ended your access at \d\d:\d\d\./).waitFor();
  await closed.getByText("Joint statement").first().waitFor();
  await bilal.accessible("home, access ended");
  await bilal.shot("home-ended", true);
  await closed.getByRole("link", { name: /^Ask for a new link/ }).click();
  await bilal.sees("Nobody should lose these seven words.");
});

test("somebody whose page is open hears who ended it, and when", async () => {
  const { page } = dagny;
  await row(dagny, "Amara Diallo").getByRole("button", { name: /^Change/ }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await amara.sees(/Dagny Solheim ended your access at \d\d:\d\d\./);
  await amara.accessible("access ended by name");
});

test("the address that others open is said again, and links made from then on begin with it", async () => {
  const { page } = dagny;
  await dagny.sees("Links made here open on this computer only.");
  await page.getByRole("button", { name: "Change the address …" }).click();
  const sheet = page.getByRole("dialog", { name: "The address at which the others open Kyodo" });
  const address = sheet.getByLabel("Address");
  await address.fill("http://192.0.2.7:8080");
  await dagny.sees("Links that begin so open on this computer only.");
  await dagny.accessible("another address");
  await dagny.shot("people-address");
  await address.fill("statements.example.org");
  await sheet.getByRole("button", { name: "Let links begin with it" }).click();
  await sheet.getByText(/is no address like https/).waitFor();
  await address.fill("https://statements.example.org");
  await sheet.getByRole("button", { name: "Let links begin with it" }).click();
  await dagny.sees("Links begin with https://statements.example.org.");
  await row(dagny, "Chiyo Arai").getByRole("button", { name: /^New link/ }).click();
  await page.locator("aside .address", { hasText: /^https:\/\/statements\.example\.org\/i#i=/ }).waitFor();
});

test("five hundred people: pasted, created in parts, found again, calm", async () => {
  const { page } = dagny;
  const pasted = Array.from({ length: 500 }, (_, n) => `Delegate ${n} ${"KLMNOPQRST"[n % 10]}\tAlliance member ${n % 47}\td${n}@many.members-of-the-alliance.example`).join("\n");
  await page.getByLabel(/one person a line/).fill(pasted);
  await dagny.sees("500 people, 47 organisations");
  // Nobody makes five hundred writers by not looking, and no choice is cut off on an old laptop.
  await dagny.sees("! 500 people would write in the text.");
  await page.setViewportSize({ width: 1024, height: 768 });
  const table = page.getByRole("region", { name: "Table of people" });
  assert.ok(await table.evaluate((one) => one.scrollWidth <= one.clientWidth), "the table is as wide as its place");
  await dagny.shot("people-500-pasted-1024");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByLabel("Role for all").selectOption("contributor");
  await page.getByText("would write in the text").waitFor({ state: "detached" });
  const began = Date.now();
  await page.getByRole("button", { name: "Create 500 links" }).click();
  await dagny.sees("500 links made. They stand below.");
  assert.ok(Date.now() - began < 30_000, `${Date.now() - began} ms`);
  await page.getByLabel("Name, organisation or e-mail").fill("d46@many");
  await page.getByText(/^1 of 5\d\d$/).waitFor();
  await page.getByLabel("Name, organisation or e-mail").fill("");
  await page.getByLabel("Opened or here").selectOption("not-opened");
  await page.getByText(/^5\d\d of 5\d\d$/).waitFor();
  await dagny.accessible("people in numbers");
  await dagny.shot("people-500");
  assert.deepEqual(dagny.errors, []);
});
