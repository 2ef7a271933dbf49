"""Makes questions about what a short Keras program prints. In the program, `layers` and `ops` are Keras's."""

from __future__ import annotations

from dlteach.drill import Question
from dlteach.quizzes import proofs_keras as proofs
from dlteach.quizzes.mistakes import other_than


def reading(asked, code, answer, mistakes, explanation, lesson="", proof=proofs.printed):
    """Make a question about what a program prints; its proof runs this very program."""
    return Question(
        f"{asked}\n\n```python\n{code}\n```",
        answer=answer,
        mistakes=other_than(answer, mistakes),
        explanation=explanation,
        lesson=lesson,
    ).proved_by(lambda: proof(code))
