"""A small catalogue that is right in every point, and folders made from it with one thing changed."""

from __future__ import annotations

import json
from pathlib import Path

import contracts.catalogue
from contracts.names import CRISIS_KINDS

SERVICE_FILE = "catalogue/bike_permit.yaml"
CONVERSATION_FILE = "conversation.yaml"

SERVICE = """\
id: bike_permit
title:
  lb: Vëlosvignette
  fr: Vignette vélo
  de: Fahrradvignette
  en: Bike permit
authority: {lb: Är Gemeng, fr: Votre commune, de: Ihre Gemeinde, en: Your commune}
link:
  fr: https://example.lu/fr/velo
checked: "2026-11-01"
intents:
  about:
    examples:
      lb: [wat ass dat, wéi kréien ech dat, wat kascht dat, wou ass dat, wéini ass dat, wien mécht dat,
        Vëlo eent, Vëlo zwee, Vëlo dräi, Vëlo véier, Vëlo fënnef, Vëlo sechs]
      fr: [c'est quoi, comment l'avoir, combien ça coûte, où aller, à quelle heure, qui fait ça,
        vélo un, vélo deux, vélo trois, vélo quatre, vélo cinq, vélo six]
      de: [was ist das denn, wie kriege ich das, was kostet das, wo geht das, wann geht das, wer macht das,
        Rad eins, Rad zwei, Rad drei, Rad vier, Rad fünf, Rad sechs]
      en: [what is it, how do I get it, what does it cost, where is it, when is it, who does it,
        bike one, bike two, bike three, bike four, bike five, bike six]
  apply:
    examples:
      lb: [maach et elo, ech wëll dat, gitt mir dat, schéckt mir dat, bestellt mir dat, frot mir dat un,
        Ufro eent, Ufro zwee, Ufro dräi, Ufro véier, Ufro fënnef, Ufro sechs]
      fr: [je le veux, faites-le, envoyez-le, commandez-le, donnez-le moi, demandez-le,
        demande un, demande deux, demande trois, demande quatre, demande cinq, demande six]
      de: [ich will das, machen Sie es, schicken Sie es, bestellen Sie es, geben Sie es mir, beantragen Sie es,
        Antrag eins, Antrag zwei, Antrag drei, Antrag vier, Antrag fünf, Antrag sechs]
      en: [I want it, do it now, send it to me, order it, give it to me, apply for it,
        form one, form two, form three, form four, form five, form six]
answer:
  summary:
    lb: Mat der Vignette däerft Dir parken.
    fr: La vignette permet de se garer.
    de: Mit der Vignette dürfen Sie parken.
    en: The permit lets you park.
  steps:
    lb:
      - Gitt op d'Gemeng.
      - Bezuelt 1.000 €.
    fr:
      - Allez à la commune.
      - Payez 1 000 €.
    de:
      - Gehen Sie zur Gemeinde.
      - Zahlen Sie 1.000 €.
    en:
      - Go to the commune.
      - Pay €1,000.
  fee:
    lb: 12,50 €
    fr: 12,50 €
    de: 12,50 €
    en: €12.50
form:
  operation: commune.requestBikePermit
  intro: {lb: Majo, fr: Bien, de: Gut, en: Well}
  fields:
    - name: commune
      type: commune
      label: {lb: Gemeng, fr: Commune, de: Gemeinde, en: Commune}
      question: {lb: Wéi eng?, fr: Laquelle ?, de: Welche?, en: Which one?}
    - name: bike_kind
      type: choice
      label: {lb: Zort, fr: Genre, de: Art, en: Kind}
      question: {lb: Wéi ee Vëlo?, fr: Quel vélo ?, de: Welches Rad?, en: Which bike?}
      choices:
        - value: normal
          label: {lb: normal, fr: normal, de: normal, en: normal}
        - value: electric
          label: {lb: elektresch, fr: électrique, de: elektrisch, en: electric}
  said:
    waiting: {lb: Waart., fr: Attendez., de: Warten Sie., en: Wait.}
    success:
      lb: "Gutt: {reference}"
      fr: "Bien : {reference}"
      de: "Gut: {reference}"
      en: "Good: {reference}"
    rejection:
      other: {lb: Nee., fr: Non., de: Nein., en: It was refused.}
    failure: {lb: Feeler., fr: Erreur., de: Fehler., en: Error.}
"""

