token-title = Jetons pour programmes
token-text = Un jeton permet à un programme d’agir en votre nom, dans les limites que vous fixez ici.
token-docs = Comment les programmes utilisent l’API
token-password = Les jetons sont indépendants de votre mot de passe : en changer n’y met pas fin. Révoquez ceux que vous n’utilisez plus.
token-empty-title = Aucun jeton
token-empty-text = Créez-en un par programme, pour pouvoir le révoquer seul.
token-new = Nouveau jeton
token-name = Nom
token-name-hint = Pour quel usage, par exemple « Rapport hebdomadaire »
token-life = Expire après
token-days-7 = 7 jours
token-days-30 = 30 jours
token-days-90 = 90 jours
token-days-365 = Un an
token-scopes = Pour quoi faire
token-scopes-hint = Il ne pourra jamais plus que vous. Choisissez le strict nécessaire.
token-make = Créer le jeton
token-fresh = Voici « { $name } »
token-fresh-text = Copiez-le maintenant : il n’est montré qu’une fois et n’est conservé nulle part. Qui le possède agit en votre nom.
token-copy = Copier
token-copied = Copié
token-made = Créé le
token-until = Expire le
token-over = Expiré le
token-used = Dernière utilisation
token-unused = Aucune utilisation
token-revoke = Révoquer
token-revoke-name = Révoquer { $name }
token-revoke-confirm = Le révoquer ? Ce qui l’utilise sera aussitôt refusé.
key-title = Clés pour programmes
key-text = Une clé permet à un programme de travailler dans ce projet, et dans aucun autre. Elle ne peut pas plus qu’un chef de projet et cesse de fonctionner quand la personne qui l’a créée s’en va.
key-fresh-text = Copiez-la maintenant : elle n’est montrée qu’une fois et n’est conservée nulle part. Qui la possède travaille dans ce projet.
key-manage = Gérer les clés
key-manage-text = Laissez des programmes lire et écrire dans ce projet.
key-empty-title = Aucune clé
key-empty-text = Créez-en une par programme, pour pouvoir la révoquer seule.
key-new = Nouvelle clé
key-by = Créée par { $name },
key-scopes-hint = Choisissez le strict nécessaire.
key-networks = Seulement depuis ces réseaux
key-networks-hint = Une adresse ou un réseau par ligne, par exemple 203.0.113.0/24. Vide : de partout.
key-make = Créer la clé
scope-project-read = Voir le projet, le plan et l’activité
scope-project-write = Modifier les informations, les dates et l’état
scope-plan-write = Modifier les étapes et les tâches
scope-documents-read = Lire les documents et les demandes de fichiers
scope-documents-write = Envoyer, modifier et publier des documents
scope-messages-read = Lire les messages
scope-messages-write = Écrire des messages
scope-members-read = Voir les membres et les invitations
scope-members-write = Inviter et retirer des personnes
scope-operations-read = Voir les clés du projet
flash-token-revoked = Le jeton est révoqué.
flash-key-revoked = La clé est révoquée.
field-scopes = Choisissez-en au moins un.
field-token-life = Au plus un an à partir d’aujourd’hui.
field-token-limit = Il y en a autant qu’il peut y en avoir. Révoquez-en d’abord un.
field-network = Écrivez des adresses comme 203.0.113.9 ou des réseaux comme 203.0.113.0/24.
field-networks = { $limit ->
    [one] Au plus un réseau.
    *[other] Au plus { $limit } réseaux.
}
problem-insufficient-scope = Ce jeton ne le permet pas
problem-insufficient-scope-detail = Sa portée ne suffit pas. Créez-en un avec la portée nommée, ou faites-le vous-même.
problem-key-network = Cette clé n’est pas valable d’ici
problem-key-network-detail = Elle ne sert que depuis les réseaux que son projet a nommés.
event-through-key = { $actor } (par la clé « { $key } »)
event-key-made = { $actor } a créé la clé « { $name } »
event-key-revoked = { $actor } a révoqué la clé « { $name } »
mail-token-made-subject = Un jeton pour programmes a été créé en votre nom
mail-token-made-text =
    Bonjour { $name },

    Le jeton « { $token } » a été créé avec votre compte : qui le possède peut agir en votre nom, dans les limites de sa portée.
    Si c’était vous, il n’y a rien à faire. Sinon, révoquez-le ici sans attendre, puis changez votre mot de passe :

    { $link }

    Fataplus
