"""Lessons that are listened to: what is said, in whose voice, and the programs that say it.

`script` makes lines of a lesson's steps, `words` makes words of signs and formulas, each of `espeak`, `dispatcher`, `macos` and
`windows` knows one program, `finding` chooses among them, `speaker` speaks beside the screen, `recording` writes sound.
"""
