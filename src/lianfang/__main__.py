"""``python -m lianfang``."""

from lianfang.cli import main

main()