_LANGUAGES = ("lb", "fr", "de", "en")


def conversation() -> str:
    """Write a conversation.yaml that has everything the schema asks for."""
    schema = json.loads((Path(contracts.catalogue.__file__).parent / "conversation.schema.json").read_text("utf-8"))
    lines = ["offered: [bike_permit]", "small_talk:"]
    talk = schema["properties"]["small_talk"]
    for intent in talk["required"]:
        lines += [f"  {intent}:", *_examples(intent, "    ")]
        if talk["properties"][intent]["$ref"].endswith("/said"):
            lines += ["    answer:", *(f"      {lang}: Answer to {intent}" for lang in _LANGUAGES)]
    lines.append("questions:")
    for question in schema["properties"]["questions"]["required"]:
        lines += [f"  {question}:", *_examples(f"the {question} of it", "    ")]
    lines.append("wording:")
    for key, rule in schema["properties"]["wording"]["properties"].items():
        filled = "".join(f" {{{name}}}" for name in rule.get("x-placeholders", []))
        lines += [f"  {key}:", *(f'    {lang}: "Text{filled}"' for lang in _LANGUAGES)]
    return "\n".join(lines) + "\n"


def crisis() -> str:
    """Write a crisis.yaml."""
    lines = ["crisis:"]
    for kind in CRISIS_KINDS:
        lines += [
            f"  {kind}:",
            *_examples(f"danger of {kind}", "    "),
            *_examples(f"cry for {kind}", "    ", "phrases"),
        ]
        lines += ["    answer:", *(f"      {lang}: Call for {kind}" for lang in _LANGUAGES)]
    lines += _examples("no danger", "", "harmless")
    return "\n".join(lines) + "\n"


def out_of_scope() -> str:
    """Write an out_of_scope.yaml."""
    return "\n".join(_examples("weather", "")) + "\n"


def _examples(words: str, indent: str, key: str = "examples") -> list[str]:
    lists = (f"{indent}  {lang}: [{', '.join(f'{words} {lang} {n}' for n in range(12))}]" for lang in _LANGUAGES)
    return [f"{indent}{key}:", *lists]


def simple_service(name: str) -> str:
    """Write a service without a form whose examples no other service has."""
    service = SERVICE.replace("id: bike_permit", f"id: {name}")
    examples = "".join(f"      {lang}: [{', '.join(f'{name} {lang} {n}' for n in range(12))}]\n" for lang in _LANGUAGES)
    titles = "title:\n" + "".join(f"  {lang}: {name}\n" for lang in _LANGUAGES)
    head = "".join([service[: service.index("title:")], titles, service[service.index("authority:") :]])
    return (
        head[: head.index("      lb: [wat ass dat")]
        + examples
        + service[service.index("answer:") : service.index("form:")]
    )


def write_catalogue(folder: Path, **files: str | bytes) -> Path:
    """Write the sample catalogue into a folder; ``service``, ``conversation`` … replace the content of its files."""
    contents = {
        SERVICE_FILE: files.get("service", SERVICE),
        CONVERSATION_FILE: files.get("conversation") or conversation(),
        "crisis.yaml": files.get("crisis") or crisis(),
        "out_of_scope.yaml": files.get("out_of_scope") or out_of_scope(),
        "synonyms.yaml": files.get("synonyms") or "synonyms: {lb: [[Vëlo, Rad]], fr: [], de: [], en: []}\n",
    }
    (folder / "catalogue").mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def line_of(text: str, part: str) -> int:
    """Give the number of the last line that contains a part."""
    return max(number for number, line in enumerate(text.split("\n"), start=1) if part in line)
