"""Incidents on screen: their list, the ten steps, the papers that come out of them (Art. 33-34).

Pages show what the services hold and hand back answers; each answer is saved as it is given, what is being
typed is kept sealed within two seconds. Nothing here knows a rule or computes an instant.
"""
