"""German word lists."""

from __future__ import annotations

from pipeline.check.words.lexicon import Lexicon

WORDS = Lexicon(
    negators="nicht nein kein keine keinen keinem keiner keines keinerlei "
    "nie niemals nichts niemand "
    "niemanden niemandem weder ohne nirgends nirgendwo",
    soft=(
        r"un(?!d|t|s|i|g?efähr) in(?:akt|kor|kompat|val) fehl vermeid verhind außer aus(?:ge?schl|"
        "schl|nahm|blend) ab(?:ge?lehn|lehn|ge?lauf|lauf|brech|ge?bro) verbot verbiet verweiger "
        "ignor leer nur lediglich mangel illegal fehler gegen null überspr(?:ing|ung) "
        "\\w+los(?:e[nrsm]?)?$ gesperr sperr versteck verborg deaktiv miss wenig anonym "
        "anderenfalls andernfalls sonst bevor stop einschränk besch weniger noch statt lös"
    ),
    strong="muss müssen musst müsst sollte sollten solltest soll sollen erforderlich notwendig "
    "nötig benötigt benötigen verpflichtend zwingend",
    weak="kann können kannst könnt könnte könnten könnten darf dürfen möglicherweise vielleicht "
    "eventuell",
    duty="m[uü]ss soll erforder notw nötig benötig verpflicht zwing pflicht brauch bedarf obligat",
    months="januar,jan,jänner februar,feb märz,mär,mrz april,apr mai juni,jun juli,jul august,aug "
    "september,sep,sept oktober,okt november,nov dezember,dez",
    least=r"\b(?:mindestens|wenigstens|mehr als|größer als|oder mehr|älter als|über|minimum|"
    r"minimal\w*|länger als)\b",
    most=r"\b(?:höchstens|weniger als|kleiner als|bis zu|oder weniger|jünger als|unter|maximum|"
    r"maximal\w*|nicht mehr als|kürzer als|überschreiten)\b",
    measures={
        "mg": "milligramm", "mcg": "mikrogramm", "g": "gramm", "kg": "kilogramm kilo",
        "ml": "milliliter", "l": "liter litern", "unit": "einheit einheiten", "%": "prozent",
        "s": "sekunde sekunden sek", "min": "minute minuten", "h": "stunde stunden std",
        "day": "tag tage tagen tages", "week": "woche wochen", "month": "monat monate monaten",
        "year": "jahr jahre jahren jahres", "tablet": "tablette tabletten",
        "capsule": "kapsel kapseln", "drop": "tropfen", "inch": "zoll", "foot": "fuß",
        "lb": "pfund", "oz": "unze unzen", "mile": "meile meilen", "m": "meter metern",
    },
)  # fmt: skip
