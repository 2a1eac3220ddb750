"""Settings that stand in files, as secrets of containers do: ``MOIEN_<NAME>_FILE`` is where ``MOIEN_<NAME>`` stands.

The one place for all processes, in both environments. What stands in a file is not in the environment of a process,
which its children inherit and which shows in more places than one thinks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_NAMES_FILE = re.compile(r"(MOIEN_[A-Z0-9_]+)_FILE")
_OTHERS = re.compile(r"MOIEN_SETTINGS_FILE|MOIEN_CONNECTOR_.*")
"""The launcher's own file of settings; and connectors, whose settings are read by administration."""


class SettingFileError(ValueError):
    """A file with a setting cannot be used; the message names the setting and says what to do, never the value."""


def read_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings, by their names without ``_FILE``, that stand in files.

    Raises:
        SettingFileError: a file cannot be read or holds nothing, or the same setting is given directly too.
    """
    found = {}
    for variable, path in sorted(environment.items()):
        match = _NAMES_FILE.fullmatch(variable)
        if match is None or _OTHERS.fullmatch(variable) or not path:
            continue
        if environment.get(match[1]):
            raise SettingFileError(f"{variable}: {match[1]} is set, too; take one of the two away")
        found[match[1]] = _read(variable, path)
    return found


def _read(variable: str, path: str) -> str:
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = f"{path!r} cannot be read ({type(error).__name__})"
        raise SettingFileError(f"{variable}: {reason}; name a file that this process may read") from error
    if not value:
        raise SettingFileError(f"{variable}: {path!r} holds nothing; write the value of the setting into it")
    return value


class FromFiles:
    """For classes of pydantic's settings: put before ``BaseSettings``, it lets each field stand in a file as well."""

    @classmethod
    def settings_customise_sources(cls, *_: Any, **sources: Any) -> tuple[Any, ...]:  # noqa: ANN401 - see below
        """Complete what pydantic found in the environment; its types are unknown here, where pydantic may be absent.

        Raises:
            SystemExit: a file cannot be used. Nobody could go on, and all processes say so in the same way.
        """
        from_environment = sources["env_settings"]
        try:
            files = read_files(os.environ)
        except SettingFileError as error:
            raise SystemExit(str(error)) from error
        as_read = {name.lower(): value for name, value in files.items()}
        from_environment.env_vars = {**from_environment.env_vars, **as_read}
        return (sources["init_settings"], from_environment)
