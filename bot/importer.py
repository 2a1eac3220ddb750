"""Gives Rasa its training data: what ``bot.compile`` makes of the content, together with ``bot/data/*.yml``."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import rasa.shared.utils.io
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import override

from bot.compile.domain import compile_domain
from bot.compile.nlu import compile_examples, compile_tables
from bot.compile.rules import compile_rules
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Catalogue


class _Example(Message):
    """An example of the catalogue, which no component changes: all copies that Rasa makes of its data share it.

    Rasa copies and hashes all examples a dozen times before it trains, which took longer than the training.
    """

    def __deepcopy__(self, memo: object) -> _Example:
        return self

    @override
    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property, and forget the hash only if that changes something: Rasa sets what is there already."""
        if add_to_output or self.get(prop) != info:
            super().set(prop, info, add_to_output)


class CatalogueImporter(TrainingDataImporter):
    """Reads ``data/`` from the folder of the configuration file, and where no other folder is given, the content."""

    @override
    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: object,
    ) -> None:
        """Take the path of ``config.yml``, and the folder with the content as the only path of training data.

        The other paths of Rasa's command line are not used.

        Raises:
            ValueError: without a configuration file there is no folder to read from.
        """
        if config_file is None:
            raise ValueError("the catalogue is found beside config.yml: give the path of config.yml")
        self._config_file = Path(config_file)
        self._folder = self._config_file.parent
        given = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths
        self._content = Path(given[0]) if given else self._folder

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue; raises ``CatalogueError`` with all problems when it has any."""
        return load_catalogue(self._content)

    @cached_property
    def _domain(self) -> Domain:
        fixed = Domain.from_file(str(self._folder / "data" / "domain.yml"))
        return fixed.merge(Domain.from_dict(compile_domain(self.catalogue)))

    @override
    def get_domain(self) -> Domain:
        """Give the domain: the fixed part and what the catalogue makes of it."""
        return self._domain

    @override
    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Give the rules; there are no stories, so nothing is left out for ``exclusion_percentage``."""
        fixed = YAMLStoryReader(self._domain).read_from_file(self._folder / "data" / "rules.yml")
        compiled = YAMLStoryReader(self._domain).read_from_parsed_yaml({"rules": compile_rules(self.catalogue)})
        return StoryGraph([*fixed, *compiled])

    @override
    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """Give the examples of all languages, whatever ``language`` says; each names its own in its metadata.

        Phrases of people in danger and names of services come as lookup tables.
        """
        messages = [
            _Example.build(example.text, example.intent, example_metadata={"language": example.language})
            for example in compile_examples(self.catalogue)
        ]
        tables = compile_tables(self.catalogue)
        return TrainingData(messages, lookup_tables=[{"name": n, "elements": given} for n, given in tables.items()])

    @override
    def get_config(self) -> dict[str, Any]:
        """Give the content of ``config.yml``."""
        return dict(rasa.shared.utils.io.read_model_configuration(self._config_file))

    @override
    def get_config_file_for_auto_config(self) -> str | None:
        """Name the file that Rasa would complete if something were missing in it."""
        return str(self._config_file)
