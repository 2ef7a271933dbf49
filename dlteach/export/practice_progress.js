// What was answered before, kept by the browser; and which cards come next.

const KNOWN = 2, HIGHEST = 5;

class Progress {
  constructor(topic) {
    this.name = `dlteach/practice/${topic}`;
    this.kept = true;
    this.cards = {};
    try {
      this.cards = JSON.parse(localStorage.getItem(this.name)) || {};
    } catch {
      this.kept = false;
    }
  }

  // a right answer moves a card one box up, a wrong one back to the first
  note(card, right) {
    const { box = 0, right: before = 0, wrong = 0 } = this.cards[card] || {};
    this.cards[card] = {
      box: right ? Math.min(box + 1, HIGHEST) : 0,
      right: before + (right ? 1 : 0),
      wrong: wrong + (right ? 0 : 1),
      last: Date.now(),
    };
    this.save();
  }

  set(card, state) {
    if (state) this.cards[card] = state;
    else delete this.cards[card];
    this.save();
  }

  state(card) {
    return this.cards[card];
  }

  forget() {
    this.cards = {};
    this.save();
  }

  save() {
    try {
      localStorage.setItem(this.name, JSON.stringify(this.cards));
    } catch {
      this.kept = false;
    }
  }

  known(cards) {
    return cards.filter((card) => (this.cards[card]?.box ?? 0) >= KNOWN).length;
  }

  // cards that were missed come first, then those never seen, then the least known, the longest ago first
  rank(card) {
    const state = this.cards[card];
    if (!state) return [1, 0];
    return [state.box ? 1 + state.box : 0, state.last];
  }
}

function shuffled(list) {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}

// one question a card; where a card has several, any of them
function chooseRound(questions, progress, count) {
  const byCard = new Map();
  for (const question of shuffled(questions)) byCard.set(question.card, question);
  const cards = shuffled([...byCard.keys()]).map((card) => [card, progress.rank(card)]);
  cards.sort(([, one], [, other]) => one[0] - other[0] || one[1] - other[1]);
  return shuffled(cards.slice(0, count)).map(([card]) => byCard.get(card));
}
