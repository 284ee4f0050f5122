"""The computer's own scheduler runs the locked sweep every day, also when nobody opens the program.

Art. 5(1)(e) does not wait for somebody to come in. `service.SweepSchedule` installs, shows, repairs, removes
and starts one task per vault: a systemd user timer, a Windows task or a launchd agent, all calling
`sweep --locked --vault …`. Invariants: a task is named by an opaque id and says nothing about anybody; the
fictional shop is never scheduled; a task whose program or vault has moved is shown as to be repaired, never
as well; what cannot be installed leaves nothing behind. The vault is never opened and nothing is decrypted.
"""
