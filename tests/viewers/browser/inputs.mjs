// What the maps under test are made of: the committed one, and articles written here.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The events of a folder of layers, as any other program would read them. */
export function eventsOf(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, "events.geojson"), "utf8")).features;
}

/** Writes articles down and lets the program make a map of them; gives back the folder. */
export function mapOf(name, articles, work) {
  const folder = path.resolve(work, "maps", name);
  fs.mkdirSync(folder, { recursive: true });
  const input = path.join(folder, "articles.jsonl");
  fs.writeFileSync(input, articles.map((article) => `${JSON.stringify(article)}\n`).join(""));
  execFileSync(process.env.DATELINE ?? "target/release/dateline", ["map", input, "--out", folder, "--quiet"], { stdio: "inherit" });
  return folder;
}

/** Articles whose text, id, source and link try to become code; `broken` would be set if one did. */
export function hostileArticles() {
  const attacks = [
    "<img src=x onerror=\"broken='img'\">",
    "</script><script>broken='script'</script>",
    "<!--<script>",
    "\u2028broken='line'\u2029",
    "{{data}} ${broken='template'} &lt;b&gt;",
    "<svg/onload=\"broken='svg'\"><iframe srcdoc=\"<script>top.broken='frame'</script>\">",
    "<a href=\"javascript:broken='link'\" onclick=\"broken='click'\">",
  ];
  const days = ["lundi 4 septembre", "mardi 5 septembre", "mercredi 6 septembre", "jeudi 7 septembre", "vendredi 8 septembre", "samedi 9 septembre", "dimanche 10 septembre"];
  return attacks.map((attack, at) => ({
    id: `${attack}-${at}`,
    published: `2017-09-${String(11 + at).padStart(2, "0")}`,
    language: "fr",
    source: attack,
    url: at % 2 ? "javascript:broken='url'" : `data:text/html,${attack}`,
    text: `Le ${days[at]} 2017, l'armée syrienne a repris le village d'al-Choula, ${attack} selon l'OSDH.`,
  }));
}

/** The settlements of one file of the gazetteer that French texts name. */
function villages(file) {
  const lines = fs.readFileSync(path.join("gazetteer/places", file), "utf8").split("\n");
  const rows = lines.filter((line) => line && !line.startsWith("#") && !line.includes('"')).map((line) => line.split(","));
  const settled = rows.filter((row) => ["city", "town", "village"].includes(row[5]));
  return settled.map((row) => row[2] || row[1]);
}

/** Articles that give about 20,000 events on hundreds of places over three years. */
export function manyArticles() {
  const files = fs.readdirSync("gazetteer/places").filter((file) => file.startsWith("SY")).sort();
  const names = files.flatMap(villages);
  const kinds = [
    (name) => `l'armée syrienne a repris le village de ${name}, selon l'OSDH`,
    (name) => `des avions russes ont bombardé la ville de ${name}`,
    (name) => `Daech a exécuté trois civils à ${name}`,
    (name) => `des habitants ont manifesté à ${name}`,
  ];
  const day = (at) => new Date(Date.UTC(2015, 0, 1 + at)).toISOString().slice(0, 10);
  const months = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
  const inWords = (iso) => `${Number(iso.slice(8))} ${months[iso.slice(5, 7) - 1]} ${iso.slice(0, 4)}`;
  return Array.from({ length: 1100 }, (_, at) => {
    const told = Array.from({ length: 25 }, (_, n) => {
      const name = names[(at * 37 + n * 101) % names.length];
      return `Le ${inWords(day(at))}, ${kinds[(at + n) % kinds.length](name)}.`;
    });
    return { id: `jour-${at}`, published: day(at + 1), language: "fr", text: told.join("\n\n") };
  });
}
