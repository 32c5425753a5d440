"""The documents made of several datasets, in the folder `standards/` of an edition."""

from __future__ import annotations

from pipelines.releases.model import Context
from pipelines.releases.standards import dense, ocds, threesixtygiving
from pipelines.releases.standards.parties import local
from pipelines.releases.standards.tables import Tables

README = """{mark}Records in the words of the standards that others read

  ocds-releases.json   contracts and invitations to tender, with the payments under them: a release package of the
                       Open Contracting Data Standard 1.1.5
  ocds-records.json    the same as a record package: one compiled record for each contracting process
  360giving.json       grants: the 360Giving Data Standard 1.4

A file is missing where nothing is recorded yet. All of it is made from the newest versions of the datasets contracts,
tenders, expenditure and grants. Dates come from the records: no clock stands in any file.

Identifiers that begin with {local} are of our own making and registered nowhere.
"""


def joined_documents(tables: Tables, context: Context) -> dict[str, bytes]:
    """Every document made of several datasets, by its name below the edition."""
    mark = "SYNTHETIC SAMPLE\n\n" if context.synthetic else ""
    packages = ocds.packages(tables, context) | threesixtygiving.package(tables, context)
    found = {name: dense(packages[name]) for name in sorted(packages)}
    found["README.txt"] = README.format(mark=mark, local=local(context)).encode()
    return {ocds.FOLDER + name: content for name, content in found.items()}
