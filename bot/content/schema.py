"""JSON Schema of what partners and editors write, so that an editor completes keys and underlines mistakes as one types.

It follows the models, with what the models accept beside it: « oui » for a flag, one text for a list of one, and a code
that was not put in quotes. Titles and explanations are French, one for each key of a contact.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.core.flow import Flow
from bot.core.knowledge import Knowledge

DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: What each key of a contact is, in words.
CONTACT: Mapping[str, str] = {
    "nom": "Le nom que la personne lira, avec la ville : « CIDFF (Valenciennes) ».",
    "pour": "Pour quoi on s'adresse à elle : une ou plusieurs portes de knowledge/portes.yaml.",
    "zone_eligibilite": "Pour quels territoires elle répond : commune:59606, epci:245901160, arrondissement:596, departement:59, tribunal:valenciennes, prudhommes:lille, chambre:maubeuge, region:32 ou france.",
    "quand": "Pour quelles situations seulement (rare). Sans cette clé, pour toutes.",
    "presentation": "Une ou deux phrases courtes : ce qu'elle fait.",
    "telephone": "Un seul numéro : « 03 27 14 67 00 ». Il faut aussi « alternative ».",
    "sms": "Le numéro qui reçoit les SMS.",
    "alternative": "Comment la joindre sans parler : courrier, tchat, SMS, guichet.",
    "courriel": "L'adresse d'un service, jamais celle d'une personne.",
    "site_web": "L'adresse du site, avec https://.",
    "adresse": "Le numéro et la rue.",
    "code_postal": 'Cinq chiffres, entre guillemets : "59300".',
    "commune": "Le nom de la commune dans l'adresse.",
    "code_insee": "Le code Insee de la commune : 59606 (relais place « Valenciennes » le donne).",
    "horaires_accueil": "Les horaires en écriture OpenStreetMap : « Mo-Fr 09:00-12:00,14:00-17:00; PH off ».",
    "horaires_statut": "« a_verifier » si les horaires sont moins sûrs que le reste.",
    "frais": "Le prix, en mots : « Gratuit ».",
    "langues": 'Les langues parlées : ["français", "arabe"].',
    "a_apporter": "Ce qu'il est utile d'apporter.",
    "reserve": "Ce qui a pu changer, dit sur la fiche.",
    "statut": "actif (vérifié), a_verifier, ou ferme (n'est plus montré).",
    "source": "D'où viennent ces informations.",
    "date_source": "Quand la source le disait : 2019, 2021-10 ou 2021-10-21.",
    "verifie_le": "Le jour de la dernière vérification : 2026-11-24.",
    "verifie_par": "La structure qui a vérifié (jamais le nom d'une personne).",
    "frequence_verification": "Au bout de combien de jours il faut vérifier de nouveau (180 sans cette clé).",
    "critique": "oui pour une ligne d'urgence ou nationale : elle garde sa place même si elle n'est pas vérifiée.",
    "fermeture_temporaire": 'Les jours de fermeture : [{du: "2026-08-01", au: "2026-08-31"}].',
    "tu": "Les phrases qui se disent autrement à une personne de moins de 18 ans, clé par clé.",
    "repli": "La fiche qui répond quand celle-ci est fermée.",
}  # fmt: skip
ZONE = r"^(france|region:\d{2}|departement:[\dAB]{2,3}|epci:\d{9}|arrondissement:[\dAB]{3,4}|commune:\d[\dAB]\d{3}|(tribunal|chambre|prudhommes):[a-z-]+)$"


class _Written(GenerateJsonSchema):
    """The schema of what people write: before our own validators have made of it what the models hold."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        if inner.get("type") == "boolean":
            return {"enum": ["oui", "non", True, False, "true", "false"]}
        if inner.get("type") == "array":
            return {"anyOf": [inner["items"], inner]}
        return inner

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        made = super().str_schema(schema)
        if "[0-9]" in str(made.get("pattern", "")):  # 59300 without quotes is a number for an editor, a text for us
            made["type"] = ["string", "integer"]
        return made


def schema(what: Literal["knowledge", "flows"] | None = None, knowledge: Knowledge | None = None) -> dict[str, Any]:
    """Return the schema of knowledge files, of flows, or of both (a flow starts with `flux`).

    With the knowledge that exists, doors and contacts are proposed by their names.
    """
    ours = _finished(Knowledge.model_json_schema(schema_generator=_Written), knowledge)
    flows = Flow.model_json_schema(schema_generator=_Written)
    if what == "knowledge":
        return {"$schema": DIALECT, **ours}
    if what == "flows":
        return {"$schema": DIALECT, **flows}
    definitions = {**ours.pop("$defs"), **flows.pop("$defs"), "Knowledge": ours, "Flow": flows}
    return {
        "$schema": DIALECT, "title": "Relais : conversations et connaissances", "if": {"required": ["flux"]},
        "then": {"$ref": "#/$defs/Flow"}, "else": {"$ref": "#/$defs/Knowledge"}, "$defs": definitions,
    }  # fmt: skip


def _finished(made: dict[str, Any], knowledge: Knowledge | None) -> dict[str, Any]:
    made["title"] = "Relais : connaissances"
    contact = made["$defs"]["Contact"]
    contact["title"], contact["description"] = (
        "Une fiche de contact",
        "Qui appeler ou à qui écrire, où, quand, vérifié quand.",
    )
    for key, words in CONTACT.items():
        contact["properties"][key].update({"title": key, "description": words})
    zones = {"type": "string", "pattern": ZONE}
    contact["properties"]["zone_eligibilite"]["anyOf"] = [zones, {"type": "array", "items": zones}]
    if knowledge:
        doors = {"oneOf": [{"const": name, "title": door.label} for name, door in knowledge.doors.items()]}
        contact["properties"]["pour"]["anyOf"] = [doors, {"type": "array", "items": doors}]
    return made
