"""Words that are not names of places although they stand where one is asked, or look like one."""

# fmt: off
#: Words around a name when people answer in a sentence: "j'habite à Denain", "la ville de Lens".
AROUND = frozenset({
    "a", "ai", "alentours", "au", "aux", "c", "ca", "centre", "chez", "commune", "cote", "dans", "de", "des", "du", "en",
    "est", "etait", "etais", "habite", "habitant", "habites", "ici", "j", "je", "l", "la", "le", "les", "loin", "m",
    "maintenant", "mairie", "merci", "metropole", "moi", "mon", "notre", "nous", "on", "pas", "passe", "passait", "pres",
    "proche", "quartier", "region", "s", "secteur", "se", "sommes", "suis", "sur", "svp", "travaille", "vers", "vient",
    "viens", "vis", "village", "ville", "vit", "y",
})
#: Words after a name that change nothing. "des prés" is not among them: it makes another place of Saint-Quentin.
AFTER = frozenset({"centre", "france", "hdf", "merci", "svp", "ville"})
#: Ordinary words that are, or look like, names of communes: never taken without asking, never looked for loosely.
ORDINARY = frozenset({
    "aide", "allo", "aucun", "aucune", "autre", "avocat", "bonjour", "bonsoir", "bus", "campagne", "comment", "coucou",
    "difficile", "ecole", "france", "gare", "gens", "hopital", "idee", "ignore", "internet", "jamais", "lieu", "ligne",
    "magasin", "maison", "metro", "municipal", "nord", "non", "nulle", "ok", "oui", "ouais", "oubli", "partout", "parc",
    "part", "patron", "personne", "peut", "piscine", "place", "plage", "police", "pont", "port", "possible", "poste",
    "pourquoi", "quoi", "rappelle", "rappel", "retour", "rien", "rue", "sais", "sait", "salut", "sante", "service",
    "stop", "sud", "supprimer", "tard", "tout", "travail", "train", "tribunal", "usine", "voila", "voie", "voir",
    "voisin", "voisins", "est", "ouest", "etre", "savoir", "secret", "dire", "prefere", "veux", "question", "suivant",
    "passer", "suite", "pays", "monde", "chose", "quelque", "telephone", "ordinateur", "sans", "avec",
})
#: Ordinary words that follow à, de, sur or vers in a sentence and are names of communes as well.
MENTIONED = frozenset({
    "aime", "aire", "albert", "armes", "athee", "avion", "avril", "baron", "bonne", "bonnes", "bras", "celle",
    "celles", "champs", "chance", "change", "charge", "charmes", "chasse", "choisies", "clefs", "contre", "corps",
    "courant", "courbes", "cours", "creuse", "croix", "cultures", "echelle", "etais", "faux", "femme", "fille",
    "fins", "force", "francs", "gene", "gland", "grand", "hommes", "hours", "issus", "juif", "jure", "lance",
    "empire", "etoile", "lies", "lire", "offre", "long", "loue", "louer", "lutter", "macon", "maire", "marges",
    "marie", "mars", "mere", "moyen", "parce", "parent", "pere", "plan", "planques", "portes", "premieres",
    "publier", "pure", "quarante", "real", "relevant", "riviere", "roche", "sens", "seuil", "signes", "simple",
    "sure", "tierce", "titre", "trans", "tresses", "tricot", "union", "vert", "vieux", "vire",
})
# fmt: on
