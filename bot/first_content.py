"""Puts the content that comes with a release into a folder that has none yet: ``python -m bot.first_content``.

For containers, where the content lies in a volume: from then on it is the owners', who change it in the studio.
"""

from __future__ import annotations

import sys

from bot.settings import BOT_DIR, SettingError, read_settings
from contracts.models import content_files, copy_content


def main() -> int:
    """Copy where there is nothing; give the exit code."""
    try:
        content = read_settings().content
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    there = content_files(content)
    if there:
        sys.stdout.write(f"{content} holds {len(there)} files of content already; they stay as they are\n")
        return 0
    copy_content(BOT_DIR, content)
    sys.stdout.write(f"{len(content_files(content))} files of content were put into {content}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
