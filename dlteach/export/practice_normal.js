// Brings typed text, numbers and shapes into one form; the same rules as dlteach/drill/normal.py.

function folded(name) {
  return name.toLowerCase().trim().split(/[\s\-‐‑–—/_]+/).map(singular).join(" ");
}

function singular(word) {
  if (word.length > 4 && word.endsWith("ies")) return word.slice(0, -3) + "y";
  if (word.length > 4 && /(ses|xes|ches|shes)$/.test(word)) word = word.slice(0, -2);
  if (word.length > 2 && word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1);
  return word;
}

function oneSpaced(text) {
  return text.split(/\s+/).filter(Boolean).join(" ");
}

function normalText(given) {
  let plain = given.normalize("NFKC").replaceAll("×", "x");
  plain = plain.replace(/[“”"‘’'`*.!?;:,]+/g, " ").toLowerCase().trim();
  plain = plain.replace(/is(e|es|ed|ing|ation|ations|er|ers)\b/g, "iz$1");
  plain = plain.replace(/(\d)\s*x\s*(?=\d)/g, "$1x");
  return oneSpaced(folded(oneSpaced(plain)).replace(/^(the|a|an)\s+/, ""));
}

// the ways to read typed text: as it stands, without its parentheses, and what stands in them
function readings(given) {
  const inside = [...given.matchAll(/\(([^()]*)\)/g)].map((found) => found[1]);
  const ways = [given, given.replace(/\s*\([^()]*\)\s*/g, " "), ...inside].map(normalText);
  return new Set(ways.filter(Boolean));
}

function readNumber(given) {
  let plain = given.normalize("NFKC").replaceAll("−", "-").toLowerCase().trim().replace(/^[=≈~]+/, "").trim();
  const percent = plain.endsWith("%");
  plain = plain.replace(/[% ]+$/, "");
  if (!/^[-+]?0?,/.test(plain)) plain = plain.replace(/(\d)[ ,_'](?=\d{3}(\D|$))/g, "$1");
  if (/^[-+]?\d*,\d+$/.test(plain)) plain = plain.replace(",", ".");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(plain)) return null;
  return percent ? Number(plain) / 100 : Number(plain);
}

// the sizes of one example, null for an open one; a leading batch size is left out
function readShape(given) {
  const plain = given.normalize("NFKC").toLowerCase().trim().replace(/^[()[\]{}]+|[()[\]{}]+$/g, "");
  const sizes = [];
  for (const part of plain.split(/[\s,x×*·]+/).filter(Boolean)) {
    if (["none", "?", "batch", "-1", "n", "b"].includes(part)) sizes.push(null);
    else if (/^\d+$/.test(part)) sizes.push(Number(part));
    else return null;
  }
  if (!sizes.length) return null;
  return sizes.length > 1 && sizes[0] === null ? sizes.slice(1) : sizes;
}
