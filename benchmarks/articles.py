"""German articles by the thousand, all sentences different, for measurements of speed and memory."""

from __future__ import annotations

from itertools import product
from pathlib import Path

_WHO = """Der Gemeinderat|Die Bürgermeisterin|Der Sportverein|Die Schulleitung|Der Stadtrat|Die Feuerwehr|Der Chor|
Die Museumsleitung|Der Bauernverband|Die Bibliothek|Der Landkreis|Die Genossenschaft|Der Elternbeirat|
Die Klinik|Der Heimatverein|Die Universität|Der Betriebsrat|Die Brauerei|Der Zoo|Die Polizei"""
_WHEN = """am Montag|am Dienstagabend|am Mittwoch|am Donnerstag nach langer Beratung|am Freitag|
am Samstag im Rathaus|am Sonntag|im vergangenen Herbst|vor drei Wochen|in der letzten Sitzung|
zum dritten Mal in diesem Jahr|kurz vor Weihnachten"""
_WHAT = """die Brücke über den Fluss|das alte Hallenbad|den Wochenmarkt|die neue Turnhalle|das Denkmal am Bahnhof|
den Radweg nach Süden|die Buslinie in die Dörfer|das Freibad am See|den Spielplatz an der Mühle|
die Fassade des Theaters|das Archiv im Keller|den Wald hinter der Siedlung|die Heizung der Grundschule|
das Dach der Kapelle"""
_DONE = """besichtigt und für gut befunden|beschlossen, obwohl das Geld knapp ist|
abgelehnt, weil die Kosten gestiegen sind|der Öffentlichkeit vorgestellt|
gegen die Stimmen der Opposition verteidigt|mit den Nachbarn besprochen|
sanieren lassen, wie es die Anwohner wünschten|in einer langen Rede gelobt|
prüfen lassen und einen Bericht verlangt|zur Chefsache erklärt|mit Spenden aus der Region gerettet|
vorerst geschlossen, bis die Prüfer kommen"""


def sentences(count: int) -> list[str]:
    """That many sentences, at most 40,320 times as many as there are numbers to count with, all different."""
    parts = [[" ".join(item.split()) for item in text.split("|")] for text in (_WHO, _WHEN, _WHAT, _DONE)]
    every = list(product(*parts))
    step = 7919  # a prime: neighbours differ in more than one part
    found = []
    for number in range(count):
        who, when, what, done = every[number * step % len(every)]
        round_ = number // len(every)
        extra = f" und dabei {round_ + 1} Gutachten gelesen" if round_ else ""
        found.append(f"{who} hat {when} {what} {done}{extra}.")
    return found


def write(folder: Path, articles: int, length: int) -> None:
    """Write articles of `length` sentences each, a file each, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = sentences(articles * length)
    for number in range(articles):
        own = text[number * length : (number + 1) * length]
        (folder / f"{number:06}.txt").write_text("\n\n".join(own) + "\n", encoding="utf-8")
