// The page: chooses a round, asks its questions one by one, tells what each answer was worth, and sums up.

const deck = JSON.parse(document.getElementById("deck").textContent);
const progress = new Progress(deck.topic);
const byId = (id) => document.getElementById(id);
const allCards = [...new Set(deck.questions.map((question) => question.card))];
const TYPED = ["typed", "cloze", "number", "shape"];

let round = [], place = 0, input = null, phase = "idle", answered = [], before = undefined;

function announce(text) {
  byId("verdict").replaceChildren(element("p", {}, text));
}

function show(section) {
  for (const id of ["start", "ask", "summary"]) byId(id).hidden = id !== section;
}

function tellStanding() {
  const seen = allCards.filter((card) => progress.state(card)).length;
  byId("standing").textContent =
    `${allCards.length} cards · ${seen} seen · ${progress.known(allCards)} known (right twice in a row)`;
  byId("kept").textContent = progress.kept
    ? "Your progress is kept in this browser, on this machine."
    : "This browser keeps no progress for this page; everything else works.";
}

function startRound() {
  const source = byId("source").value;
  const wanted = deck.questions.filter((question) => source === "all" || question.source === source);
  round = chooseRound(wanted, progress, Number(byId("count").value));
  [place, answered] = [0, []];
  show("ask");
  ask();
}

function ask() {
  const question = round[place];
  phase = "open";
  byId("place").textContent = `Question ${place + 1} of ${round.length}`;
  byId("kind").textContent = deck.kinds[question.kind];
  byId("prompt").innerHTML = question.prompt;
  byId("verdict").replaceChildren();
  byId("after").replaceChildren();
  input = INPUTS[question.kind](question, deck.terms);
  byId("input").replaceChildren(input.view);
  byId("input").disabled = false;
  byId("check").hidden = question.kind === "flash";
  byId("hint").hidden = !question.hint;
  byId("actions").hidden = false;
  tellKeys(input.keys, question.kind === "flash" ? "" : "Enter check", question.hint && "h hint", "s show the answer");
  (input.first || byId("place")).focus();
}

function tellKeys(...keys) {
  const typed = TYPED.includes(round[place].kind) && phase === "open";
  // where words are typed, a letter is a letter
  byId("keys").textContent = `Keys: ${keys.filter((key) => key && !(typed && /^[hs] /.test(key))).join(" · ")}`;
}

function check() {
  if (phase !== "open") return;
  const verdict = input.judge();
  if (verdict === null) showAnswer();
  else if (typeof verdict === "string") announce(verdict);
  else if (verdict.unreadable) announce(verdict.unreadable);
  else if (verdict.meant) offerSlip(verdict);
  else conclude(verdict);
}

function offerSlip(verdict) {
  phase = "slip";
  byId("actions").hidden = true;
  byId("input").disabled = true;
  announce(`Did you mean “${verdict.meant}”?`);
  const yes = element("button", { type: "button", onclick: () => conclude({ right: true, slip: true }) }, "Yes, a slip of the pen");
  const no = element("button", { type: "button", onclick: () => conclude({ right: false }) }, "No");
  byId("after").replaceChildren(yes, no);
  tellKeys("Tab and Enter choose");
  yes.focus();
}

function showAnswer() {
  if (phase !== "open") return;
  if (round[place].kind !== "flash") {
    conclude({ right: false, shown: true });
    return;
  }
  phase = "self";
  byId("actions").hidden = true;
  byId("verdict").replaceChildren(...answerParts(round[place], true));
  const no = element("button", { type: "button", onclick: () => conclude({ right: false }) }, "1 Not yet");
  const yes = element("button", { type: "button", onclick: () => conclude({ right: true }) }, "2 I knew it");
  byId("after").replaceChildren(element("p", {}, "How was it?"), no, yes);
  tellKeys("1 not yet", "2 I knew it");
  yes.focus();
}

