"""The publishing office: data in `records/body.yaml`, never a constant, because offices are renamed and abolished."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class BodyError(Exception):
    """`records/body.yaml` cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class Registered:
    """The identifiers under which others know the office and its force; "" where none is registered.

    `org_id` and `force_org_id` by org-id.guide; `ocid_prefix` given by the Open Contracting Partnership
    (`ocds-` and six characters), `grant_prefix` by 360Giving (`360G-` and a name).
    """

    org_id: str = ""
    force_org_id: str = ""
    force_name: str = ""
    ocid_prefix: str = ""
    grant_prefix: str = ""


UNREGISTERED = Registered()


@dataclass(frozen=True)
class Body:
    """The office that publishes, the force it holds to account and the area of both."""

    office: str
    force_slug: str
    homepage: str = ""
    email: str = ""
    force_name: str = ""
    area_name: str = ""
    area_code: str = ""
    valid_from: date = date.min
    valid_to: date | None = None
    org_id: str = ""
    force_org_id: str = ""
    ocid_prefix: str = ""
    grant_prefix: str = ""

    @property
    def registered(self) -> Registered:
        """What others know the office by."""
        return Registered(self.org_id, self.force_org_id, self.force_name, self.ocid_prefix, self.grant_prefix)


def read_body(records: Path, force: str) -> Body:
    """The latest office for a force. A force without one may be looked at, but its editions name no office.

    Raises BodyError when the file is missing or is not what it should be.
    """
    path = records / "body.yaml"
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))["bodies"]
        bodies = [_body(entry) for entry in entries]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as trouble:
        raise BodyError(f"{path}: {trouble}; it should hold a list 'bodies', see records/README.md") from trouble
    ours = [body for body in bodies if body.force_slug == force]
    return max(ours, key=lambda body: body.valid_from, default=Body(office="", force_slug=force))


def _body(entry: Any) -> Body:
    if not isinstance(entry, dict):
        raise TypeError(f"{entry!r} is not an office")
    known = {field.name for field in fields(Body)}
    body = Body(**{name: value for name, value in entry.items() if name in known and value is not None})
    if not all(type(day) is date for day in (body.valid_from, body.valid_to or body.valid_from)):
        raise TypeError(f"valid_from and valid_to of {body.office!r} must be days, written YYYY-MM-DD without quotes")
    return body
