messages-title = Messages
messages-text = Ce qui se dit ici reste avec le projet.
messages-threads = Conversations
messages-older = Messages plus anciens
messages-write = Votre message
messages-hint = Les autres sont prévenus par e-mail.
messages-send = Envoyer
messages-empty-title = Aucun message pour l’instant
messages-empty-text = Posez votre première question ci-dessous.
messages-first-thread = Client et agence
messages-unread = non lus
messages-newest = Revenir aux plus récents
messages-hint-internal = Seule l’agence lit ceci.
messages-new-thread = Nouvelle conversation
messages-thread-title = Sujet
messages-thread-kind = Qui la lit
messages-kind-client = L’agence et le client
messages-kind-internal = L’agence seule
messages-open-thread = Ouvrir la conversation
flash-message-sent = Votre message est envoyé.
flash-thread-opened = La conversation est ouverte.
mail-message-subject = { $project } : { $author } vous a écrit
mail-message-text =
    Bonjour { $name },

    { $author } a écrit dans le projet « { $project } » :

    { $excerpt }

    Lire et répondre : { $link }

    Vous recevez un seul e-mail, même si d’autres messages suivent, jusqu’à ce que vous les ayez lus.
