import json
import random
import re

import pytest

from dlteach.drill.grading import grade
from dlteach.drill.question import shown
from dlteach.export.instances import instances
from dlteach.export.practice import DRAWN, practice_page

# plays one question in the page, right or wrong, as a learner would: by its controls
PLAY = """
const controls = (tag) => [...byId('input').querySelectorAll(tag)];
function right(text) { return round[place].options.find((option) => option.text === text).right; }
function answer(well) {
  const question = round[place];
  if (question.kind === 'flash') {
    byId('reveal').click();
    byId('after').querySelectorAll('button')[well ? 1 : 0].click();
    return well;
  }
  if (question.options) {
    const kind = question.kind === 'several';
    for (const box of controls('input')) {
      const is = right(box.parentElement.lastChild.textContent);
      if (kind ? is === well : is === well && !controls('input').some((other) => other.checked)) box.click();
    }
  } else if (question.kind === 'order') {
    const wanted = well ? question.order : [...question.order].reverse();
    for (let pass = 0; pass < 9; pass++)
      for (let step = 0; step < wanted.length - 1; step++) {
        const texts = controls('span').map((span) => span.textContent);
        if (wanted.indexOf(texts[step]) < wanted.indexOf(texts[step + 1])) continue;
        controls('li')[step].querySelectorAll('button')[1].click();
      }
  } else if (question.kind === 'match') {
    controls('select').forEach((select, at) => {
      select.value = question.pairs[well ? at : (at + 1) % question.pairs.length][1];
    });
  } else controls('input')[0].value = well ? question.answer : '123456789';
  byId('answering').requestSubmit();
  return document.querySelector('#verdict .word')?.classList.contains('right');
}
function play(well) {
  const seen = {};
  while (!byId('ask').hidden) {
    const kind = round[place].kind;
    (seen[kind] ||= []).push(answer(well));
    if (kind !== 'flash') byId('next').click();
  }
  return seen;
}
byId('count').options[3].selected = true;
"""


@pytest.fixture
def page(pack):
    return practice_page("mischief").decode("utf-8")


def test_it_loads_nothing_and_runs_its_own_script_alone(page, browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    shown_page = browser(file)
    # under its own policy the script has run: the heading's figures are there
    assert re.search(r'<p id="standing" class="note">\d+ cards · 0 seen', shown_page)
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)=["'](?!#)""", page)
    assert "@import" not in page
    assert "url(" not in page
    forged = page.replace("const deck =", "document.title = 'forged'; const deck =", 1)
    file.write_text(forged, encoding="utf-8")
    assert "forged</title>" not in browser(file)


def test_hostile_text_ends_no_script_and_starts_none(page):
    data = re.search(r'<script type="application/json" id="deck">(.*?)</script>', page, re.DOTALL).group(1)
    assert "<" not in data
    questions = {question["id"]: question for question in json.loads(data)["questions"]}
    assert questions["mischief/told"]["answer"] == "It </script> ends."
    assert "<script" not in "".join(question["prompt"] + question["explanation"] for question in questions.values())
    assert len({id for id in questions if id.startswith("mischief/sum")}) == DRAWN


def test_every_kind_can_be_answered_right_and_wrong_and_progress_stays(page, told):
    cards = {instance.card.id for instance in instances("mischief")}
    kinds = {instance.question.kind for instance in instances("mischief")}
    played = told(page, PLAY + "byId('begin').click(); report = [play(true), byId('result').textContent];")
    assert set(played[0]) == kinds
    assert all(all(verdicts) for verdicts in played[0].values()), played[0]
    assert played[1] == f"{len(cards)} of {len(cards)} right"
    # the same browser, later: what was kept is there, and wrong answers are found wrong
    later = told(
        page,
        "const before = byId('standing').textContent;" + PLAY + "byId('begin').click(); const seen = play(false);"
        "report = [before, seen, byId('result').textContent, byId('missed').children.length];",
    )
    assert f"{len(cards)} seen" in later[0]
    assert set(later[1]) == kinds
    assert not any(any(verdicts) for verdicts in later[1].values()), later[1]
    assert later[2:] == [f"0 of {len(cards)} right", len(cards)]


