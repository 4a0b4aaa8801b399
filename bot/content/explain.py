"""pydantic's errors, said in French to whoever wrote the file: where, what, and what to do."""

import re
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.content.hints import date_hint, key_hint, phone_hint
from bot.content.problems import Problem, did_you_mean
from bot.content.source import Source, Where
from bot.core.knowledge import Knowledge

#: What an error type means, and what to do; {…} are the values that pydantic gives.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "tu_without_vous": ("une phrase de « tu » n'a pas de phrase en « vous »", "Sous « tu: », chaque clé reprend le nom d'une phrase écrite à côté."),
    "string_too_short": ("le texte est vide", "Écrivez le texte, ou effacez la clé."),
    "string_type": ("un texte est attendu ici", "Écrivez un texte sur la même ligne que la clé."),
    "string_pattern_mismatch": ("« {input} » n'a pas la bonne forme", "La forme attendue est : {form}."),
    "bool_parsing": ("« {input} » n'est ni oui ni non", "Écrivez oui ou non."),
    "int_parsing": ("« {input} » n'est pas un nombre entier", "Écrivez un nombre en chiffres, par exemple 3."),
    "greater_than_equal": ("« {input} » est trop petit", "Le plus petit nombre accepté est {ge}."),
    "less_than_equal": ("« {input} » est trop grand", "Le plus grand nombre accepté est {le}."),
    "date_from_datetime_parsing": ("« {input} » n'est pas une date", "Écrivez la date ainsi : 2026-11-21."),
    "date_parsing": ("« {input} » n'est pas une date", "Écrivez la date ainsi : 2026-11-21."),
    "tuple_type": ("une liste est attendue ici", "Écrivez [premier, second] ou un élément par ligne, avec un tiret."),
    "mapping_type": ("des clés sont attendues ici", "Écrivez « clé: valeur » sous cette ligne, avec deux espaces devant."),
    "dict_type": ("des clés sont attendues ici", "Écrivez « clé: valeur » sous cette ligne, avec deux espaces devant."),
    "model_type": ("des clés sont attendues ici", "Écrivez « clé: valeur » sous cette ligne, avec deux espaces devant."),
    "model_attributes_type": ("des clés sont attendues ici", "Écrivez « clé: valeur » sous cette ligne, avec deux espaces devant."),
}  # fmt: skip

#: A key of a contact as it is written: shown where it is missing, or where something else was written.
EXAMPLES: Mapping[str, str] = {
    "nom": 'nom: "CIDFF (Valenciennes)"',
    "pour": 'pour: ["cidff"]',
    "zone_eligibilite": 'zone_eligibilite: ["commune:59606"]',
    "statut": 'statut: "a_verifier"',
    "source": 'source: "notre structure"',
    "date_source": 'date_source: "2026-11"',
    "langues": 'langues: ["français", "arabe"]',
    "fermeture_temporaire": 'fermeture_temporaire: [{du: "2026-08-01", au: "2026-08-31"}]',
    "du": 'du: "2026-08-01"',
    "au": 'au: "2026-08-31"',
}
POSTCODE = re.compile(r"(?<!\d)(\d{1,2}) ?(\d{3})(?!\d)")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Digits of one telephone number, with its +33.
_ONE_NUMBER = 12

#: The patterns of the models, in words.
FORMS: Mapping[str, str] = {
    r"^[0-9][a-z]$": "un chiffre et une lettre, par exemple 7k",
    r"^[a-z0-9]{2}$": "deux lettres minuscules ou chiffres, par exemple « lo »",
    r"^[a-z][a-z0-9_]*$": "des minuscules sans accent, des chiffres et _, par exemple « logement_social »",
    r"^[0-9 ]{2,14}$": "des chiffres et des espaces, par exemple « 03 27 14 67 00 »",
    r"^[0-9]{5}$": "cinq chiffres, par exemple « 59300 »",
    r"^[0-9][0-9AB][0-9]{3}$": "le code Insee à cinq caractères, par exemple « 59606 »",
}


def explain(model: type[BaseModel], source: Source, errors: list[ErrorDetails]) -> list[Problem]:
    """Return one problem for each error, at the line where it stands."""
    return [_problem(model, source, error) for error in errors]


