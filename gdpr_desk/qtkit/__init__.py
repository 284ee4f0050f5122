"""Qt parts that know no feature: how everything looks, is typed, chosen, listed and told.

Colours come from `tokens` only, through palette, one small style sheet, or painting; type comes
from roles in points; both follow `Theme.changed` without a restart (light, dark or the system's;
text 90 to 150 %). Text set here is plain text with French spaces, never rich text: it may come
from strangers. Whatever is painted is still a control: keys, focus ring, a name for the screen
reader. State is an icon and a word, never a colour alone. The wheel scrolls pages and changes
nothing. Every widget can be made with `(parent)` alone, so that Designer forms can promote it.
"""
