"""Portuguese word lists."""

from __future__ import annotations

from pipeline.check.words.lexicon import Lexicon

WORDS = Lexicon(
    negators="não nem nunca jamais nenhum nenhuma nenhuns nada ninguém sem tampouco",
    leading="não sem nem",
    soft=(
        "in(?:v[aá]lid|corret|ativ|complet|dispon|cap|exist|segur|compat|esperad|defini|sufic|"
        "vis[ií]v|necess|acess|determ|v[aá]l) im(?:poss|ped) des(?:con|at|hab|f|cart|mar|lig) "
        "evit exce(?:t|d) falt falh salvo menos rejeit recus pro[ií]b neg[aou] ignor omi[ts] "
        "vazi só apenas somente [uú]nic exclu carec ausen ilegal anul erro demais contra(?!st) nul "
        "zero expir bloque deix fora"
    ),
    strong="deve devem deverá deverão deveria deveriam precisa precisam precisará requerido "
    "requerida obrigatório obrigatória necessário necessária",
    weak="pode podem poderá poderão poderia poderiam possa possam opcionalmente talvez "
    "possivelmente",
    duty="dev requ obrig necess tem têm precis exig",
    months="janeiro,jan fevereiro,fev março,mar abril,abr maio,mai junho,jun julho,jul agosto,ago "
    "setembro,set outubro,out novembro,nov dezembro,dez",
    least=r"\b(?:pelo menos|ao menos|no mínimo|mais (?:de|que)|maior(?:es)? (?:que|do que)|ou mais|"
    r"superior(?:es)? a|mínimo|não menos)\b",
    most=r"\b(?:no máximo|menos (?:de|que)|menor(?:es)? (?:que|do que)|até|ou menos|"
    r"inferior(?:es)? a|máximo|não mais|não exced\w+)\b",
    measures={
        "mg": "miligrama miligramas", "mcg": "micrograma microgramas", "g": "grama gramas",
        "kg": "quilograma quilogramas quilo quilos", "ml": "mililitro mililitros",
        "l": "litro litros", "unit": "unidade unidades", "s": "segundo segundos seg",
        "min": "minuto minutos", "h": "hora horas", "day": "dia dias", "week": "semana semanas",
        "month": "mês meses", "year": "ano anos", "tablet": "comprimido comprimidos",
        "capsule": "cápsula cápsulas", "drop": "gota gotas", "inch": "polegada polegadas",
        "foot": "pés", "lb": "libra libras", "oz": "onça onças", "mile": "milha milhas",
        "m": "metro metros",
    },
)  # fmt: skip
