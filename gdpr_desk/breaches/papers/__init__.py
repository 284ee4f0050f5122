"""The papers of an incident (Art. 33-34), and the same answers field by field to be copied.

Both forms are data: the service of the authority in its order (`form`, `cnil`), the common template of the
European board (`edpb`). Each answer is given, still unknown, not said, or not called for; none is left out in
silence. The dossier says on its face that it is a preparatory sheet: only the online service files it.
Same incident and instant, same bytes; every value is read back from a PDF before anybody sees it; a drill
carries EXERCICE on each page.
"""
