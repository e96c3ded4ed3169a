"""French word lists."""

from __future__ import annotations

from pipeline.check.words.lexicon import Lexicon

WORDS = Lexicon(
    negators="ne n pas ni jamais aucun aucune aucuns aucunes rien sans",
    leading="ne n sans ni",
    soft=(
        "non in(?:val|corr|act|compl|disp|cap|exis|compat|atten|d[eé]fin|suff|vis|util|acc|"
        "d[eé]term|connu|terdit|terdi|terd) im(?:poss|pr[eé]|p[eê]ch) d[eé]s(?:a|i|h) emp[eê]ch "
        "évit exce(?:pt|d) manqu [eé]ch sauf moins rejet refus interdi ignor om(?:is|et|ett) vid "
        "seul uniqu exclu absen ill[eé]g annul erreur trop contr nul z[eé]ro expir personne hors "
        "sinon dépourv masqu bloqu restrei limit cess plus m[eé]con mal"
    ),
    strong="doit doivent devez devrez devra devront devrait devriez devraient devons faut faudra "
    "requis requise nécessaire obligatoire obligatoires",
    weak="peut peuvent pouvez pourra pourrez pourront pourrait pourraient pourriez puisse puissent "
    "puissiez peuvent éventuellement facultativement peut-être",
    duty="doi dev requ oblig n[eé]cess fau[td] besoin imp[eé]rat exig indispens",
    months="janvier,janv février,févr mars avril,avr mai juin juillet,juil août septembre,sept "
    "octobre,oct novembre,nov décembre,déc",
    least=r"\b(?:au moins|au minimum|plus (?:de|que|d['’])|supérieure?s? à|ou plus|minimum|"
    r"minimale?)\b",
    most=r"\b(?:au plus|au maximum|moins (?:de|que|d['’])|inférieure?s? à|jusqu['’](?:à|au)|"
    r"ou moins|maximum|maximale?|pas plus|ne pas dépasser|dépass\w+)\b",
    measures={
        "mg": "milligramme milligrammes", "mcg": "microgramme microgrammes",
        "g": "gramme grammes", "kg": "kilogramme kilogrammes kilo kilos",
        "ml": "millilitre millilitres", "l": "litre litres", "unit": "unité unités",
        "s": "seconde secondes sec", "min": "minute minutes", "h": "heure heures",
        "day": "jour jours journée", "week": "semaine semaines", "month": "mois",
        "year": "an ans année années", "tablet": "comprimé comprimés",
        "capsule": "capsule capsules gélule gélules", "drop": "goutte gouttes",
        "inch": "pouce pouces po", "foot": "pieds", "lb": "livre livres", "oz": "once onces",
        "mile": "mille milles", "m": "mètre mètres",
    },
)  # fmt: skip
