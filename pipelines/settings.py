"""Configuration: the command line first, then `OPENBEAT_*` in the environment, then the defaults below."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: default folders stand below it, whatever the working directory."""


SANDBOX_BEGINS = date(2021, 8, 1)
"""The first day of the sandbox world: from here on every one of its sources has published something."""

SANDBOX_ENDS = date(2039, 12, 31)
"""Its last day: tables that grow by columns every year still fit."""


class Settings(BaseSettings):
    """One run's settings. Folders given relative are taken from the working directory."""

    model_config = SettingsConfigDict(env_prefix="OPENBEAT_", frozen=True, extra="ignore")

    world: str = Field("sandbox", description="sandbox, live or folder:PATH")
    force: str = Field("kent", description="police.uk slug of the force held to account", pattern=r"^[a-z][a-z-]*$")
    compare: str = Field(
        "",
        description="police.uk slugs of forces to stand beside it, with commas; or all",
        pattern=r"^$|^[a-z][a-z-]*(, *[a-z][a-z-]*)*$",
    )
    home: Path = Field(ROOT / ".openbeat", description="all state: landing, store, Dagster's history, locks")
    published: Path = Field(ROOT / "published", description="the only output")
    site: str = Field("", description="public address of the published folder; without it, links are relative")
    records: Path = Field(ROOT / "records", description="what the office writes")
    wait: float = Field(600, ge=0, description="seconds to wait for another run to let go of the store")
    sandbox_date: date = Field(date(2026, 10, 20), description="the sandbox world's own date, from 2021-08-01 on")
    sandbox_seed: int = Field(1, description="seed of everything the sandbox makes up")
    sandbox_faults: str = Field("", description="faults to inject, such as 429:2@archive,html:1@last-updated")

    @field_validator("world")
    @classmethod
    def _known_world(cls, value: str) -> str:
        if value in {"sandbox", "live"} or (value.startswith("folder:") and value != "folder:"):
            return value
        raise ValueError(f"{value!r} is not a world: take sandbox, live or folder:PATH")

    @field_validator("sandbox_date")
    @classmethod
    def _of_the_sandbox(cls, value: date) -> date:
        if SANDBOX_BEGINS <= value <= SANDBOX_ENDS:
            return value
        raise ValueError(f"the sandbox has no {value}: take a day from {SANDBOX_BEGINS} to {SANDBOX_ENDS}")

    @field_validator("site")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value or re.fullmatch(r"https?://[^\s?#]+", value):
            return value and f"{value.rstrip('/')}/"
        raise ValueError(f"{value!r} is not a web address: take one such as https://data.example.org/")

    @field_validator("home", "published", "records")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @property
    def compared(self) -> tuple[str, ...]:
        """The forces to stand beside the body's own, one by one."""
        return tuple(name.strip() for name in self.compare.split(",") if name)

    @property
    def synthetic(self) -> bool:
        """Whether what this world publishes is made up."""
        return self.world == "sandbox"

    @property
    def landing(self) -> Path:
        """Bytes as received, by hash, and their receipts."""
        return self.home / "landing"

    @property
    def store(self) -> Path:
        """The writer's DuckDB file. Private: people open `read_copy`."""
        return self.home / "store" / "openbeat.duckdb"

    @property
    def read_copy(self) -> Path:
        """The copy of the store that anyone may query while a run goes on."""
        return self.home / "read" / "openbeat.duckdb"

    @property
    def copied(self) -> Path:
        """What `read_copy` was last made from. Private, as the store is."""
        return self.home / "store" / "copied"

    @property
    def candidates(self) -> Path:
        """Releases built but not published: ready, or held for a person."""
        return self.home / "candidates"

    @property
    def keys(self) -> Path:
        """The office's private signing keys."""
        return self.home / "keys"

    @property
    def redactions(self) -> Path:
        """What must not be public: one file of rules for each dataset, for the operator alone."""
        return self.home / "redactions"

    @property
    def to_correct(self) -> Path:
        """Copies of spreadsheets with what is wrong in them marked, for the people who filled them in."""
        return self.home / "to-correct"

    @property
    def dagster(self) -> Path:
        """Dagster's instance folder."""
        return self.home / "dagster"

    @property
    def sandbox(self) -> Path:
        """What the sandbox world has generated."""
        return self.home / "sandbox"
