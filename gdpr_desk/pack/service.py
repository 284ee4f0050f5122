"""The officer's verbs on the control pack: choose parts, write the folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from gdpr_desk.app import Desk
from gdpr_desk.errors import InvalidInput
from gdpr_desk.pack.folder import free_name, writing_folder
from gdpr_desk.pack.model import JournalState, Material, PackFile, PackPart, WrittenFile, WrittenPack
from gdpr_desk.pack.paper import PDF_NAME, digests, pack_pdf
from gdpr_desk.pack.parts import PARTS

FORMAT = "pack"
"""The journal's word for a pack."""


class ControlPack:
    """The pack of one open vault."""

    def __init__(self, desk: Desk, parts: Sequence[PackPart] = PARTS) -> None:
        self.parts = tuple(parts)
        self._desk = desk

    def write(self, folder: Path, keys: Iterable[str] | None = None) -> WrittenPack:
        """Write the parts `keys` (those wanted by default for None) into the new or empty `folder`.

        The folder appears whole or not at all, and the journal notes it. Raises InvalidInput for an
        unknown part, no part at all, a folder that holds something or lies in the vault;
        StorageFailed; `PaperDiffers`.
        """
        chosen = self.chosen(keys)
        self._refuse_inside(folder)
        pages, files = self.files(chosen)
        with writing_folder(folder, {file.name: file.content for file in files}):
            self._desk.exchange.exported(FORMAT)
        sums = digests(files)
        written = tuple(WrittenFile(file.name, len(file.content), sums[file.name]) for file in files)
        return WrittenPack(folder.resolve(), pages, written)

    def write_into(self, parent: Path, keys: Iterable[str] | None = None) -> WrittenPack:
        """As `write`, into a new folder of `parent` that bears the day's date."""
        day = self._desk.clock.today().isoformat()
        return self.write(free_name(parent, f"dossier-de-controle-{day}"), keys)

    def files(self, parts: Sequence[PackPart]) -> tuple[int, tuple[PackFile, ...]]:
        """The pages of the PDF, and every file of the pack, the PDF first; writes nothing."""
        material = self.material()
        held = [(part, tuple(part.annexes(material))) for part in parts]
        made = pack_pdf(material, held, demo=self._desk.vault.is_demo)
        annexes = [file for _part, files in held for file in files]
        return made.pages, (PackFile(PDF_NAME, made.content), *annexes)

    def material(self) -> Material:
        """The vault as it stands now."""
        desk = self._desk
        last = next(iter(desk.journal.entries(limit=1)), None)
        return Material(
            register=desk.register.register(),
            version=desk.exchange.version(),
            findings=desk.register.check(),
            journal=JournalState(
                desk.verify_journal(),
                desk.journal.oldest_at(),
                last.at if last else None,
                last.digest if last else "",
            ),
            at=desk.clock.now(),
        )

    def chosen(self, keys: Iterable[str] | None) -> tuple[PackPart, ...]:
        """The parts in the order of the paper, whatever the order of the keys."""
        wanted = {part.key for part in self.parts if part.wanted} if keys is None else set(keys)
        unknown = sorted(wanted - {part.key for part in self.parts})
        if unknown or not wanted:
            known = ", ".join(part.key for part in self.parts)
            raise InvalidInput(
                f"Le dossier n’a pas de partie « {unknown[0]} »."
                if unknown
                else "Aucune partie n’est choisie.",
                safe="Rien n’a été écrit.",
                remedy=f"Choisissez parmi : {known}.",
                field="parts",
            )
        return tuple(part for part in self.parts if part.key in wanted)

    def _refuse_inside(self, folder: Path) -> None:
        if folder.resolve().is_relative_to(self._desk.vault.folder.resolve()):
            raise InvalidInput(
                "Ce dossier est celui du coffre, que le programme garde pour lui.",
                safe="Rien n’a été écrit.",
                remedy="Choisissez un autre endroit, par exemple Documents.",
                code="inside_vault",
            )