def _problem(model: type[BaseModel], source: Source, error: ErrorDetails) -> Problem:
    where = place_in_file(error["loc"], source.value)
    kind = error["type"]
    key = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        what = f"la clé « {key} » n'existe pas"
        mend = _entry_at_the_left(model, error) or key_hint(key, _keys(_model_at(model, error["loc"][:-1])))
    elif kind == "missing":
        what, mend = f"il manque la clé « {key} »", f"Ajoutez « {EXAMPLES.get(key, f'{key}: …')} »."
    elif kind in {"literal_error", "enum", "union_tag_invalid"}:
        context = error.get("ctx", {})
        expected = str(context.get("expected") or context.get("expected_tags", "")).replace(" or ", ", ")
        options = [option.strip(" '") for option in expected.split(",")]
        wrong = str(context.get("tag", error["input"]))
        what, mend = f"« {wrong} » n'est pas accepté ici", did_you_mean(wrong, options)
    else:
        what, mend = SENTENCES.get(
            kind, ("cette valeur n'est pas acceptée ici", "Comparez-la avec un exemple du guide LISEZMOI.")
        )
        context = {name: str(value) for name, value in error.get("ctx", {}).items()}
        form = FORMS.get(context.get("pattern", ""), context.get("pattern", ""))
        shown = str(error["input"])[:40] if not isinstance(error["input"], dict | list) else "cette valeur"
        what, mend = (
            part.format(input=shown, form=form, ge=context.get("ge", ""), le=context.get("le", ""))
            for part in (what, mend)
        )
        mend = _meant(key, kind, error["input"]) or mend  # after the filling: what people wrote is never a template
    return Problem(source.file, source.line(where), "critique", ".".join(str(part) for part in where), what, mend)


def _entry_at_the_left(model: type[BaseModel], error: ErrorDetails) -> str | None:
    """Return what to do about an entry that was written without the two spaces that put it in its section."""
    key = str(error["loc"][-1])
    if len(error["loc"]) > 1 or not isinstance(error["input"], dict) or model is not Knowledge:
        return None
    if process.extractOne(key, _keys(model), scorer=fuzz.ratio, score_cutoff=75):
        return None
    return f"Si c'est une fiche de contact, mettez deux espaces devant « {key} » et devant chacune de ses lignes."


def _meant(key: str, kind: str, written: object) -> str | None:
    """Return what was probably meant, or an example of the key; None where the error's own sentence says more."""
    if kind in {"mapping_type", "dict_type"} and isinstance(written, list):
        return "Enlevez les tirets. Chaque fiche commence par son nom : « cidff_denain: », puis ses lignes, deux espaces plus loin."
    if kind == "string_type" and isinstance(written, dict) and len(written) == 1:
        ((before, after),) = written.items()
        return f'Écrivez-le sans espace, entre guillemets droits : "{before}:{after}".'
    if isinstance(written, str):
        meant = None
        if kind.startswith("date_"):
            meant = date_hint(written)
        elif key == "telephone":
            meant = phone_hint(written)
        elif key == "code_postal" and (found := POSTCODE.search(written)):
            meant = "".join(found.groups()).zfill(5)
        if meant:
            return f'Vouliez-vous dire "{meant}" ?'
        if kind.startswith("date_") and ISO.fullmatch(written):
            return "Ce jour n'existe pas dans le calendrier : vérifiez le mois et le jour."
        if key == "telephone" and len(re.findall(r"\d", written)) > _ONE_NUMBER:
            return "Un seul numéro par fiche : écrivez le second dans « alternative »."
    asks_for_form = kind in {"tuple_type", "model_type", "mapping_type", "dict_type", "string_type"}
    return f"Exemple : {EXAMPLES[key]}." if asks_for_form and key in EXAMPLES else None


def place_in_file(loc: tuple[int | str, ...], value: object) -> Where:
    """Keep of pydantic's location what stands in the file: its union tags do not, a missing key is said by its parent."""
    where: list[str | int] = []
    for part in loc:
        entries = dict(enumerate(value)) if isinstance(value, list) else value
        if not isinstance(entries, dict) or part not in entries:
            continue
        value = entries[part]
        where.append(part)
    return tuple(where)


def _keys(model: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Return the model that stands at a location, to know its keys."""
    here: Any = model
    for part in loc:
        here = _strip(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            if "type" in here.model_fields and part not in _keys(here):
                continue  # the tag of a union, already resolved below
            names = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = names.get(str(part))
        elif get_origin(here) in {Union, UnionType}:
            here = next((each for each in get_args(here) if _tag(each) == part), None)
        elif get_args(here):
            here = get_args(here)[1] if get_origin(here) in {dict, Mapping} else get_args(here)[0]
    here = _strip(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _strip(annotation: Any) -> Any:  # noqa: ANN401 - annotations have no common type
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, UnionType}:
        some = [each for each in get_args(annotation) if each is not type(None)]
        if len(some) == 1:
            return _strip(some[0])
    return annotation


def _tag(annotation: Any) -> object:  # noqa: ANN401 - annotations have no common type
    step = _strip(annotation)
    fields = getattr(step, "model_fields", {})
    return fields["type"].annotation.__args__[0] if "type" in fields else None
