"""English word lists."""

from __future__ import annotations

from pipeline.check.words.lexicon import Lexicon

WORDS = Lexicon(
    negators=(
        "not no never none neither nor nothing nobody nowhere without cannot don't doesn't didn't "
        "isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't mustn't haven't "
        "hasn't hadn't needn't non"
    ),
    soft=(
        "un(?!der|til|it|iq|ive|ion) in(?:valid|correct|complet|activ|compat|suffic|visib|secure|"
        "accura|applic|finit|abil|capab|consist|depend|definit|elig|access|frequen|appropr) "
        "im(?:poss|prop|mutab|mediate) il(?:legal|legib) ir(?:rever|relev|recover|regular) "
        "dis(?!play|c|t|k) fail miss(?!ion) avoid prevent unless except den(?:y|ied|ies) refus "
        "reject forbid prohibit only lack empt(?:y|ied) zero stop exclud ignor skip hid(?:e|den) "
        "absen away else otherwise too few less hardly rarely little error expir still yet "
        "instead rather already before until deprecat wrong blank free$ anonym restrict block "
        "off least contra negative reset remov delet cancel clear but needed mis(?:s|t|m|l) any "
        "just nontrivial anymore longer other exceed limit untouched "
        "required opt out neg against step"
    ),
    strong="must shall should required mandatory needs need needed obliged",
    weak="may might can could optionally possibly perhaps",
    duty="requir necess oblig have has mandat need ensure",
    months=(
        "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug "
        "september,sep,sept october,oct november,nov december,dec"
    ),
    least=r"\b(?:at least|more than|greater than|or more|older than|no less than|no fewer than|"
    r"larger than|longer than|minimum)\b",
    most=r"\b(?:at most|less than|fewer than|up to|or less|or fewer|no more than|younger than|"
    r"not more than|smaller than|shorter than|maximum|not exceed)\b",
    measures={
        "mg": "milligram milligrams", "mcg": "microgram micrograms", "g": "gram grams",
        "kg": "kilogram kilograms", "ml": "milliliter milliliters millilitre millilitres",
        "l": "liter liters litre litres", "unit": "unit units", "%": "percent",
        "s": "second seconds sec secs", "min": "minute minutes mins", "h": "hour hours hr hrs",
        "day": "day days", "week": "week weeks", "month": "month months", "year": "year years",
        "tablet": "tablet tablets", "capsule": "capsule capsules", "drop": "drop drops",
        "inch": "inch inches", "foot": "feet", "lb": "pound pounds", "oz": "ounce ounces",
        "mile": "mile miles", "m": "meter meters metre metres",
    },
)  # fmt: skip
