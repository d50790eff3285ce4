"""Synonyms as a workbook: the words of one group in the cells of one row."""

from attrs import frozen

from application.access.context import Visit
from application.search_desk.book import SearchBook
from application.search_desk.change import SearchWorks, refuse_taken
from application.shared.ports import Ids
from application.shared.sheets import Column, FileRefused, Sheet, Sheets
from domain.access.permission import Permission
from domain.catalog.synonyms import Synonyms, SynonymsNotSound, listed

WORD, OTHERS, ONE_WAY = "Слово", "Синонимы", "В одну сторону"
YES = ("да", "1", "истина", "true", "yes", "+")
COLUMNS = (Column(WORD, 30), Column(OTHERS, 70), Column(ONE_WAY, 16))


@frozen
class RowFault:
    """What is wrong with a row of the file, by its number there."""

    line: int
    words: str
    fault: SynonymsNotSound


@frozen
class Imported:
    """same: those that stood there already. Rows with faults left everything as it was."""

    added: int
    same: int
    faults: tuple[RowFault, ...]


@frozen
class SynonymsFileQuery:
    book: SearchBook
    sheets: Sheets

    def __call__(self, visit: Visit) -> bytes:
        """All groups, in the layout that the import takes; an empty list is the template."""
        visit.authority.need(Permission.SEE_SEARCH)
        rows = [(one.words[0], ", ".join(one.words[1:]), "да" if one.one_way else "") for one in self.book.every()]
        return self.sheets.write([Sheet("Синонимы", COLUMNS, rows)])


@frozen
class ImportSynonymsHandler:
    """Adds the groups of a file that are good and new; each of the others is told with its reason."""

    works: SearchWorks
    book: SearchBook
    sheets: Sheets
    ids: Ids

    def __call__(self, visit: Visit, content: bytes) -> Imported:
        """Raises FileRefused."""
        visit.authority.need(Permission.CHANGE_SEARCH)
        sheet = self.sheets.read(content)
        missing = tuple(name for name in (WORD, OTHERS) if name not in sheet.headings)
        if missing:
            raise FileRefused("no-headings", names=missing)
        places = [sheet.headings.index(name) if name in sheet.headings else -1 for name in (WORD, OTHERS, ONE_WAY)]
        faults, added, same = list[RowFault](), 0, 0
        with self.works.begin() as work:
            known = set(self.book.every())
            for line, cells in sheet.rows:
                word, others, way = (cells[place] if 0 <= place < len(cells) else "" for place in places)
                try:
                    read = Synonyms.of([word, *listed(others)], one_way=way.casefold() in YES)
                    if read in known:
                        same += 1
                        continue
                    refuse_taken(work, read, None)
                except SynonymsNotSound as fault:
                    faults.append(RowFault(line, word or others, fault))
                    continue
                work.add(self.ids.new(), read, visit.authority.user)
                known.add(read)
                added += 1
        return Imported(added, same, tuple(faults))
