"""Operators' rules: when something happens to an order, if it is so and so, then do this. Words in, decisions out.

`model.py` what a rule is; `vocabulary.py` the facts and names that it may speak of (the whitelist); `reading.py` words
to a rule, with everything that is wrong; `condition.py` the 如果; `facts.py` an order as facts; `matching.py` whether
an event is what a rule waits for; `loops.py` rules that would set each other off for ever.
Pure: no clock, no store. To add a fact: a line in `vocabulary.FACTS` and one in `facts.facts_of`.
"""
