"""What to decide: who opens when, who gets what is scarce, and how little a short series says; pure, from files people write.

The essay is ``docs/algorithms/deciding.md``. Files are YAML, read by ``reading``; every answer is a model of ``shapes``.
"""
