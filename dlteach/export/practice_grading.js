// Says whether what was typed is right; the same rules as dlteach/drill/grading.py.
// The answer: {right, remark, meant, unreadable}, where `meant` is the right answer when a slip of the pen is likely.

const NEAR = 0.85;

function grade(question, given, terms) {
  if (!given.trim()) return { right: false };
  if (question.kind === "number") return gradeNumber(question, given);
  if (question.kind === "shape") return gradeShape(question, given);
  return gradeText(question, given, terms);
}

function gradeText(question, given, terms) {
  const ways = readings(given);
  if (question.accepted.some((text) => ways.has(text))) return { right: true };
  const mistake = question.mistakes.find(([text]) => ways.has(text));
  if (mistake) return { right: false, remark: mistake[1] };
  const other = question.others.map((place) => terms[place]).find(([text]) => ways.has(text));
  if (other) return { right: false, remark: `“${other[1]}” is something else: ${other[2]}` };
  const near = [...ways].some((way) => question.accepted.some((text) => isNear(way, text)));
  return near ? { right: false, meant: question.answer } : { right: false };
}

function isNear(given, text) {
  // a prefix turns a term into another one: convolution, deconvolution
  if (given.endsWith(text) || text.endsWith(given)) return false;
  const first = [...given], second = [...text];
  return (2 * commonLength(first, second)) / (first.length + second.length) >= NEAR;
}

// how many letters the longest common piece has, and those before and after it, and so on (Ratcliff and Obershelp)
function commonLength(first, second) {
  let size = 0, endFirst = 0, endSecond = 0, above = [];
  first.forEach((letter, row) => {
    const lengths = second.map((other, column) => (letter === other ? (above[column - 1] || 0) + 1 : 0));
    lengths.forEach((length, column) => {
      if (length > size) [size, endFirst, endSecond] = [length, row + 1, column + 1];
    });
    above = lengths;
  });
  if (!size) return 0;
  const before = commonLength(first.slice(0, endFirst - size), second.slice(0, endSecond - size));
  return size + before + commonLength(first.slice(endFirst), second.slice(endSecond));
}

function fits(value, taken) {
  return taken.some(([number, tolerance]) => Math.abs(value - number) <= tolerance + 1e-12);
}

function gradeNumber(question, given) {
  const value = readNumber(given);
  if (value === null) return { right: false, unreadable: "Type a number, such as 1,792 or 0.25." };
  if (fits(value, question.taken)) return { right: true };
  const made = question.mistakes.filter(([taken]) => fits(value, taken));
  made.sort((one, other) => Math.abs(value - one[0][0][0]) - Math.abs(value - other[0][0][0]));
  return { right: false, remark: made.length ? made[0][1] : "" };
}

function gradeShape(question, given) {
  const sizes = readShape(given);
  if (sizes === null) return { right: false, unreadable: "Type a shape, such as (26, 26, 32)." };
  const same = (other) => JSON.stringify(sizes) === JSON.stringify(other);
  if (same(question.taken)) return { right: true };
  const mistake = question.mistakes.find(([taken]) => same(taken));
  if (mistake) return { right: false, remark: mistake[1] };
  const count = question.taken.length;
  if (sizes.length === count) return { right: false };
  return { right: false, remark: `The shape of one example has ${count} ${count > 1 ? "sizes" : "size"} here.` };
}
