"""Settings of the answer server, read from ``MOIEN_*`` environment variables. All durations are seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args
from urllib.parse import urlsplit

from pydantic import Field, FilePath, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.languages import Language
from contracts.outbound import read_inner_hosts
from contracts.setting_files import FromFiles
from nlu.answer.chat.profile import ProfileName, read_control_tokens

ROOT = Path(__file__).parents[2]


class AnswerSettings(FromFiles, BaseSettings):
    """What the answer server needs to know."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    host: str = "127.0.0.1"
    answer_port: int = Field(default=8005, ge=1, le=65535)
    bot_dir: Path = ROOT / "bot"
    state_dir: Path = ROOT / ".moien"
    model_dir: Path | None = None
    """Where the content of drafts lies, beside their models; None: ``models`` in the state folder."""
    answer_waiting: int = Field(default=64, ge=1)
    """Questions in progress or waiting; more are told to come back."""

    llm_url: str | None = None
    """Server of the local language model, without ``/v1``; None: answers are quotations."""
    llm_name: str = "local"
    """Name of the model, as its server knows it and as citizens see it."""
    llm_profile: ProfileName = "openai"
    llm_api_key: str = ""
    llm_tokenizer: FilePath | None = None
    """The model's ``tokenizer.json``: its control tokens never reach it in a message."""
    llm_languages: Annotated[tuple[Language, ...], NoDecode] = ("fr", "de", "en")
    """Languages in which the model may write; Luxembourgish only once somebody has judged it."""
    llm_first_token: float = Field(default=8, gt=0)
    llm_timeout: float = Field(default=60, gt=0)
    """Longest wait for a whole answer."""
    llm_concurrency: int = Field(default=4, ge=1)
    llm_waiting: int = Field(default=32, ge=1)
    llm_max_tokens: int = Field(default=350, ge=16)

    embedding_url: str | None = None
    """Server of an embedding model, without ``/v1``; None: pages are found by their words alone."""
    embedding_name: str = "local"
    """Name of the model, as its server knows it."""
    embedding_weight: float = Field(default=0.3, gt=0, le=1)
    """What the order of the pages by meaning counts beside the order by words, which counts 1."""
    embedding_question_prefix: str = ""
    """Put before questions, as some models want it, such as ``query: ``."""
    embedding_content_prefix: str = ""
    """Put before passages, such as ``passage: ``."""
    inner_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts of models inside our own network: names whose addresses are, separated by commas."""

    @field_validator("inner_hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        return read_inner_hosts(value) if isinstance(value, str) else value

    @property
    def models(self) -> Path:
        """Folder of the models."""
        return self.model_dir if self.model_dir is not None else self.state_dir / "models"

    @field_validator("llm_url", "embedding_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{value!r} is no address; write http(s)://host[:port]")
        return value.rstrip("/").removesuffix("/v1")

    @field_validator("llm_tokenizer")
    @classmethod
    def _has_tokens(cls, value: Path | None) -> Path | None:
        if value is not None:
            read_control_tokens(value)
        return value

    @field_validator("llm_languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        listed = tuple(part.strip() for part in value.split(",") if part.strip())
        wrong = [language for language in listed if language not in get_args(Language)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no language of the bot; write some of lb, fr, de, en, with commas")
        return listed
