"""Incidents that touch personal data, from the first minute to the register of them (Art. 4(12), 33-34).

The 72 hours run from awareness, in elapsed hours, until somebody notes the receipt of the authority or
decides, with a reason, not to notify; no restart, lock or moved clock changes their end. Two aids suggest
(ENISA's formula, the authority's four levels), one person decides; who departs from the suggestion says
why. Each answer is saved as it is given, and « Je ne sais pas encore » is an answer: it stands in the
initial filing and is asked again for the complementary one. What was filed is kept as it was filed. An
incident is never swept while it is open; a drill has a number of its own and can be deleted. The journal
is told references and names of answers, never what they say.
"""
