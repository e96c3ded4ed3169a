"""The fixed texts that warm a new Apertium chain, by source language of the mode.

The statistical tagger learns an ambiguity class (such as "number or pronoun", for `I`) when it
meets one it was not trained on, and from then on tags differently: of 884 English sentences, 115
had another answer on a second pass. These words have every such class that was met in 165,000
English and 78,000 Catalan words; after them, order makes no difference.
"""

from __future__ import annotations

__all__ = ["WARM_TEXTS"]

_ENGLISH = (
    "FIT ARIES ILL KNOWN NEAR Included Levy DID Thanks WHO Burns Windows APPLE BOO Elected "
    "Till Relax CID MILL I SPAN "
)
_CATALAN = (
    "AL Alerta Altres Bastant Ben Bona C CAP Català Com D DOS Defensa Defenses Deu Dotzenes "
    "Escalar Escolta Ferrari Fidel Fort Gairebé I Just Justa Les Li Mal Malgrat Manx Mar Mon "
    "Mos Ni Poc Qualsevol Quan Quart Quina Revista SON Set Sobre TANT Tos Turqueses Un V VI "
    "VIA Van Vist Vista Vocal anem base cap com crema després deu el encara entre extra força "
    "massa mes mini més primer vista ésser "
)
_SPANISH = "ID VALE XML Apple vale CM"
_FRENCH = (
    "Quand comme Tout être été passe valide tel domestique Continue Pas tout juste versions D "
    "classe Alias seconde devant entre aide sommes son certains garde pointe "
)
_PORTUGUESE = (
    "Caso segundo como l tão seguro são a qualquer quer era entre Volta cria pelo extra ser "
    "disto longas querido qual caso adiante bastante Carta ARCO corte nós que vão PORTO nada "
    "mau ter um bem Uma contudo Leva vista Mas modelo quanto D este L tendo Quer Criado "
    "conforme co guarda termos Real Esteve poder "
)
_ITALIAN = (
    "stato come se che quando data dati ritorni stati nulla tale stata Forma secondo tutto "
    "bisogni M verso telefonate quello Certo PRIMO sei tanto Porta molto siamo quanto diversi "
    "addizioni abbiamo Loro complessi supporti spogli ora "
)
WARM_TEXTS: dict[str, tuple[str, ...]] = {
    "eng": tuple(f"{word}." for word in _ENGLISH.split()),
    "cat": tuple(f"{word}." for word in _CATALAN.split()),
    "spa": tuple(f"{word}." for word in _SPANISH.split()),
    "fra": tuple(f"{word}." for word in _FRENCH.split()),
    "por": tuple(f"{word}." for word in _PORTUGUESE.split()),
    "ita": tuple(f"{word}." for word in _ITALIAN.split()),
}
