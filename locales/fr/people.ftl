account-tabs = Pages de mon compte
account-tab-profile = Profil
account-tab-security = Sécurité
account-tab-sessions = Connexions
account-tab-identities = Comptes liés
account-tab-tokens = Jetons

problem-view-only = Vous regardez le projet comme le client
problem-view-only-detail = Dans cette vue, rien ne peut être modifié. Quittez-la, puis recommencez.
problem-too-many-mails = Trop d’invitations envoyées aujourd’hui
problem-too-many-mails-detail = Une même adresse reçoit cinq invitations par jour au plus, et un projet ou une agence en envoie cent. Réessayez demain, ou demandez à la personne de regarder ses indésirables.
field-too-many-mails = Trop de messages sont déjà partis. Réessayez plus tard.
field-same-address = C’est déjà votre adresse.

client-view-start = Voir comme le client
client-view-label = Vue du client
client-view-bar = Vous voyez ce que voit le client, sans rien pouvoir modifier. Cette vue prend fin à { $until }.
client-view-leave = Quitter cette vue
flash-client-view = Voici le projet tel que le client le voit.
flash-client-view-left = Vous avez retrouvé votre vue.
event-client-view-started = { $actor } a regardé le projet comme le client
event-client-view-left = { $actor } a quitté la vue du client
event-member-changed = { $actor } a changé le rôle de { $name }
event-invitation-revoked = { $actor } a retiré l’invitation de { $name }
event-partner-shared = { $actor } a partagé le projet avec { $name }
event-partner-share-changed = { $actor } a modifié le partage avec { $name }
event-partner-unshared = { $actor } a mis fin au partage avec { $name }

invitation-state-expired = Expirée
invitation-state-undelivered = Non distribuée
people-undelivered = Vérifiez l’adresse, retirez cette invitation et invitez de nouveau.
invitation-state-accepted = Acceptée
invitation-state-revoked = Retirée
invitation-agency-text = Vous êtes connecté en tant que { $email }. Un clic, et vous faites partie de l’agence.
invitation-join-agency = Rejoindre l’agence
people-answered = Invitations terminées
people-since = depuis le
people-seen = vu
people-never-seen = jamais venu
people-place = Changer le rôle
people-place-name = Changer le rôle de { $name }
flash-member-changed = Le rôle est changé.
flash-too-many-mails = Assez d’invitations sont parties aujourd’hui : cinq par adresse, cent en tout. Réessayez demain.
share-title = Partager avec une agence
share-agency = Agence partenaire
share-level = Ce qu’elle peut faire
share-until = Dernier jour du partage
share-until-hint = Vide : sans fin.
share-mail-until = { " " }Jusqu’au { $day }.
share-submit = Partager le projet
share-change = Modifier le partage
share-change-name = Modifier le partage avec { $name }
share-end = Mettre fin au partage
share-end-name = Mettre fin au partage avec { $name }
share-end-confirm = Mettre fin au partage avec { $name } ? Ses membres perdent aussitôt l’accès.
flash-shared = Le partage est enregistré.
flash-share-changed = Le partage a changé entre-temps et reste tel qu’il est. Relisez, puis enregistrez de nouveau.
flash-share-refused = Le partage n’a pas changé : choisissez un jour à venir.
flash-share-ended = Le partage a pris fin.
share-lets-view = Vous pouvez lire le planning et les documents.
share-lets-edit = Vous pouvez lire le planning et les documents, écrire des messages, ajouter des fichiers et des tâches.
share-lets-manage = Vous pouvez lire et écrire, ajouter des fichiers, piloter les tâches et le statut.
mail-share-changed-subject = Vos droits ont changé : « { $project } »
mail-share-changed-text =
    Bonjour { $name },

    Le partage du projet « { $project } » avec { $agency } a changé.
    { $may }{ $until }

    { $link }

    Fataplus
mail-project-shared-subject = Un projet est partagé avec vous : « { $project } »
mail-project-shared-text =
    Bonjour { $name },

    Le projet « { $project } » est partagé avec { $agency }.
    { $may }{ $until }

    { $link }

    Fataplus
mail-share-ended-subject = Partage terminé : « { $project } »
mail-share-ended-text =
    Bonjour { $name },

    Le projet « { $project } » n’est plus partagé avec votre agence : vous ne pouvez plus l’ouvrir.

    Fataplus

