"""What is spoken holds words and marks of punctuation only, and says what the signs mean."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from dlteach.content import lesson as steps
from dlteach.content.files import lesson_homes, topic_files
from dlteach.content.lessons import load_lesson
from dlteach.speech.script import language_of, lesson_lines, step_lines, title_lines
from dlteach.speech.words import in_words, paragraphs

# nothing else reaches a voice, so nothing can be skipped or spelled
SPEAKABLE = re.compile(r"(?:[A-Za-zÀ-ž]|\d|[ .,;:?!'-])+")
TOPICS = sorted(topic_files(lesson_homes(), ".md"))


def spoken_steps(topic):
    lesson = load_lesson(topic)
    yield title_lines(lesson)
    for section in lesson.sections:
        for step in section.steps:
            for level in steps.LEVELS if isinstance(step, steps.Overview) else steps.LEVELS[:1]:
                yield step_lines(step, level)


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_of_a_lesson_is_skipped_or_spelled_by_a_voice(topic):
    lines = [line.text for part in spoken_steps(topic) for line in part]
    assert len(lines) > 20
    for text in lines:
        assert SPEAKABLE.fullmatch(text), text
        assert text[-1] in ".?!", text
        assert not re.search(r"[A-Z]{2}|[a-z][A-Z]|  | [.,;:?!]|[,;:]{2}|,\.", text), text
        # a hyphen or an apostrophe stands within a word
        assert not re.search(r"(?<![A-Za-zÀ-ž])[-']|-(?![A-Za-zÀ-ž])", text), text


@pytest.mark.parametrize("topic", TOPICS)
def test_every_turn_of_every_dialogue_is_spoken_by_its_speaker_word_for_word(topic):
    dialogues = [
        step for section in load_lesson(topic).sections for step in section.steps if isinstance(step, steps.Dialogue)
    ]
    assert dialogues
    for dialogue in dialogues:
        lines = step_lines(dialogue, "basic")
        assert [line.speaker for line in lines] == [speaker.lower() for speaker, _ in dialogue.turns]
        for line, (_, written) in zip(lines, dialogue.turns, strict=True):
            # words without capitals within and without figures are said as they are written
            usual = r"(?<![\w'-])[A-Za-z]?[a-z]+(?![\w'-])"
            missing = set(re.findall(usual, written)) - set(re.findall(r"[A-Za-z]+", line.text)) - {"dlteach", "tanh"}
            assert not missing, (written, line.text)


SAID = {
    "The gate σ(s) is 0.5.": "The gate sigma of s, is 0.5.",
    "99.4 % of 1,792 parameters": "99.4 percent of 1792 parameters.",
    "a 5×5 window, 3 × 4 numbers": "a 5 by 5 window, 3 times 4 numbers.",
    "O(n²) and d³": "O of n squared, and d cubed.",
    "x ≥ 2, y ≤ 3, z ≠ 0, w ≈ 1": "x is at least 2, y is at most 3, z is not 0, w is about 1.",
    "word → vector": "word to vector.",
    "`np.outer` and `--set filters=3`": "N P dot outer and, set filters equals 3.",
    "**CNNs**, GANs and an *LSTM* or GRU": "C N N's, gans and an L S T M or G R U.",
    "ReLU, GPT-2, BERT, LeNet-5, StyleGAN2, R1": "ree loo, G P T 2, Bert, Le Net 5, Style gan 2, R 1.",
    "(LeCun et al. 1998), in 2015 and 1905": "Le Cun and others 19 98, in 2015 and 19 oh 5.",
    "x₁ + x₂ … h_{t−1}, W_f, α_ij": "x 1 plus x 2 to h sub t minus 1, W f, alpha i j.",
    "e^−z and hˡ⁻¹, 10⁶": "e to the minus z and h super l minus 1, 10 to the 6.",
    "h' and the class' name": "h prime and the class name.",
    "w ← w − η · ∂L/∂w": "w becomes w minus eta times the derivative of L with respect to w.",
    "x̂, w̄ and Fréchet": "x hat, w bar and Fréchet.",
    "−0.5 or -0.5; top-5, 3–5": "minus 0.5 or minus 0.5; top 5, 3 to 5.",
    "p(x | y) = |a|": "p of x given y, equals the absolute value of a.",
    "‖a − b‖ and ⌊n / s⌋": "the norm of a minus b, and n over s, rounded down.",
    "α Σ a[j]²": "alpha times the sum of the square of eigh of j.",
    "a -> b, `x >= 2`": "a to b, x is at least 2.",
    "“Thank you …” and more … on": "Thank you, and more, on.",
    "WGAN-GP in [−c, c], R-CNN on 3 GB": "W gan G P in the range minus c to c, R C N N on 3 gigabytes.",
    "the *simplest* — or not": "the simplest, or not.",
    '"Quoted" and “quoted”': "Quoted and quoted.",
    "seq2seq in TensorFlow with tanh": "sequence to sequence in Tensor Flow with tan h.",
    "[a link](https://example.org) and ![a cat](cat.png)": "a link and, picture: a cat.",
    "a 😀 tick ✓ and ∮": "a tick yes and contour integral.",
    "": "",
}


@pytest.mark.parametrize("written", SAID)
def test_signs_are_said_as_one_would_say_them(written):
    assert " ".join(paragraphs(written)) == SAID[written]


def test_program_text_and_tables_are_looked_at_lists_and_formulas_are_heard():
    text = (
        "Before.\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\n"
        "      y = F(x) + x      the sum\n"
    )
    assert paragraphs(text) == ["Before.", "one.", "two.", "y equals F of x, plus x. the sum."]


def test_in_another_language_signs_are_left_to_its_voice():
    assert paragraphs("Das **Tor** σ sagt „nein“: `x = 2`", "de") == ["Das Tor σ sagt nein: x = 2"]


def test_a_translated_lesson_is_told_in_its_language(tmp_path, monkeypatch):
    lesson = load_lesson("cnn")
    assert language_of(lesson) == "en"
    translated = replace(lesson, path=tmp_path / "cnn.md", title="Falten = sehen")
    (tmp_path / "cnn.de.md").touch()
    monkeypatch.setattr("dlteach.content.files.codes", lambda: ("de_AT", "de"))
    assert language_of(translated) == "de"
    assert title_lines(translated)[0].text == "Falten = sehen"


def test_any_text_becomes_speakable():
    signs = "".join(chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable() and not chr(code).isalpha())
    for start in range(0, len(signs), 7):
        text = in_words(f"a {signs[start : start + 7]} b")
        assert re.fullmatch(r"[\w .,;:?!'-]+", text), text


def test_a_recording_holds_what_can_be_followed_without_a_screen():
    parts = list(lesson_lines(load_lesson("cnn")))
    texts = [line.text for part in parts for line in part]
    assert texts[0] == "Convolutional networks."
    assert {line.speaker for part in parts for line in part} == {"teacher", "student"}
    assert any(text.startswith("Think of a stencil") for text in texts)
    assert "Pooling shrinks the maps and forgives small shifts." in texts
    assert not any("Here is the layer's whole mathematics" in text for text in texts)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng (apt install espeak-ng)")
@pytest.mark.parametrize(("sign", "word"), [("σ", "sigma"), ("≥", "at least"), ("²", "squared"), ("×", "times")])
def test_a_voice_pronounces_the_word_that_stands_for_a_sign(sign, word):
    def sounds(text):
        done = subprocess.run(["espeak-ng", "-q", "-x", "-v", "en", text], capture_output=True, text=True, check=True)
        return re.sub(r"[^\w@]", "", done.stdout)

    assert sounds(word) in sounds(" ".join(paragraphs(f"x {sign} 2")))
