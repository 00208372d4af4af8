// hint.cjs FOLDER LIST: geojsonhint, installed in a folder, reads the files of a list; anything that it says is wrong.
const fs = require("node:fs");
const path = require("node:path");

const [folder, list] = process.argv.slice(2);
const { hint } = require(path.resolve(folder, "node_modules/@mapbox/geojsonhint"));
const files = fs.readFileSync(list, "utf8").split("\n").filter(Boolean);
let said = 0;
for (const file of files) {
  for (const { level, message, line } of hint(fs.readFileSync(file, "utf8"))) {
    console.error(`${file}:${line ?? "?"}: ${level ?? "error"}: ${message}`);
    said += 1;
  }
}
console.log(`geojsonhint: ${files.length} files, ${said} remarks`);
process.exitCode = said > 0 || files.length === 0 ? 1 : 0;
