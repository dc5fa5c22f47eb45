home-turn-yours = À vous de jouer
home-turn-agency = L’agence travaille
home-turn-client = Au tour du client
home-turn-nobody = Rien en attente
home-turn-yours-title = { $count ->
    [one] Une chose vous attend
    *[other] { $count } choses vous attendent
}
home-turn-yours-text = Le projet avance dès que c’est fait.
home-turn-agency-title = Rien à faire pour le moment
home-turn-agency-text = Ce qui vous attendra s’affichera ici.
home-turn-intake-title = L’agence lit votre demande
home-due = Pour le { $date }
home-late-since = En retard depuis le { $date }
home-steps = Avancement du projet
home-figures = En bref
home-next = Prochaine étape
home-no-next = Aucune prévue
home-progress = Avancement
home-overdue = Étapes en retard
home-overdue-count = { $count ->
    [0] Aucune
    [one] Une
    *[other] { $count }
}
home-see-plan = Voir le planning
home-file-requests = Fichiers demandés
home-no-file-requests = Aucun fichier n’est attendu.
home-messages = Derniers messages
home-no-messages = Aucun message pour l’instant.
home-all = Tout voir
home-contact = Votre chef de projet
home-contact-name = { $name } s’occupe de votre projet
home-contact-write = Écrire un message
home-turn-intake-text = Elle vous répond dans Messages : un e-mail vous préviendra.
home-about = Le projet
activity-text = Tout ce qui s’est passé dans le projet, du plus récent au plus ancien.
home-timeline = Ce qui s’est passé
people-title = Équipe
people-text = Les personnes du projet. L’administration de la plateforme peut aussi l’ouvrir.
people-lead = Contact principal
people-invite = Inviter quelqu’un
people-email = Adresse e-mail
people-email-hint = La personne reçoit un lien pour entrer.
people-role = Rôle
people-send-invitation = Envoyer l’invitation
people-remove = Retirer
people-remove-name = Retirer { $name }
people-remove-confirm = Retirer { $name } du projet ? L’accès prend fin aussitôt.
people-last-manager = Personne d’autre ne pilote ce projet. Nommez d’abord un autre chef de projet, sinon messages et demandes restent sans réponse.
preparing-title = Votre espace se prépare
preparing-text = Cela prend en général quelques secondes. Si c’est plus long, nous réessayons jusqu’à ce qu’il soit prêt : vous ne perdez rien, et un e-mail vous préviendra.
preparing-reload = Actualiser
home-turn-delivered-title = Tout est livré
