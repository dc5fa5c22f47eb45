home-turn-client-title = { $count ->
    [one] Le client a une chose à faire
    *[other] Le client a { $count } choses à faire
}
home-turn-client-text = Le projet reprend dès que c’est fait.
home-turn-ours-title = Rien de pressant
home-turn-new-title = Un nouveau projet
home-turn-new-text = Lisez ce que le client souhaite, écrivez-lui, puis passez le projet à « Préparation ».
home-turn-lonely-text = Personne chez le client n’a encore rejoint le projet. Invitez-le, puis passez le projet à « Préparation ».
home-turn-alone-text = Personne chez le client ne voit ce projet. Invitez-le.
home-turn-invited-text = Le client est invité et n’a pas encore rejoint le projet. D’ici là, personne chez lui ne le voit.
home-turn-lonely-title = Personne chez le client pour l’instant
home-turn-waits-lonely-text = Ceci attend le client, qui le verra quand il aura rejoint le projet.
home-invite-client = Inviter le client
home-see-invitation = Voir l’invitation
home-turn-ours-text = Rien n’est demandé au client : la suite est dans le planning.
home-turn-nobody-title = Rien n’est en attente
home-turn-nobody-text = Les documents et les messages restent à votre disposition.
home-decide = Donner votre avis : { $name }
home-turn-both = Au tour du client et de l’agence
home-turn-waits-client = Le projet attend le client
home-turn-waits-both = Le projet attend le client et l’agence
home-decide-client = Avis du client sur { $name }
home-check = Vérifier les fichiers : { $name }
home-correct = Corrections demandées : { $name }
home-answer-to = Répondre à { $name } : { $thread }
home-sent-back = À refaire : { $note }
home-assigned = Confiée à { $name }
home-check-files = Vérifier les fichiers
home-give-opinion = Donner votre avis
home-see-correction = Voir ce qui est demandé
home-answer = Répondre
home-done = C’est fait
home-was-done = « { $name } » : c’est fait.
home-send-files = Envoyer les fichiers
home-write = Écrire un message
event-platform = Fataplus
event-project-created = { $actor } a ouvert l’espace « { $name } »
event-project-edited = { $actor } a modifié le projet
event-status-changed = { $actor } a fait passer le projet à « { $name } »
event-milestone-added = { $actor } a ajouté l’étape « { $name } »
event-milestone-done = Étape atteinte : « { $name } » ({ $actor })
event-milestone-reopened = { $actor } a rouvert l’étape « { $name } »
event-task-added = { $actor } a ajouté la tâche « { $name } »
event-task-done = { $actor } a terminé « { $name } »
event-task-reopened = { $actor } a rouvert « { $name } »
event-document-added = { $actor } a déposé « { $name } »
event-document-version-added = { $actor } a déposé une nouvelle version de « { $name } »
event-document-published = { $actor } a publié « { $name } »
event-document-restricted = { $actor } a limité l’accès à « { $name } »
event-document-renamed = { $actor } a renommé un document : « { $name } »
event-document-deleted = { $actor } a supprimé « { $name } »
event-deliverable-approved = { $actor } a validé « { $name } »
event-approval-undone = { $actor } a annulé sa réponse sur « { $name } »
event-changes-requested = { $actor } demande des corrections sur « { $name } »
event-file-requested = { $actor } a demandé : « { $name } »
event-file-received = { $actor } a envoyé des fichiers pour « { $name } »
event-file-accepted = { $actor } a accepté les fichiers de « { $name } »
event-file-request-closed = { $actor } ne demande plus les fichiers de « { $name } »
event-file-returned = { $actor } a demandé à refaire « { $name } »
event-member-invited = { $actor } a invité { $name }
event-member-joined = { $name } a rejoint le projet
event-member-removed = { $actor } a retiré { $name } du projet
project-field-title = Titre du projet
project-field-organisation = Entreprise cliente
project-field-summary = En quelques mots
project-field-client-name = Nom du contact
project-field-client-name-hint = Nécessaire dès qu’il y a une adresse.
project-field-client-email = E-mail du contact
project-field-client-email-hint = Le contact reçoit une invitation et devient le contact principal.
project-field-manager = Chef de projet
project-manager-none = Personne pour l’instant
project-field-language = Langue des e-mails
project-field-starts-on = Début
project-field-due-on = Fin prévue
project-step-back = Retour au statut précédent : dites pourquoi.
field-not-staff = Aucune personne de l’agence n’a cette adresse.
field-changed-meanwhile = Ceci a changé entre-temps. Relisez, puis enregistrez de nouveau.
field-changed-to = Quelqu’un vient d’enregistrer : « { $found } ». Enregistrez de nouveau pour garder votre texte.
field-choose-status = Choisissez un statut.
flash-project-created = Le projet est créé.
flash-saved = C’est enregistré.
flash-sent-before = Ce formulaire avait déjà été envoyé : son résultat a été affiché à ce moment-là, et rien de plus n’a été créé.
flash-status-changed = Le statut a changé.
language-fr = Français
language-mg = Malagasy
language-en = English
thread-internal-title = Entre nous
mail-welcome-subject = Votre espace « { $title } » est prêt
mail-welcome-text =
    Bonjour { $name },

    Votre espace pour le projet « { $title } » ({ $id }) est prêt.
    Choisissez votre mot de passe ici ; le lien est valable trois jours :

    { $link }

    Vous y suivrez l’avancement, les documents et les messages de votre projet.
    Si le lien a expiré, demandez-en un nouveau depuis la page de connexion, « Mot de passe oublié ».

    À bientôt,
    Fataplus
