"""Letters of a request, from editable templates (Art. 12, 15-22).

A template is text with named fields (chips) that the officer may change; what the law makes a letter say (the
reasons of a refusal, complaint and court) is put in by the program: no refusal can be made without them.
A letter is a value: the e-mail's text and the tagged PDF come from the same one, same state same bytes. What
rests on facts nobody found in a first source carries « À faire relire » until somebody says it was.
"""
