// What the interface says, in the language that is chosen; numbers and dates as that language writes them.

const phrases = readBlock("words");
const LANGUAGES = {
  en: { name: "English", locale: "en-GB", dir: "ltr" },
  fr: { name: "Français", locale: "fr-FR", dir: "ltr" },
  ar: { name: "العربية", locale: "ar-SY", dir: "rtl" },
};

let language = "en";
let plurals, numbers, shortNumbers, percents, dates, shortDates, months;

function setLanguage(code) {
  language = LANGUAGES[code] ? code : "en";
  const { locale, dir } = LANGUAGES[language];
  document.documentElement.lang = language;
  document.documentElement.dir = dir;
  plurals = new Intl.PluralRules(locale);
  numbers = new Intl.NumberFormat(locale);
  shortNumbers = new Intl.NumberFormat(locale, { notation: "compact" });
  percents = new Intl.NumberFormat(locale, { style: "percent" });
  dates = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  shortDates = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  months = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
}

const isRightToLeft = () => LANGUAGES[language].dir === "rtl";

/** A phrase with its slots filled in. */
function say(key, slots = {}) {
  const phrase = phrases[language][key] ?? phrases.en[key] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (slot, name) => slots[name] ?? slot);
}

/** A phrase that counts, in the form that the language wants. */
const sayCount = (group, count, slots = {}) => say(`${group}.${plurals.select(count)}`, { n: numbers.format(count), ...slots });

/** A name of a place or an event type; a governorate is told from the town of its name. */
function nameOf(row) {
  const name = row[language] ?? row.en;
  return row.admin ? say("admin", { place: name }) : name;
}

/** Ends of months are 28 to 31; a span of whole months needs no days. */
function isWholeMonths(a, b) {
  const after = new Date(b.getTime() + DAY_MS);
  return a.getUTCDate() === 1 && after.getUTCDate() === 1;
}

/** Days from one to another, as short as they can be said. */
function sayDays(a, b) {
  if (a === b) return dates.format(dateOf(a));
  const [first, last] = [dateOf(a), dateOf(b)];
  return isWholeMonths(first, last) ? months.formatRange(first, last) : dates.formatRange(first, last);
}

/** A distance with two digits at most, since no radius is known better. */
function sayDistance(metres) {
  const far = metres >= 1000;
  const { locale } = LANGUAGES[language];
  const options = { style: "unit", unit: far ? "kilometer" : "meter", maximumSignificantDigits: 2 };
  return new Intl.NumberFormat(locale, options).format(far ? metres / 1000 : metres);
}

/** The name in the language of the interface of a place whose main name is known. */
function inLanguage(name) {
  const place = data.places.find((row) => row.en === name);
  if (place) return nameOf(place);
  const label = outlines.labels.features.find(({ properties }) => properties.name_en === name);
  return label?.properties[`name_${language}`] ?? name;
}

/** The record's relation («13 km W of») in the language of the interface. */
function sayRelation(relation, place) {
  if (!relation) return place;
  const ends = relation.match(/^between (.+) and (.+)$/);
  if (ends) return say("relation.between", { place: inLanguage(ends[1]), other: inLanguage(ends[2]) });
  const parts = /^(?:([\d.]+) (k?m) )?(?:(N|NE|E|SE|S|SW|W|NW) )?(part of|of|from|outskirts of|along|road from|near)$/;
  const found = relation.match(parts);
  if (!found) return `${relation} ${place}`;
  const [, amount, unit, compass, word] = found;
  const slots = { place };
  if (compass) slots.direction = say(`direction.${compass}`);
  if (amount) slots.km = sayDistance(amount * (unit === "km" ? 1000 : 1));
  if (word === "of") return say(amount ? "relation.distance" : "relation.direction", slots);
  return say(`relation.${word.split(" ")[0]}`, slots);
}

/** Where an event happened, as exactly as it is told. */
const sayPlace = (event) => sayRelation(event.relation, nameOf(data.places[event.place]));

const saySubtype = (event) => {
  const { name } = data.subtypes[event.subtype];
  return phrases.en[`sub.${name}`] ? say(`sub.${name}`) : name;
};