nav-agencies = Partenaires
agency-title = Mon agence
agency-text = Vos collègues, et les projets qui sont partagés avec votre agence.
agency-people = Vos collègues
agency-admin = Administre l’agence
agency-remove-confirm = Retirer { $name } de l’agence ? L’accès à tous les projets partagés prend fin aussitôt.
agency-projects = Projets partagés
agency-no-projects = Aucun projet pour l’instant
agency-no-projects-text = Un projet apparaît ici dès qu’il est partagé avec votre agence.
agency-invite = Inviter un collègue
agency-invite-admin = Peut aussi inviter et retirer des collègues
agency-invite-admin-hint = Administre l’agence avec vous.
agencies-title = Agences partenaires
agencies-text = Une agence partenaire gère elle-même ses collègues. Elle ne voit que les projets que vous partagez avec elle.
agencies-none = Aucune agence partenaire
agencies-none-text = Créez la première ici.
agencies-nobody = Personne encore
agencies-invited = { $count ->
    [one] Une invitation en attente
    *[other] { $count } invitations en attente
}
agencies-admin = Nommer un administrateur
agencies-admin-of = Nommer un administrateur de { $name }
agencies-admin-email = Son adresse e-mail
agencies-admin-name = Nom de l’administrateur
agencies-admin-hint = La personne reçoit une invitation et gère ensuite ses collègues.
agencies-new = Nouvelle agence
agencies-name = Nom de l’agence
agencies-make = Créer l’agence
flash-agency-made = L’agence est créée, l’invitation est partie.
flash-agency-admin = C’est fait. Qui n’était pas encore de l’agence reçoit une invitation.
flash-address-refused = Cette adresse n’est pas utilisable.
mail-agency-invitation-subject = { $inviter } vous invite dans l’agence { $agency }
mail-agency-invitation-text =
    Bonjour { $name },

    { $inviter } vous invite à rejoindre { $agency } sur Fataplus. Vous y verrez les projets partagés avec votre agence.

    { $link }

    Le lien est valable 7 jours et ne sert qu’une fois. Vous n’attendiez rien de tel ? Ignorez cet e-mail : il ne se passe rien.

    Fataplus

account-phone = Téléphone
account-notifications = E-mails que vous recevez
account-notifications-label = Prévenez-moi aussitôt par e-mail
account-notifications-hint = Décochez ce que vous ne voulez pas recevoir. Les invitations et les liens que vous demandez arrivent toujours.
topic-messages = Nouveaux messages
topic-documents = Documents publiés
topic-approvals = Documents à valider et décisions
topic-file-requests = Fichiers demandés et reçus
topic-tasks = Tâches qui vous sont confiées
topic-status = Changements de statut
flash-notifications-saved = Vos choix sont enregistrés.
account-email = Adresse e-mail
account-email-now = Votre adresse est { $email }.
account-email-new = Nouvelle adresse
account-email-hint = Un lien y est envoyé. Votre adresse ne change qu’une fois ce lien confirmé.
account-email-change = Changer d’adresse
flash-address-asked = Regardez la boîte de la nouvelle adresse : un message vient d’y partir. Il est valable une heure.
flash-address-changed = Votre adresse est changée. Vos autres sessions sont fermées.
address-title = Confirmer la nouvelle adresse
address-text = Désormais, vous vous connecterez avec { $email } et y recevrez vos e-mails. Vos autres sessions seront fermées.
address-confirm = Confirmer cette adresse
address-foreign = Ce lien est pour une autre personne que celle qui est connectée ici. Déconnectez-vous, puis rouvrez le lien de l’e-mail.
mail-address-confirm-subject = Confirmez votre nouvelle adresse
mail-address-confirm-text =
    Bonjour,

    Pour utiliser cette adresse sur Fataplus, ouvrez ce lien et confirmez. Il est valable une heure et ne sert qu’une fois :

    { $link }

    Vous n’avez rien demandé ? Ignorez cet e-mail : rien ne change.

    Fataplus
mail-address-taken-subject = Cette adresse a déjà un compte
mail-address-taken-text =
    Bonjour,

    Quelqu’un a voulu utiliser l’adresse { $email } pour son compte Fataplus. Elle a déjà un compte : rien n’a changé.
    Si c’était vous, connectez-vous avec cette adresse, ou choisissez-en une autre.

    Fataplus
mail-address-asked-subject = Changement d’adresse demandé
mail-address-asked-text =
    Bonjour { $name },

    Quelqu’un a demandé que votre compte Fataplus passe à l’adresse { $email }. Rien ne change tant que cette adresse n’est pas confirmée.
    Ce n’était pas vous ? Changez votre mot de passe sans attendre et prévenez votre agence.

    Fataplus
mail-address-changed-subject = Votre adresse est changée
mail-address-changed-text =
    Bonjour { $name },

    Votre compte Fataplus utilise désormais l’adresse { $email }. Celle-ci ne sert plus.
    Ce n’était pas vous ? Prévenez votre agence sans attendre.

    Fataplus

projects-agency = Mon agence
projects-role = Vous êtes :
projects-next-is = Prochaine étape : { $next }
projects-no-next = Aucune étape à venir
projects-never-visited = Nouveau pour vous
projects-news-messages = { $count ->
    [one] 1 message non lu
    *[other] { $count } messages non lus
}
projects-news-files = { $count ->
    [one] 1 fichier
    *[other] { $count } fichiers
}
projects-news-others = { $count ->
    [one] 1 autre nouveauté
    *[other] { $count } autres nouveautés
}
