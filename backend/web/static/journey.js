// Works out on the phone which question comes next, as flows/journey.py and flows/conditions.py do on the server, which
// checks each answer again. What the phone cannot be sure of, the document of the service does not leave to it.

const DIGITS = /[０-９٠-٩۰-۹]/gu;
const BETWEEN = /\s|,(?=[0-9]{3}(?![0-9]))/gu;
const DATE = ["day", "month", "year"];
const ADDRESS = ["line1", "line2", "town", "postcode"];
// Of an answer in parts, one part is compared.
const PARTS = { equals: "landmark", one_of: "landmark", before: "born", after: "born", age_at_least: "born", age_under: "born" };

const TESTS = {
  equals: (answer, wanted) => answer === wanted,
  one_of: (answer, wanted) => wanted.includes(answer),
  at_least: (answer, limit) => Number(answer) >= Number(limit),
  at_most: (answer, limit) => Number(answer) <= Number(limit),
  over: (answer, limit) => Number(answer) > Number(limit),
  under: (answer, limit) => Number(answer) < Number(limit),
  before: (answer, day) => answer < day,
  after: (answer, day) => answer > day,
  age_at_least: (answer, years, today) => age(answer, today) >= years,
  age_under: (answer, years, today) => age(answer, today) < years,
  includes: (answer, option) => answer.includes(option),
  count_at_least: (answer, count) => answer.length >= count,
  count_under: (answer, count) => answer.length < count,
};

function age(born, today) {
  return today.slice(0, 4) - born.slice(0, 4) - (today.slice(5) < born.slice(5) ? 1 : 0);
}

// Whether a question is asked. A condition on a question without an answer does not hold.
export function holds(when, answers, today) {
  if (!when) return true;
  if (when.all) return when.all.every((each) => holds(each, answers, today));
  if (when.any) return when.any.some((each) => holds(each, answers, today));
  if (when.not) return !holds(when.not, answers, today);
  let answer = answers[when.question] ?? null;
  if (PARTS[when.test] && answer && typeof answer === "object") answer = answer[PARTS[when.test]] ?? null;
  return answer !== null && TESTS[when.test](answer, when.value, today);
}

// The questions asked so far, the first without an answer last; or the page at which it ends.
export function walk(questions, answers, today) {
  const known = {};
  const pages = [];
  for (const question of questions) {
    if (!holds(question.when, known, today)) continue;
    pages.push(question);
    if (question.type === "exit" || !(question.id in answers)) return { pages, next: question };
    known[question.id] = answers[question.id];
  }
  return { pages, next: null };
}

// What the fields of a form say: null when they are empty, undefined when the phone cannot read it.
export function read(type, fields) {
  const one = (part) => (fields[part ? `answer-${part}` : "answer"] || [""])[0].trim();
  if (type === "choices") return (fields.answer || []).filter(Boolean).length ? fields.answer.filter(Boolean) : null;
  if (type === "date") return DATE.some(one) ? day(DATE.map((part) => plain(one(part)))) : null;
  if (type === "address") return address(Object.fromEntries(ADDRESS.map((part) => [part, one(part)])));
  const typed = one();
  if (!typed) return null;
  if (type === "yes_no") return typed === "yes";
  if (type === "info" || type === "declaration") return typed === "yes" || undefined;
  if (type === "number") return whole(digits(typed));
  if (type === "money") return amount(digits(typed).replace(/[£$€¥]/gu, ""));
  return type === "long_text" ? typed : typed.split(/\s+/u).join(" ");
}

// The last four bits of a digit are its value, on every keyboard.
function plain(text) {
  return text.replace(DIGITS, (sign) => String(sign.charCodeAt(0) & 15));
}

function digits(text) {
  return plain(text).replace(/[，٬]/gu, ",").replace(/[．٫]/gu, ".").replace(BETWEEN, "");
}

function whole(text) {
  return /^-?[0-9]{1,12}$/u.test(text) ? Number(text) + 0 : undefined;
}

function amount(text) {
  return /^-?[0-9]{1,12}(\.[0-9]{0,2}0*)?$/u.test(text) ? (Number(text) + 0).toFixed(2) : undefined;
}

function day([day, month, year]) {
  if (!/^[0-9]{4}$/u.test(year) || ![day, month].every((part) => /^[0-9]+$/u.test(part))) return undefined;
  // The calendar is the same every 400 years, and JavaScript takes the year 50 for 1950.
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= last && year > 0)) return undefined;
  return [year, ...[month, day].map((part) => String(Number(part)).padStart(2, "0"))].join("-");
}

function address(parts) {
  if (!Object.values(parts).some(Boolean)) return null;
  return parts.line1 && parts.town && parts.postcode ? parts : undefined;
}
