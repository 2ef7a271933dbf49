"""The texts of the practice page, which stand in its HTML and its scripts, and how they come into another language."""

from __future__ import annotations

import re

from dlteach.language import _, is_translated, mark

# each stands there between quotes, backticks or tags; `${…}` is JavaScript and stays as it is, but for words in it
TEXTS = (
    mark("Practise: {{title}}"),
    mark("Skip to the questions"),
    mark("This page asks and grades with JavaScript, which is switched off in your browser."),
    mark("Start"),
    mark("What"),
    mark("everything"),
    mark("terms"),
    mark("memory aids"),
    mark("questions"),
    mark("questions with numbers to work out"),
    mark("How many"),
    mark("Begin"),
    mark("Forget my progress"),
    mark("Check"),
    mark("Show the answer"),
    mark("Hint"),
    mark("Stop here"),
    mark("To look at again"),
    mark("Another round"),
    mark("Back to the start"),
    mark("${allCards.length} cards · ${seen} seen · ${progress.known(allCards)} known (right twice in a row)"),
    mark("Your progress is kept in this browser, on this machine."),
    mark("This browser keeps no progress for this page; everything else works."),
    mark("Question ${place + 1} of ${round.length}"),
    mark("Enter check"),
    mark("h hint"),
    mark("s show the answer"),
    mark("Did you mean “${verdict.meant}”?"),
    mark("Yes, a slip of the pen"),
    mark("No"),
    mark("Tab and Enter choose"),
    mark("1 Not yet"),
    mark("2 I knew it"),
    mark("How was it?"),
    mark("1 not yet"),
    mark("Answer: ${question.answer}"),
    mark("Right, but mind the spelling."),
    mark("Right."),
    mark("Here is the answer."),
    mark("Not quite."),
    mark("Next"),
    mark("Finish"),
    mark("Count it as right"),
    mark("Enter go on"),
    mark("Counted as right."),
    mark("${answered.length - missed.length} of ${answered.length} right"),
    mark("Hint: ${round[place].hint}"),
    mark("Forget what you have answered on this page?"),
    mark("“${other[1]}” is something else: ${other[2]}"),
    mark("Type a number, such as 1,792 or 0.25."),
    mark("Type a shape, such as (26, 26, 32)."),
    mark('The shape of one example has ${count} ${count > 1 ? "sizes" : "size"} here.'),
    mark("1–${options.length} tick or untick"),
    mark("1–${options.length} choose"),
    mark("Choose all that are right first."),
    mark("Choose one first."),
    mark('${missing} more ${missing === 1 ? "is" : "are"} right.'),
    mark("Your choice."),
    mark("Type an answer first, or show the answer."),
    mark("Case, hyphens, plural and articles do not matter."),
    mark("1792, 1,792 and 1.792e3 are the same."),
    mark("Write (26, 26, 32) or 26x26x32; the batch size may be left out."),
    mark("Move up: ${step}"),
    mark("Move down: ${step}"),
    mark("Now at place ${place + by + 1} of ${steps.length}."),
    mark("the arrow buttons move a step"),
    mark("Up to place ${wrong} it is right."),
    mark("choose …"),
    mark("Choose one for each line first."),
    mark('Not right: ${wrong.join(", ")}.'),
    mark("Say it to yourself, then look."),
)


def in_language(source: str) -> str:
    """HTML or JavaScript of the page with its texts in the chosen language."""
    if is_translated():
        for text in TEXTS:
            # what goes before and after a text keeps it apart from the same letters in a program
            said = _(text).replace("\\", r"\\")
            source = re.sub(rf'(?<=[">`]){re.escape(text)}(?=["<`])', said, source)
    return source
