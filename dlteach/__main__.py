"""`python -m dlteach` is `dlteach`."""

from dlteach.cli import main

main()