def test_keys_alone_are_enough(page, told):
    script = """
    const press = (key) => (document.activeElement || document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    round = ['mischief/pick', 'mischief/told'].map((id) => deck.questions.find((question) => question.id === id));
    show('ask'); ask();
    const announced = byId('keys').textContent;
    press('h');
    const hint = byId('verdict').textContent;
    const at = [...document.querySelectorAll('#input label')].findIndex((label) => label.textContent.includes('comparison'));
    press(String(at + 1)); press('Enter');
    const verdict = byId('verdict').textContent, focused = document.activeElement.id;
    document.activeElement.click();
    press('s'); press('2');
    report = [announced, hint, verdict, focused, byId('result').textContent];
    """
    announced, hint, verdict, focused, result = told(page, script)
    assert announced == "Keys: 1–3 choose · Enter check · h hint · s show the answer"
    assert hint == "Hint: Look & see"
    assert verdict.startswith("Right.")
    assert focused == "next"
    assert result == "2 of 2 right"


def test_a_slip_of_the_pen_is_asked_about_and_a_verdict_can_be_overruled(page, told):
    script = """
    const gate = deck.questions.find((question) => question.id === 'mischief/two#definition');
    round = [gate, gate, gate]; show('ask'); ask();
    const write = (text) => { byId('input').querySelector('input').value = text; byId('answering').requestSubmit(); };
    write('secnd gate');
    const asked = byId('verdict').textContent;
    byId('after').querySelector('button').click();
    const slip = byId('verdict').textContent;
    byId('next').click(); write('third gate');
    const other = byId('verdict').textContent;
    byId('after').querySelectorAll('button')[1].click();
    const box = progress.state(gate.card).box;
    byId('next').click(); write('');
    report = [asked, slip, other, box, byId('verdict').textContent, phase];
    """
    asked, slip, other, box, empty, phase = told(page, script)
    assert asked == "Did you mean “second gate”?"
    assert slip.startswith("Right, but mind the spelling.")
    assert "“third gate” is something else" in other
    assert box == 2
    assert (empty, phase) == ("Type an answer first, or show the answer.", "open")


def variants(question, rng):
    """Answers near and far: the right one, its aliases, mistakes, slips of the pen, other terms, other writings."""
    right = shown(question.answer)
    wrong = [shown(answer) for answer in question.mistakes]
    others = rng.sample(list(question.others), min(4, len(question.others)))
    at = rng.randrange(len(right))
    slips = [right[:at] + right[at + 1 :], right[:at] + right[at] + right[at:], right.upper(), f"the {right}s"]
    yield from (right, *question.aliases, *wrong, *others, *slips, right.replace("-", " "), f"{right} ({right[:3]})")
    if question.kind == "number":
        value = float(question.answer)
        yield from (
            f"{value:.2f}",
            f"{value:e}",
            f"{value * 1.009}",
            f"{value * 1.02}",
            f"{value * 100} %",
            "0,5",
            "many",
        )
    if question.kind == "shape":
        inner = right.strip("()")
        yield from (
            inner.replace(", ", "x"),
            f"[{inner}]",
            f"(None, {inner})",
            f"-1×{inner.replace(', ', ' × ')}",
            "a x b",
        )


@pytest.mark.parametrize("topic", ["mischief", "lstm", "cnn"])
def test_it_grades_exactly_as_the_drills_do(topic, told, request, tmp_path):
    if topic == "mischief":
        request.getfixturevalue("pack")
    rng = random.Random(5)
    cases, wanted = [], []
    for instance in instances(topic):
        question = instance.question
        if question.kind not in ("typed", "cloze", "number", "shape"):
            continue
        for given in variants(question, rng):
            verdict = grade(question, given)
            cases.append([instance.id, given])
            wanted.append([verdict.right, verdict.remark, verdict.meant, verdict.unreadable])
    page = practice_page(topic).decode("utf-8")
    listed = json.dumps(cases).replace("<", "\\u003c")
    script = f"""
    const byName = new Map(deck.questions.map((question) => [question.id, question]));
    report = {listed}.map(([id, given]) => {{
      const found = grade(byName.get(id), given, deck.terms);
      return [found.right, found.remark || "", found.meant || "", found.unreadable || ""];
    }});
    """
    assert len(cases) > 100
    differ = [
        (case, want, got) for case, want, got in zip(cases, wanted, told(page, script), strict=True) if want != got
    ]
    assert not differ, (len(differ), differ[:5])
