"""How plans word pledges, rules and forecasts: patterns over folded text (no accents, lower case).

`clauses` asks for them around the main verb of a statement.
"""

from __future__ import annotations

import re

# Who speaks or is spoken for: bodies that act, by their head nouns.
AGENT = re.compile(
    r"\b(?:nous|on|gouvernement|etat|ministeres?|ministre|premier ministre|ville|commune|communes"
    r"|municipalites?|mairie|maire|metropole|agglomeration|communaute|intercommunalite|departement"
    r"|region|canton|confederation|federal|province|prefecture|prefet|sous-prefet|mrc|cpas|conseil"
    r"|college|echevine?|bourgmestre|comites?|commissions?|equipes?|associations?|regroupement"
    r"|federation|syndicat|ligue|union|collectif|cooperative|fondation|groupement|partenaires|table"
    r"|office|agence|autorite|regulateur|institut|institution|bureau|directions?|services?"
    r"|secretariat"
    r"|centres?|ecoles?|etablissements?|reseau|universite|hopital|hopitaux|police|tribunal"
    r"|parlement"
    r"|grand conseil|organisme|organisation|administration|delegation|cabinet|societe|regie)\b"
)
QUANTITY = re.compile(
    r"\b(?:population|nombre|part|taux|moyenne|cout|couts|prix|demande|besoins?|consommation"
    r"|temperatures?|precipitations?|pluies|glaciers?|niveau|delais?|depenses|recettes|croissance"
    r"|chomage|loyers?|vieillissement|effectifs?|quart|tiers|moitie|majorite|menages?|personnes"
    r"|habitants?|jeunes|exploitants|agriculteurs|emissions|investissements|penurie|deficit|dette"
    r"|fruits?|resultats?|effets?|changements?|secheresses?|risques?|pour cent|pourcent)\b|%"
)
CHANGE = re.compile(
    r"\b(?:augmenter|diminuer|baisser|atteindr|croitr|accelerer|allonger|representer|rester"
    r"|depasser"
    r"|vieillir|afficher|connaitr|deviendr|creuser|doubler|devenir|partir|manquer|perdr|couter"
    r"|peser|toucher|subir"
    r"|evoluer|progresser|chuter|grimper|reculer|aggraver|dependr|exister|compter|souffrir|varier"
    r"|suffir|tripler|disparaitr|fondr|emerger|resulter|vivr|paraitr|trouver|emploier|occuper)"
    r"(?:a|ont)\b"
)
BORNE = re.compile(
    r"\b(?:attendu|estime|confronte|touche|marque|affecte|amene|surtout|portes? par|due?s?|tels?"
    r"|meilleur"
    r"|pire|difficile|impossible|insuffisant|superieur|inferieur|les premiers|en situation"
    r"|contraint"
    r"|concerne|expose|menace|necessaire|lourd|moindre|plus (?!de)|moins (?!de))"
)
LAW = re.compile(
    r"\b(?:present(?:e|s|es)? (?:decret|loi|arrete|reglement|ordonnance|chapitre|article|titre"
    r"|statuts?"
    r"|acte|convention)|entrer(?:a|ont) en vigueur|puni|passible|amendes?\b|peines? d|nul ne|nulle"
    r"|repute|sous peine"
    r"|abroge|alinea|a la charge d|en vertu|au sens d|aux termes|toute infraction"
    r"|tout manquement|est reput"
    r"|de plein droit)"
)
# Whom a rule binds, as the subject.
PARTY = re.compile(
    r"^(?:l'|les? |la |tout(?:e|es)? |chaque |celui |celle )*(?:contrevenants?|locataires?"
    r"|bailleurs?|requerante?s?"
    r"|titulaires?|demandeurs?|demanderesse|exploitants?|contribuables?|assures?|redevables?"
    r"|personne (?:qui|dont)"
    r"|quiconque|candidats?|debiteurs?|creanciers?|employeurs?|proprietaires?|detenteurs?)\b"
)
DUTY = re.compile(
    r"\b(?:doi(?:t|vent)|peu(?:t|vent)|pourr(?:a|ont)|devr(?:a|ont)|(?:est|sont|sera"
    r"|seront) (?:tenue?s?"
    r"|autorisee?s?|habilitee?s?|interdite?s?|reservee?s?|soumise?s?|chargee?s?|punie?s?"
    r"|passibles?))\b"
)
PROPOSES = (
    r"(?:propose|demande|recommande|suggere|preconise|prevu|souhaite|conseille|envisage|convenu"
    r"|decide"
    r"|attendu|exige|urgent|necessaire|essentiel|important|primordial|imperatif|indispensable"
    r"|souhaitable|crucial|temps|opportun|prioritaire|fondamental)e?"
)
IMPERSONAL = re.compile(
    r"\bil (?:nous |vous |leur |lui )?(?:faut|faudra|faudrait|convient|conviendra|conviendrait"
    r"|importe"
    r"|s'agit|s'agira|incombe|est vise)\b|\bil y a lieu d|"
    rf"\bil (?:est|sera|serait)(?: \w+ment)? {PROPOSES} (?:[^.]{{0,60}}?)(?:d'|de |que |qu'|a )"
    r"|\bil sera [a-z]+(?:e|i|u|is|it|ert)\b"
)
WILL = re.compile(
    r"\bs'engage(?:nt)? (?:a|dans|pour|en|aupres)\b|\bnous nous engageons\b|\bnous (?:allons"
    r"|voulons|souhaitons"
    r"|proposons|demandons|recommandons|exigeons|revendiquons|comptons|prevoyons|visons|invitons"
    r"|suggerons"
    r"|preconisons|projetons|appelons|reclamons|entendons|prendrons|desirons|planifions|tenons a)\b"
    r"|\b(?:entend|entendent|souhaite|souhaitent|compte|comptent|veut|veulent|projette"
    r"|projettent|envisage"
    r"|envisagent|prevoit|prevoient|propose|proposent|ambitionne|ambitionnent|prevoit|planifie"
    r"|va|vont)"
    r" (?:d'|de |a |egalement |aussi |ainsi |donc |se |s'|y |en |ne pas )*[a-z-]+(?:er|ir|re)\b"
    r"|\b(?:prevoit|prevoient|propose|proposent|planifie|recommande|recommandent|preconise"
    r"|preconisent|demande"
    r"|demandent|reclame|reclament|exige|exigent|revendique|revendiquent) (?:la|le|les|l'|un|une"
    r"|des|au|aux|que"
    r"|qu'|a la|a l'|de|d')(?!\w)"
    r"|\bchoisi(?:t|ssent) de\b|\bse (?:fixe|fixent|donne|donnent) (?:pour|comme) |\b(?:est"
    r"|sont) (?:invitee?s?|appelee?s?|priee?s?) a\b"
    r"|\b(?:est|sont) (?:prevu|programme|planifie)e?s?\b"
    r"|\b(?:a|ont|avons) (?:bien )?(?:l'intention|pour (?:ambition|projet)) d"
)
LAUNCH = re.compile(
    r"\b(?:cree|lance|instaure|deploie|generalise|etend|reconduit|met(?:tent)? en (?:place"
    r"|oeuvre)|ouvre"
    r"|se dote|double|prolonge|recrute|debloque|renforce|construit|renove|installe|amenage"
    r"|creent|lancent"
    r"|ouvrent|renforcent|instaurent|creons|lancons|ouvrons|renforcons|investit|consacre"
    r"|supprime|offre"
    r"|organise|elabore|developpe|finance|poursuit|met a disposition|adopte|nomme|engage)(?:nt)?\b"
)
AHEAD = re.compile(
    r"\b(?:des (?:le |la |l'|cet|cette|septembre|janvier|20|\d)|d'ici|a partir d|a compter d"
    r"|(?:en|pour|avant) "
    r"(?:[a-z]+ )?20[2-9]\d|prochaine?s?\b|rentree|cette annee|cet (?:ete|automne|hiver)"
    r"|ce printemps)"
)
STATES = re.compile(
    r"\bnous (?:constatons|sommes|avons|voyons|croyons|pensons|vivons|savons|observons"
    r"|remercions|estimons"
    r"|etions|considerons|pouvons|devons|notons|tenons compte|parlons|disposons|representons"
    r"|regrettons)\b"
)
# People who wish are no issuer: « Les jeunes souhaitent rester ».
WANTS = re.compile(
    r"^(?:les |des |la plupart d|beaucoup d|plusieurs |certains )(?!partenaires|membres)"
)
