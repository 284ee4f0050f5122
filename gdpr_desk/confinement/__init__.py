"""Art. 32: work on what strangers send happens in a limited process of its own, never in ours.

One mechanism for every reader of outside files: `child` starts the process and speaks to it, `inside` is
what runs there, `frames` is how they speak, `windows_job` the limits of Windows. Invariants: a child gets
bytes and gives back JSON and bytes; it has limits on time, processor, memory and file size, no network
where the system can take it away, and no file of the user where bubblewrap is found; an answer that does
not come in time ends the child; whatever kills it is an everyday refusal of the file in hand. What it
answers is as untrusted as the file itself.
"""
