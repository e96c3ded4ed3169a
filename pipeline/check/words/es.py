"""Spanish word lists."""

from __future__ import annotations

from pipeline.check.words.lexicon import Lexicon

WORDS = Lexicon(
    negators="no ni nunca jamás ningún ninguna ninguno ningunas ningunos nada nadie sin tampoco",
    leading="no sin ni",
    soft=(
        "in(?:v[aá]lid|correct|activ|complet|dispon|cap|exist|segur|compat|esperad|defini|sufic|"
        "visib|neces|habil|acces|determ|v[aá]l|tacta) im(?:pos|pid|ped) des(?:con|act|hab|h[aá]|"
        "cart|mar|ag|pu) evi[tr] exce(?:p|d) falt fall salvo menos rechaz prohib deneg neg[aó] "
        "ignor omi[ts] vac[ií] s[oó]lo solamente [uú]nic exclu carec ausen ilegal anul error "
        "demasiad contra(?!s) nul cero caduc denieg abst dej[ae]"
    ),
    strong="debe deben deberá deberán debería deberían debes deberías deberás debemos requerido "
    "requerida requerirá obligatorio obligatoria necesita necesitas necesario necesaria hay",
    weak="puede pueden puedes podrá podrán podrás podría podrían "
    "podrías pueda puedan opcionalmente "
    "quizá quizás posiblemente",
    duty="deb requ oblig neces precis exig imprescind tien",
    months="enero,ene febrero,feb marzo,mar abril,abr mayo,may junio,jun julio,jul agosto,ago "
    "septiembre,setiembre,sep,sept octubre,oct noviembre,nov diciembre,dic",
    least=r"\b(?:al menos|por lo menos|como mínimo|más de|mayor(?:es)? (?:que|de|a)|o más|"
    r"superior(?:es)? a|mínimo|no menos)\b",
    most=r"\b(?:como máximo|a lo sumo|menos de|menor(?:es)? (?:que|de|a)|hasta|o menos|"
    r"inferior(?:es)? a|máximo|no más de|no exced\w+)\b",
    measures={
        "mg": "miligramo miligramos", "mcg": "microgramo microgramos", "g": "gramo gramos",
        "kg": "kilogramo kilogramos kilo kilos", "ml": "mililitro mililitros",
        "l": "litro litros", "unit": "unidad unidades", "s": "segundo segundos seg",
        "min": "minuto minutos", "h": "hora horas", "day": "día días", "week": "semana semanas",
        "month": "mes meses", "year": "año años", "tablet": "tableta tabletas comprimido "
        "comprimidos pastilla pastillas", "capsule": "cápsula cápsulas", "drop": "gota gotas",
        "inch": "pulgada pulgadas", "foot": "pies", "lb": "libra libras", "oz": "onza onzas",
        "mile": "milla millas", "m": "metro metros",
    },
)  # fmt: skip
