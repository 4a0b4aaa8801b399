"""Read the raw files and mend what they are known to break."""  # noqa: INP001 - data and its recipe stand together; this folder is no package

import csv
import re
import unicodedata
from pathlib import Path


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a raw file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def slug(name: str) -> str:
    """Return « avesnes-sur-helpe » for « Avesnes-sur-Helpe »."""
    ascii_only = unicodedata.normalize("NFKD", name.replace("œ", "oe")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")


def of(town: str) -> str:
    """Return the town after « de »: « de Lille », « d'Arras », « du Nouvion »."""
    if town.startswith("Le "):
        return f"du {town[3:]}"
    return f"d'{town}" if town[0] in "AEÉIOUYH" else f"de {town}"


def clean(text: str) -> str:
    """Mend what the raw files are known to break: « 8 Mai 01945 », « BP 010349 », spaces, capitals of a whole address."""
    text = re.sub(r"\b0(19\d\d)\b", r"\1", " ".join(text.split()))
    text = re.sub(r"\b((?:BP|CS) )0+(\d)", r"\1\2", text)
    if not text.isupper():
        return text
    small = {"DE", "DU", "DES", "LA", "LE", "ET", "RUE", "PLACE", "AVENUE", "BOULEVARD", "ALLEE"}
    words = [word.lower() if word in small else word.capitalize() for word in text.split()]
    return re.sub(r"([-'])([a-z])", lambda match: match[1] + match[2].upper(), " ".join(words)).replace("D'", "d'")


def phone(text: str) -> str | None:
    """Return the first ordinary number of a cell that may hold prices and remarks."""
    match = re.search(r"\b0[1-79](?: \d\d){4}\b", text)
    return match[0] if match else None
