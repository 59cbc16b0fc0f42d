"""Scenarios: sentences about a real cluster, written as data in e2e/scenarios.d, and what runs them.

`vocabulary` names the words a step may use, the modules `words_*` carry them out, `files` reads and checks the
data, `world` is the cluster they meet, `runner` runs them side by side and `report` tells how it went.
"""