function answerParts(question, withAnswer) {
  const parts = [];
  if (withAnswer) parts.push(element("p", { class: "answer" }, `Answer: ${question.answer}`));
  if (question.explanation) {
    const why = element("div", { class: "explanation" });
    why.innerHTML = question.explanation;
    parts.push(why);
  }
  return parts;
}

function conclude(verdict) {
  const question = round[place];
  const flash = question.kind === "flash";
  phase = "done";
  before = progress.state(question.card);
  progress.note(question.card, verdict.right);
  answered.push({ question, right: verdict.right });
  byId("input").disabled = true;
  byId("actions").hidden = true;
  input.reveal();
  const word = verdict.slip ? "Right, but mind the spelling." : verdict.right ? "Right." : verdict.shown ? "Here is the answer." : "Not quite.";
  const said = [element("p", { class: verdict.right ? "word right" : "word wrong" }, word)];
  if (verdict.remark) said.push(element("p", {}, verdict.remark));
  if (!flash) byId("verdict").replaceChildren(...said, ...answerParts(question, !verdict.right || verdict.slip));
  const next = element("button", { type: "button", id: "next", onclick: goOn }, place + 1 < round.length ? "Next" : "Finish");
  const buttons = [next];
  if (!verdict.right && !verdict.shown && TYPED.includes(question.kind)) {
    buttons.push(element("button", { type: "button", class: "quiet", onclick: overrule }, "Count it as right"));
  }
  byId("after").replaceChildren(...buttons);
  tellKeys("Enter go on");
  tellStanding();
  if (flash) goOn();
  else next.focus();
}

function overrule(event) {
  const question = round[place];
  progress.set(question.card, before);
  progress.note(question.card, true);
  answered[answered.length - 1].right = true;
  event.target.remove();
  announce("Counted as right.");
  tellStanding();
  byId("next").focus();
}

function goOn() {
  place += 1;
  if (place < round.length) ask();
  else sumUp();
}

function sumUp() {
  phase = "idle";
  const missed = answered.filter((entry) => !entry.right);
  byId("result").textContent = `${answered.length - missed.length} of ${answered.length} right`;
  byId("missed").replaceChildren(...missed.map(({ question }) => {
    const prompt = element("div");
    prompt.innerHTML = question.prompt;
    return element("li", {}, prompt, ...answerParts(question, true));
  }));
  byId("missed-title").hidden = !missed.length;
  show("summary");
  byId("result").focus();
}

function toStart() {
  phase = "idle";
  show("start");
  tellStanding();
  byId("begin").focus();
}

function hint() {
  if (phase === "open" && round[place].hint) announce(`Hint: ${round[place].hint}`);
}

document.addEventListener("keydown", (event) => {
  const writing = event.target.matches('input[type="text"], select');
  if (event.ctrlKey || event.altKey || event.metaKey || writing) return;
  if (/^[1-9]$/.test(event.key)) {
    if (phase === "open") input.press(Number(event.key));
    else if (phase === "self" && event.key <= "2") conclude({ right: event.key === "2" });
    else return;
  } else if (event.key === "h" && phase === "open") hint();
  else if (event.key === "s" && phase === "open") showAnswer();
  else if (event.key === "Enter" && phase === "open" && !event.target.matches("button, summary, a")) check();
  else return;
  event.preventDefault();
});

byId("choose").addEventListener("submit", (event) => { event.preventDefault(); startRound(); });
byId("answering").addEventListener("submit", (event) => { event.preventDefault(); check(); });
byId("hint").addEventListener("click", hint);
byId("reveal").addEventListener("click", showAnswer);
byId("stop").addEventListener("click", () => (answered.length ? sumUp() : toStart()));
byId("again").addEventListener("click", startRound);
byId("back").addEventListener("click", toStart);
byId("forget").addEventListener("click", () => {
  if (confirm("Forget what you have answered on this page?")) {
    progress.forget();
    tellStanding();
  }
});
const sources = new Set(deck.questions.map((question) => question.source));
for (const option of [...byId("source").options]) if (option.value !== "all" && !sources.has(option.value)) option.remove();
show("start");
tellStanding();
