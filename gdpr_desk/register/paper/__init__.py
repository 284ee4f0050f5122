"""The parts of the register on paper, which `register.report` and the control pack put together (Art. 30).

The cover, one sheet a record (complete, or what Article 30 asks for), the list of parties with their
contracts, flow map and timeline. Each draws on a `documents.paper.Paper` it is given.
"""
