"""Every environment variable, named once."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment; every name below is upper-cased there. Secrets never print themselves."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    database_url: str = "sqlite:///var/connector.sqlite3"
    redis_url: str = "redis://127.0.0.1:6379/0"
    redis_prefix: str = Field(default="connector", pattern=r"^[a-z0-9_-]+$")
    public_url: str = "http://127.0.0.1:8000"
    proxies: int = Field(default=0, ge=0, le=9)
    secret_keys: Annotated[dict[str, SecretStr], NoDecode] = Field(
        default_factory=dict, validation_alias="CONNECTOR_SECRET_KEYS"
    )
    allow_loopback: bool = Field(default=False, validation_alias="CONNECTOR_ALLOW_LOOPBACK")
    ca_file: Path | None = Field(default=None, validation_alias="CONNECTOR_CA_FILE")
    shopify_base_url: str = Field(default="", validation_alias="CONNECTOR_SHOPIFY_BASE_URL")
    name_server: str = Field(default="", validation_alias="CONNECTOR_NAME_SERVER")
    shopify_client_id: str = ""
    shopify_client_secret: SecretStr = SecretStr("")
    shopify_client_secret_old: SecretStr = SecretStr("")
    smtp_url: SecretStr = SecretStr("smtp://127.0.0.1:1025")
    mail_from: str = "orders@localhost"
    log_json: bool = False

    @field_validator("database_url")
    @classmethod
    def _driver(cls, value: str) -> str:
        # Heroku and others still hand out "postgres://", which SQLAlchemy refuses.
        return (
            "postgresql://" + value.removeprefix("postgres://") if value.startswith("postgres://") else value
        )

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        """`id:base64,id:base64`: the first encrypts, all decrypt."""
        if not isinstance(value, str):
            return value
        pairs = [part.partition(":") for part in value.split(",") if part]
        if any(not key or not secret for key, _, secret in pairs):
            raise ValueError("write CONNECTOR_SECRET_KEYS as id:base64[,id:base64...]")
        return {key: secret for key, _, secret in pairs}

    @field_validator("shopify_base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @cached_property
    def shopify_secrets(self) -> tuple[bytes, ...]:
        """The app's client secret and, during a rotation, the one before it."""
        both = (self.shopify_client_secret, self.shopify_client_secret_old)
        return tuple(s.get_secret_value().encode() for s in both if s.get_secret_value())
