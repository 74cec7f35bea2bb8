"""Annual management report without any measure (LaTeX)."""
# ruff: noqa: E501

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from gold import FOLDER, write

NAME = "rapport-annuel-office-traverses-2023-2024"

TEXT = r"""\documentclass[11pt,letterpaper]{report}
\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{lmodern}BABEL
\usepackage[margin=25mm]{geometry}\usepackage{longtable,booktabs,fancyhdr,array}
\pagestyle{fancy}\fancyhf{}\fancyhead[L]{\small Office des traverses et des quais}\fancyfoot[C]{\small Rapport annuel de gestion 2023-2024 \quad \thepage}
\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}
\renewcommand{\contentsname}{Table des matières}\renewcommand{\chaptername}{Chapitre}
\begin{document}
\begin{titlepage}\vspace*{60mm}{\Huge\bfseries Rapport annuel de gestion\\[4mm]2023-2024}\\[10mm]{\Large Office des traverses et des quais}\vfill Dépôt légal -- 2024\end{titlepage}
\tableofcontents
\chapter*{Message de la présidente-directrice générale}\addcontentsline{toc}{chapter}{Message de la présidente-directrice générale}
L'exercice qui s'est terminé le 31 mars 2024 a été marqué par le retour de l'achalandage à son niveau d'avant la pandémie. Nos onze traverses ont transporté 2,3 millions de passagers et 870 000 véhicules, malgré un printemps de crues exceptionnelles.

Ces résultats, nous les devons aux 412 personnes qui travaillent à bord, à terre et dans nos bureaux. Elles ont fait preuve d'un professionnalisme remarquable, notamment durant les dix-neuf jours où la traverse de l'Anse-aux-Outardes a été interrompue.

L'année a aussi été celle de la mise en service du navire hybride \emph{Le Riverain}, livré en août 2023. Sa consommation de carburant s'est établie à 38~\% de moins que celle du bâtiment qu'il a remplacé.

Je remercie le conseil d'administration de sa confiance et les usagers de leur patience.

\chapter*{Déclaration attestant la fiabilité des données}\addcontentsline{toc}{chapter}{Déclaration attestant la fiabilité des données}
Les résultats et l'information contenus dans le présent rapport relevaient de la responsabilité de la direction au 31 mars 2024. Cette responsabilité portait sur l'exactitude, l'intégralité et la fiabilité des données. La vérificatrice interne a effectué un examen dont les conclusions figurent au dossier du comité d'audit.

À notre avis, l'information présentée est fiable et correspond à la situation telle qu'elle se présentait au 31 mars 2024.

\chapter{Présentation de l'organisation}
\section{L'organisation en bref}
L'Office des traverses et des quais est une société d'État instituée en 1974. Il exploite onze traverses et entretient quarante-six quais répartis dans sept régions. Son siège est situé à Port-Lavigne.
\section{Mission}
L'Office a pour mission d'assurer la mobilité des personnes et des marchandises entre les rives, de façon sûre, efficace et respectueuse de l'environnement.
\section{Contexte et faits saillants}
Trois éléments ont influencé l'exercice : la rareté de la main-d'\oe uvre maritime, la hausse du coût des pièces et les crues d'avril et de mai 2023.
\begin{itemize}
\item Achalandage en hausse de 6~\% par rapport à l'année précédente
\item Mise en service d'un navire hybride à la traverse de Sainte-Olive
\item Réfection complète du quai de la Pointe-Brûlée
\item Lancement d'une application de suivi des départs en temps réel, téléchargée 41 000 fois
\item Signature de la convention collective du personnel de pont
\end{itemize}
\section{Chiffres clés}
\begin{tabular}{lrr}\toprule & 2022-2023 & 2023-2024\\\midrule Passagers & 2 168 000 & 2 301 000\\ Véhicules & 846 000 & 870 000\\ Traversées effectuées & 61 420 & 60 915\\ Traversées annulées & 1 104 & 1 371\\ Effectif autorisé & 418 & 425\\ Revenus autonomes (k\$) & 18 240 & 19 655\\\bottomrule\end{tabular}

\chapter{Résultats au regard du plan stratégique}
Le plan stratégique 2021-2025 en était à sa troisième année. Le tableau qui suit présente les résultats obtenus pour chaque indicateur. Sur neuf cibles annuelles, six ont été atteintes.
\begin{longtable}{p{72mm}rrl}\toprule Indicateur & Cible & Résultat & Atteinte\\\midrule\endhead
Taux de fiabilité des départs & 97,5 \% & 97,8 \% & Atteinte\\
Taux de satisfaction de la clientèle & 88 \% & 91 \% & Atteinte\\
Délai moyen de réponse aux plaintes & 10 jours & 8 jours & Atteinte\\
Nombre d'incidents avec blessure & 12 & 9 & Atteinte\\
Émissions de GES par traversée & -- 10 \% & -- 7 \% & Non atteinte\\
Part des quais en bon état & 72 \% & 69 \% & Non atteinte\\
Taux de roulement du personnel navigant & 11 \% & 14 \% & Non atteinte\\
Part des achats auprès de fournisseurs locaux & 40 \% & 44 \% & Atteinte\\
Heures de formation par personne & 18 & 21 & Atteinte\\\bottomrule
\end{longtable}
\section{Fiabilité et qualité du service}
La fiabilité a dépassé la cible pour une deuxième année. Les annulations ont été causées à 54~\% par la météo et à 23~\% par des bris mécaniques. Deux équipes d'entretien de nuit, créées en 2022, ont contribué à ce résultat.

Le sondage réalisé à l'été 2023 auprès de 3 206 usagers a montré une satisfaction élevée à l'égard de la courtoisie (95~\%) et plus faible à l'égard de l'information en cas de retard (71~\%).
\section{Environnement}
La réduction des émissions s'est élevée à 7~\%. L'écart avec la cible s'explique par le report de la livraison des bornes de recharge, arrivées en février 2024. Les eaux grises de neuf navires ont été traitées à quai, contre six auparavant.
\section{État des infrastructures}
Les investissements ont totalisé 47,2 millions de dollars, soit 91~\% du budget autorisé. Les principaux chantiers achevés ont été les suivants :
\begin{itemize}
\item Reconstruction du débarcadère de Sainte-Olive (11,4 M\$)
\item Réfection du quai de la Pointe-Brûlée (6,8 M\$)
\item Remplacement des moteurs du \emph{Grand-Héron} (5,1 M\$)
\item Dragage du chenal de l'Anse-aux-Outardes (2,3 M\$)
\end{itemize}
\section{Main-d'\oe uvre}
Soixante-sept personnes ont été embauchées et cinquante-huit ont quitté l'organisation. Le programme de bourses a permis à onze matelots d'obtenir un brevet d'officier.

\chapter{Utilisation des ressources}
\section{Ressources humaines}
L'effectif comptait 412 personnes au 31 mars 2024, dont 27~\% de femmes. La formation a représenté 1,6~\% de la masse salariale.

\begin{tabular}{lrr}\toprule Secteur & 2022-2023 & 2023-2024\\\midrule Personnel navigant & 238 & 241\\ Personnel des quais & 96 & 98\\ Administration & 71 & 73\\\midrule Total & 405 & 412\\\bottomrule\end{tabular}
\section{Ressources financières}
Les dépenses de fonctionnement ont atteint 98,7 millions de dollars, en hausse de 4,3~\%. Le carburant a compté pour 17~\% du total et la rémunération pour 52~\%.
\section{Ressources informationnelles}
Le système de billetterie a été remplacé en octobre 2023. La transition a provoqué 46 minutes d'interruption. Aucun incident de confidentialité n'a été déclaré à la commission compétente.

\chapter{Exigences législatives et gouvernementales}
\section{Accès aux documents}
L'Office a reçu 39 demandes d'accès. Trente et une ont été acceptées en totalité, cinq partiellement et trois refusées. Le délai moyen de traitement a été de quatorze jours.
\section{Emploi et qualité de la langue française}
Le mandataire a tenu deux rencontres. Une infolettre linguistique a été diffusée chaque mois et un concours de rédaction a réuni 64 participants.
\section{Développement durable}
Huit des dix gestes inscrits au plan de développement durable ont été menés à terme. Les deux autres ont été abandonnés, faute de soumissionnaire.
\section{Gouvernance}
Le conseil d'administration s'est réuni sept fois. Il était formé de neuf membres, dont cinq femmes. Aucun manquement au code d'éthique n'a été signalé. Le comité d'audit, le comité des ressources humaines et le comité des navires ont tenu respectivement cinq, quatre et six séances.
\section{Allègement réglementaire et tarification}
Les tarifs ont été indexés de 2,9~\% le 1\textsuperscript{er} avril 2023. Le coût de revient d'une traversée s'est élevé à 1 620~\$, et le taux de financement par les usagers, à 20~\%.

\appendix
\chapter{Code d'éthique des administrateurs (extrait)}
Le membre du conseil agit avec soin, honnêteté et loyauté. Il évite de se placer dans une situation de conflit entre son intérêt personnel et les obligations de sa charge. Il déclare par écrit tout intérêt dans une entreprise qui transige avec l'Office.
\chapter{Liste des traverses}
\begin{tabular}{lrl}\toprule Traverse & Durée (min) & Saison\\\midrule Sainte-Olive -- Cap-Perdrix & 22 & Toute l'année\\ Anse-aux-Outardes -- Île du Moine & 35 & Avril à janvier\\ Pointe-Brûlée -- Les Battures & 12 & Toute l'année\\ Port-Lavigne -- Rive-Nord & 18 & Toute l'année\\ Baie-des-Pins -- Île Rousse & 50 & Mai à novembre\\\bottomrule\end{tabular}
\end{document}
"""


def main() -> None:
    source = FOLDER / "sources" / f"{NAME}.tex"
    french = (
        shutil.which("kpsewhich")
        and subprocess.run(
            ["kpsewhich", "french.ldf"], capture_output=True, text=True, check=False
        ).stdout
    )
    source.write_text(
        TEXT.replace("BABEL", r"\usepackage[french]{babel}" if french else ""), encoding="utf-8"
    )
    target = FOLDER / f"{NAME}.pdf"
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            subprocess.run(
                [
                    "pdflatex",
                    "-interaction=nonstopmode",
                    f"-output-directory={folder}",
                    str(source),
                ],
                check=True,
                capture_output=True,
            )
        target.write_bytes((Path(folder) / f"{NAME}.pdf").read_bytes())
    write(
        target.name,
        "negative",
        [],
        [],
        "Rapport annuel : faits passés, résultats et cibles d’un plan antérieur ; aucune mesure annoncée.",
        1,
    )


if __name__ == "__main__":
    main()