mail-project-ready-subject = Votre espace « { $title } » est prêt
mail-project-ready-text =
    Bonjour { $name },

    Votre espace pour le projet « { $title } » ({ $id }) est prêt :

    { $link }

    À bientôt,
    Fataplus
mail-new-project-subject = Nouveau projet : { $title }
mail-new-project-text =
    Bonjour { $name },

    Le projet « { $title } » ({ $id }) vient d’arriver, et vous en êtes responsable :

    { $link }

    Fataplus
mail-unassigned-project-subject = Projet sans responsable : { $title }
mail-unassigned-project-text =
    Bonjour { $name },

    Le projet « { $title } » ({ $id }) vient d’arriver, et personne n’en est responsable :

    { $link }

    Fataplus
mail-status-changed-subject = « { $title } » : { $status }
mail-status-changed-text =
    Bonjour { $name },

    Le projet « { $title } » est passé à : { $status }.

    { $link }

    Fataplus
mail-status-back-subject = « { $title } » revient à : { $status }
mail-status-back-text =
    Bonjour { $name },

    Le projet « { $title } » revient à : { $status }.
    La raison : « { $reason } »

    { $link }

    Fataplus
project-still-open = Encore ouvert : { $what }.
project-open-milestones =
    { $count ->
        [one] { $count } étape
       *[other] { $count } étapes
    }
project-open-tasks =
    { $count ->
        [one] { $count } tâche
       *[other] { $count } tâches
    }
project-open-others =
    { $count ->
        [one] { $count } fichier, décision ou réponse attendu
       *[other] { $count } fichiers, décisions ou réponses attendus
    }
work-title = Mon travail
work-text = Ce qui attend l’agence dans vos projets, et vos tâches à venir.
work-new-project = Nouveau projet : lisez-le, puis passez-le à « Préparation »
work-open-project = Ouvrir le projet
work-empty-title = Rien ne vous attend
work-empty-text = Fichiers à vérifier, réponses à donner et tâches du jour seront ici.
work-hidden = Les règles d’accès de ce projet demandent de l’ouvrir pour voir ce qui attend.
quick-label = Actions rapides
quick-show = Montrer un document au client
quick-show-send = Envoyer et montrer
quick-task = Une tâche pour le client
quick-status = Passer à « { $status } »
quick-readers = Visible par { $names }.
quick-mailed = Un e-mail l’annonce, sauf souhait contraire.
quick-readers-none = Aucun client n’a encore rejoint ce projet.
mail-project-suspended-subject = Projet suspendu : « { $project } »
mail-project-suspended-text =
    Bonjour { $name },

    L’agence a suspendu le projet « { $project } » pour le moment. Rien n’est perdu : tout sera là quand il reprendra.

    Écrivez à l’agence si vous n’en connaissez pas la raison.

    Fataplus
mail-project-archived-subject = Projet archivé : « { $project } »
mail-project-archived-text =
    Bonjour { $name },

    Le projet « { $project } » est archivé : il ne s’ouvre plus. Rien n’est perdu, et il peut être rouvert.

    Écrivez à l’agence si vous avez encore besoin de quelque chose.

    Fataplus
mail-project-resumed-subject = Projet rouvert : « { $project } »
mail-project-resumed-text =
    Bonjour { $name },

    Le projet « { $project } » est rouvert, tel que vous l’avez laissé.

    { $link }

    Fataplus
mail-member-removed-subject = Vous ne participez plus à « { $project } »
mail-member-removed-text =
    Bonjour { $name },

    Vous n’êtes plus membre du projet « { $project } ».

    Écrivez à l’agence si c’est une erreur.

    Fataplus
