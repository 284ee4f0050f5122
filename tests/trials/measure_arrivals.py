"""How fast letters come in: `python tests/trials/measure_arrivals.py [--mails N] [--rounds N]`.

The yardstick reads the same letters in the same confined process, writes each into one flushed file and
commits one row for each. Both take turns in so many rounds, so that a busy machine slows
both alike. One JSON object: letters a second, the rate between the two, memory in MB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
from large import open_vault  # both lie beside this file
from letters_in import card, letter
from timing import load

from gdpr_desk.intake.batch import Batch
from gdpr_desk.intake.originals import originals
from gdpr_desk.vault import keys

_ASKED = (
    "Bonjour, je voudrais une copie de toutes mes données, merci.",
    "Merci de supprimer mon compte et mes données personnelles.",
    "Je m’oppose à recevoir votre lettre d’information.",
    "Ma commande n’est pas arrivée, pouvez-vous vérifier ?",
)


def boxes(folder: Path, mails: int, seed: int, rounds: int) -> list[Path]:
    """Mailboxes of letters of many people, every fifth with a picture of 20 to 30 kB."""
    chance = random.Random(seed)  # letters, not keys
    picture, made = card(), []
    for start in range(0, mails, -(-mails // rounds)):
        path = folder / f"{start:06}.mbox"
        with path.open("wb") as box:
            for number in range(start, min(start + -(-mails // rounds), mails)):
                words = " ".join([chance.choice(_ASKED)] * chance.randint(1, 12))
                attached = {f"IMG_{number}.jpg": picture + number.to_bytes(8)} if number % 5 == 0 else {}
                sender = f"Personne {number} <personne{number}@courriel.example>"
                content = letter(words, number=number, sender=sender, attached=attached)
                box.write(b"From a@b.example Mon Nov 16 08:00:00 2026\n" + content + b"\n")
        made.append(path)
    return made


def yardstick(folder: Path) -> Iterator[None]:
    """Read, flush one file, commit one row, for the mailbox that is sent next."""
    base = sqlite3.connect(folder / "rows.db", isolation_level=None)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE mail(text TEXT)")
    (folder / "files").mkdir()
    number = 0
    with Batch() as batch:
        path = yield
        while path is not None:
            for outcome in batch.take(originals([path])):
                number += 1
                with (folder / "files" / str(number)).open("wb") as file:
                    file.write(outcome.original.content)
                    file.flush()
                    os.fsync(file.fileno())
                text = outcome.message.text if outcome.message else ""
                base.execute("INSERT INTO mail VALUES (?)", (text,))
            path = yield
    base.close()


def measured(folder: Path, mails: int, seed: int, rounds: int) -> dict[str, object]:
    """Both ways over the same letters."""
    paths = boxes(folder, mails, seed, rounds)
    seconds = {"import": 0.0, "yardstick": 0.0}
    with open_vault(folder / "coffre") as desk:
        identity = keys.new_identity()
        with desk.vault.store.begin() as session:
            public = keys.public_key(identity)
            session.connection().exec_driver_sql("UPDATE vault_meta SET officer_public_key = ?", (public,))
        bare = yardstick(folder)
        next(bare)
        taken = refused = 0
        for path in paths:
            started = time.perf_counter()
            bare.send(path)
            seconds["yardstick"] += time.perf_counter() - started
            started = time.perf_counter()
            for arrived in desk.arrivals.from_files([path]):
                taken += arrived.taken is not None
                refused += arrived.refusal is not None
            seconds["import"] += time.perf_counter() - started
        bare.close()
        total = desk.requests.page().total
        started = time.perf_counter()
        again = sum(1 for one in desk.arrivals.from_files(paths[-1:]) if one.taken and one.taken.duplicate)
        seconds["known_again"] = time.perf_counter() - started
    return {
        "mails": mails,
        "seed": seed,
        "rounds": rounds,
        "taken": taken,
        "refused": refused,
        "requests": total,
        "known_again": again,
        "a_second": {name: round(mails / seconds[name], 1) for name in ("import", "yardstick")},
        "times": round(seconds["yardstick"] / seconds["import"], 2),
        "main_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "child_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "load": load(),
    }


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20261123)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as place:
        for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(place) / kind.lower())
        print(json.dumps(measured(Path(place), asked.mails, asked.seed, asked.rounds), indent=2))


if __name__ == "__main__":
    main()
