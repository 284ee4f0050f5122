"""Everything printed: typography, fonts, lines, tagged pages, sheets, tables, read-back.

`display` is the one function that puts French typography, for window, paper and command line.
A paper is laid out first (`Paper`, `sheet`, `table`), drawn by ReportLab once the page count is
known, then tagged by `finish`: PDF/UA-1 and PDF/A-2a in one file (accessible and archivable).

Invariants: nothing typed is cut, changed or read as markup; a character that no font holds is
written out as `[U+0007]`; copying from a paper gives the plain characters that were typed; the
same input gives the same bytes; a paper whose values cannot be read back is not handed out.
"""
