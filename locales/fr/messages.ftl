messages-title = Messages
messages-text = Ce qui se dit ici reste avec le projet.
messages-threads = Conversations
messages-older = Messages plus anciens
messages-write = Votre message
messages-hint = Vos interlocuteurs sont prévenus par e-mail, s’ils le souhaitent.
messages-send = Envoyer
draft-kept = Repris de cet onglet : ce texte n’est pas encore envoyé.
messages-empty-title = Aucun message pour l’instant
messages-empty-text = Posez votre première question ci-dessous.
messages-first-thread = Client et agence
messages-unread = à lire
messages-new = Nouveaux messages
messages-newest = Revenir aux plus récents
messages-settle = Pas de réponse à donner
flash-message-settled = C’est noté : ce message n’attend pas de réponse.
flash-message-new = Un autre message est arrivé entre-temps.
messages-hint-internal = Personne n’est prévenu par e-mail.
messages-new-thread = Nouvelle conversation
messages-thread-title = Sujet
messages-thread-kind = Qui la lit
messages-audience-client = Agence et client
messages-audience-shared = Agence, client et partenaires
messages-audience-partner = Agence et partenaires
messages-audience-internal = Agence seule
messages-readers = Visible par { $names } et par les administrateurs de l’agence.
messages-readers-none = Visible par les seuls administrateurs de l’agence.
messages-no-thread-title = Aucune conversation ne vous est ouverte
messages-no-thread-text = Dès que l’agence en ouvre une, vous lisez et répondez ici.
messages-open-thread = Ouvrir la conversation
flash-message-sent = Votre message est envoyé.
flash-thread-opened = La conversation est ouverte.
mail-message-subject = { $project } : { $author } vous a écrit
mail-message-text =
    Bonjour { $name },

    { $author } a écrit dans le projet « { $project } » :

    { $excerpt }

    Lire et répondre : { $link }

    Même si d’autres messages suivent, vous recevez au plus un e-mail toutes les { $hours } heures sur cette conversation, jusqu’à ce que vous les ayez lus.
messages-edited = modifié
messages-edit = Modifier
messages-edit-text = Nouveau texte
messages-edit-hint = Possible pendant 15 minutes, tant que personne n’a écrit après vous. L’e-mail déjà parti garde le premier texte.
field-message-fixed = Ce message ne peut plus être modifié : le temps est passé, ou quelqu’un a écrit depuis. Votre texte est ci-dessous, vous pouvez l’envoyer à la suite.
