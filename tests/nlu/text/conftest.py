"""In the bot environment, which has no py3langid, the tests of ``nlu.text.language`` are left to the platform's."""

import importlib.util

collect_ignore = [] if importlib.util.find_spec("py3langid") else ["test_language.py"]
