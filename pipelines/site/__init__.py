"""The public site: static pages built from what one edition shows, and from nothing else.

`site_documents` takes the documents and version folders of an edition and returns its pages as bytes. No store, no
clock, no network: the same edition gives the same bytes, and what is redacted in the edition is redacted on the pages.
"""

from pipelines.site.build import site_documents
from pipelines.site.reading import Shown

__all__ = ["Shown", "site_documents"]
