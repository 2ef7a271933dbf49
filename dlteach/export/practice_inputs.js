// How each kind of question is answered: builds the controls and judges what stands in them.
// `judge` gives a verdict as in practice_grading.js, or a text that says what is missing.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

function choiceInput(question) {
  const several = question.kind === "several";
  const options = shuffled(question.options);
  const boxes = options.map((_, place) =>
    element("input", { type: several ? "checkbox" : "radio", name: "choice", value: place }));
  const rows = options.map((option, place) =>
    element("li", {}, element("label", {}, boxes[place], element("span", { class: "key" }, String(place + 1)), option.text)));
  const picked = () => options.filter((_, place) => boxes[place].checked);
  return {
    view: element("fieldset", { "aria-labelledby": "prompt" }, element("ol", { class: "choices" }, ...rows)),
    first: null,
    keys: several ? `1–${options.length} tick or untick` : `1–${options.length} choose`,
    press(number) {
      const box = boxes[number - 1];
      if (!box) return;
      box.checked = several ? !box.checked : true;
      box.focus();
    },
    judge() {
      const chosen = picked();
      if (!chosen.length) return several ? "Choose all that are right first." : "Choose one first.";
      const wrong = chosen.filter((option) => !option.right);
      if (wrong.length) return { right: false, remark: wrong.map((option) => option.remark).join(" ") };
      const missing = options.filter((option) => option.right).length - chosen.length;
      return missing ? { right: false, remark: `${missing} more ${missing === 1 ? "is" : "are"} right.` } : { right: true };
    },
    reveal() {
      const many = picked();
      options.forEach((option, place) => {
        rows[place].className = option.right ? "right" : many.includes(option) ? "wrong" : "";
        // the remark on what was chosen stands in the verdict
        const said = option.right ? "Right." : many.includes(option) ? "Your choice." : option.remark;
        if (said) rows[place].append(element("span", { class: "remark" }, said));
      });
    },
  };
}

function textInput(question, terms) {
  const box = element("input", {
    type: "text", "aria-labelledby": "prompt", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  });
  return {
    view: element("div", {}, box, element("p", { class: "note" }, HOW_TO_WRITE[question.kind])),
    first: box,
    keys: "",
    press() {},
    judge: () => (box.value.trim() ? grade(question, box.value, terms) : "Type an answer first, or show the answer."),
    reveal() {},
  };
}

const HOW_TO_WRITE = {
  typed: "Case, hyphens, plural and articles do not matter.",
  cloze: "Case, hyphens, plural and articles do not matter.",
  number: "1792, 1,792 and 1.792e3 are the same.",
  shape: "Write (26, 26, 32) or 26x26x32; the batch size may be left out.",
};

function orderInput(question) {
  let steps = shuffled(question.order);
  if (steps.join("\n") === question.order.join("\n")) steps.reverse();
  const list = element("ol", { class: "order" });
  const draw = (focused, up) => {
    list.replaceChildren(...steps.map((step, place) => element("li", {},
      element("span", {}, step),
      element("button", { type: "button", "aria-label": `Move up: ${step}`, disabled: place === 0, onclick: () => move(place, -1) }, "↑"),
      element("button", { type: "button", "aria-label": `Move down: ${step}`, disabled: place === steps.length - 1, onclick: () => move(place, 1) }, "↓"))));
    if (focused === undefined) return;
    const [first, second] = list.children[focused].querySelectorAll("button");
    const wanted = up ? first : second;
    (wanted.disabled ? (up ? second : first) : wanted).focus();
  };
  const move = (place, by) => {
    [steps[place], steps[place + by]] = [steps[place + by], steps[place]];
    draw(place + by, by < 0);
    announce(`Now at place ${place + by + 1} of ${steps.length}.`);
  };
  draw();
  return {
    view: element("fieldset", { "aria-labelledby": "prompt" }, list),
    first: null,
    keys: "the arrow buttons move a step",
    press() {},
    judge() {
      const wrong = steps.findIndex((step, place) => step !== question.order[place]);
      return wrong < 0 ? { right: true } : { right: false, remark: wrong ? `Up to place ${wrong} it is right.` : "" };
    },
    reveal() {},
  };
}

function matchInput(question) {
  const rights = shuffled(question.pairs.map(([, right]) => right));
  const selects = question.pairs.map(([left]) => element("select", { "aria-label": left },
    element("option", { value: "" }, "choose …"), ...rights.map((right) => element("option", { value: right }, right))));
  const rows = question.pairs.map(([left], place) => element("li", {}, element("label", {}, `${left}: `, selects[place])));
  return {
    view: element("fieldset", { "aria-labelledby": "prompt" }, element("ul", { class: "match" }, ...rows)),
    first: null,
    keys: "",
    press() {},
    judge() {
      if (selects.some((select) => !select.value)) return "Choose one for each line first.";
      const wrong = question.pairs.filter(([, right], place) => selects[place].value !== right).map(([left]) => left);
      return wrong.length ? { right: false, remark: `Not right: ${wrong.join(", ")}.` } : { right: true };
    },
    reveal() {},
  };
}

function flashInput() {
  return {
    view: element("p", { class: "note" }, "Say it to yourself, then look."),
    first: null, keys: "", press() {}, judge: () => null, reveal() {},
  };
}

const INPUTS = {
  choice: choiceInput, several: choiceInput, typed: textInput, cloze: textInput, number: textInput, shape: textInput,
  order: orderInput, match: matchInput, flash: flashInput,
};
