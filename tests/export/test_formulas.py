"""Formulas: every one of the lessons is typeset, as well-formed MathML with all its signs, each in its right place."""

import re
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from dlteach.content.lessons import topics
from dlteach.export.formulas import formulas_html
from dlteach.export.markdown import to_html
from dlteach.export.plain_text import without_markup

BLOCK = re.compile(r"(?:^    \S.*\n)+", re.MULTILINE)


def blocks():
    for topic in topics():
        text = files("dlteach.lessons").joinpath(f"{topic}.md").read_text(encoding="utf-8")
        for block in BLOCK.findall(text.split("\n---\n", 1)[1]):
            yield pytest.param(block, id=f"{topic}: {block.split()[0]}")


def tree(text):
    return ElementTree.fromstring(formulas_html(text))


def shape(node):
    """A formula with its structure written out: msub(x, i)."""
    if len(node) == 0:
        return " " if node.tag == "mspace" else node.text or ""
    inside = [shape(child) for child in node]
    return "".join(inside) if node.tag in ("math", "mrow") else f"{node.tag}({', '.join(inside)})"


def typeset(text):
    return shape(tree(text).find("span/math"))


@pytest.mark.parametrize("block", list(blocks()))
def test_every_formula_of_a_lesson_is_typeset_and_loses_no_sign(block):
    found = tree(block)
    lines = [line for line in block.splitlines() if line.strip()]
    assert len(found.findall("span[@class='line']")) == len(lines)
    shown = sorted("".join(found.itertext()).replace("∑", "Σ").replace("′", "'"))
    wanted = block.replace("′", "'")
    # what becomes structure: lowering, raising, brackets of powers, roots and fractions, unicode's small letters
    for small, plain in zip("₀₁₂ₜⁿˡ⁻¹²ᵀ", "012tnl−12T", strict=True):
        wanted = wanted.replace(small, plain)
    # signs that typesetting replaces by structure
    structure = set("_^{}√/();\n \u0302\u0304^¯")
    assert [sign for sign in shown if sign not in structure] == sorted(sign for sign in wanted if sign not in structure)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x_i = y", "msub(x, i)=y"),
        ("e_ij = 1", "msub(e, ij)=1"),
        ("s_{i−1} = 0", "msub(s, i−1)=0"),
        ("h_next = h", "msub(h, next)=h"),
        ("hˡ⁻¹ = x₁", "msup(h, l−1)=msub(x, 1)"),
        ("h' = b'_g", "h′=msub(b′, g)"),
        ("α = e^e_ij / Σ_k e^e_ik", "α=mfrac(msup(e, msub(e, ij)), munder(∑, k) msup(e, msub(e, ik)))"),
        ("a = softmax(Q Kᵀ / √d) V", "a=softmax(mfrac(Q msup(K, T), msqrt(d))) V"),
        ("P[p, 2i] = sin(p / 10000^(2i/w))", "P[p,2i]=sin(mfrac(p, msup(10000, 2i/w)))"),
        ("y = s · (x − μ(x)) / σ(x) + b", "y=s·mfrac(x−μ(x), σ(x))+b"),
        ("y = (a + b) (c + d) / 2", "y=mfrac((a+b) (c+d), 2)"),
        ("o = e^−‖a − b‖", "o=msup(e, −‖a−b‖)"),
        ("L = (‖∇f(x\u0302)‖ − 1)²", "L=msup((‖∇f(mover(x, ^))‖−1), 2)"),
        ("n = 1,000 x", "n=1,000 x"),
        ("b = 0.5 a^0.75", "b=0.5 msup(a, 0.75)"),
    ],
)
def test_structure(text, expected):
    assert typeset(text) == expected


def test_a_remark_stands_beside_its_formula():
    found = tree("c_i = Σ_j α_ij h_j      context of step i\nz = x₁·w₁ + b    output = max(0, z)")
    assert [note.text for note in found.findall("span[@class='note']")] == ["context of step i", None]
    assert [shape(one) for one in found.findall("span/math")[1:]] == ["z=msub(x, 1)·msub(w, 1)+b", "output=max(0,z)"]


@pytest.mark.parametrize("text", ["a = (b", "a = b)", "def f(x):", "x = 'it'; y", "a plain text", "a = ‖b", ""])
def test_what_is_no_formula_stays_as_it_is(text):
    assert formulas_html(text) is None
    if text:
        assert "<math" not in to_html(f"Before.\n\n    {text}")


def test_markup_cannot_slip_in():
    assert formulas_html("a = <b>") is None
    assert "<script" not in to_html("    a = 1      <script>bad</script> for you")


def test_other_programs_get_the_formula_as_text():
    assert without_markup("Before.\n\n    x_i = y") == "Before. x_i = y"
