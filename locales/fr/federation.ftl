login-with = Se connecter avec { $host }
login-with-access = Se connecter avec Cloudflare Access
login-link-first = Connectez-vous cette fois comme d’habitude. Vous pourrez ensuite lier le compte que vous venez d’utiliser.
sign-in-to-login = Se connecter avec un mot de passe
sign-in-to-list = Vos comptes liés
sign-in-over-title = Cette connexion n’est plus valable
sign-in-over-text = Elle a pris plus de dix minutes, a déjà servi ou a commencé dans un autre navigateur. Veuillez recommencer.
sign-in-denied-title = Vous n’êtes pas connecté
sign-in-denied-text = La connexion chez { $host } a été annulée ou refusée. Rien n’a changé ici.
sign-in-refused-title = Vous n’êtes pas connecté
sign-in-refused-text = La réponse de { $host } n’a pas pu être acceptée. Veuillez recommencer ; si cela se reproduit, prévenez votre chef de projet.
sign-in-down-title = { $host } ne répond pas
sign-in-down-text = Réessayez dans un instant. La connexion par mot de passe fonctionne comme toujours.
sign-in-unknown-title = Aucun compte n’a cette adresse
sign-in-unknown-text = { $host } vous connaît, mais aucun compte ne correspond ici. Demandez une invitation à votre chef de projet, ou liez les comptes une fois connecté.
sign-in-taken-title = Ce compte est déjà lié
sign-in-taken-text = Votre compte chez { $host } est lié ici à un autre compte. Retirez d’abord ce lien.
identity-title = Comptes liés
identity-text = Les comptes d’ailleurs avec lesquels vous pouvez vous connecter ici.
identity-empty-title = Aucun compte n’est lié
identity-empty-text = Vous vous connectez avec votre mot de passe.
identity-since = Lié le
identity-used = Dernière utilisation
identity-unused = Pas encore utilisé
identity-link-with = Lier un compte chez { $host }
identity-link-access = Lier Cloudflare Access
identity-unlink = Retirer le lien
identity-unlink-name = Retirer le lien avec { $name }
identity-unlink-ask = Vous ne pourrez plus vous connecter avec ce compte.
identity-last = C’est votre seul moyen de vous connecter. Choisissez d’abord un mot de passe ou ajoutez un autre moyen.
identity-last-way = Choisir un mot de passe
identity-ask-title = Lier ce compte ?
identity-ask-text = Désormais, quiconque se connecte à ce compte chez { $host } sera connecté ici en votre nom.
identity-here = Ici
identity-ask-yes = Lier
identity-ask-no = Pas maintenant
flash-identity-linked = Le compte est lié. Vous pouvez désormais vous connecter avec lui.
flash-identity-unlinked = Le compte n’est plus lié.
mail-identity-linked-subject = Un compte de connexion a été lié
mail-identity-linked-text = Bonjour { $name },

    Un compte chez { $host } a été lié au vôtre : vous pouvez désormais vous connecter avec lui.

    Ce n’était pas vous ? Changez votre mot de passe, retirez le lien à la page « Comptes liés » et prévenez votre chef de projet.

    Fataplus
mail-identity-unlinked-subject = Un compte de connexion n’est plus lié
mail-identity-unlinked-text = Bonjour { $name },

    Un compte chez { $host } n’est plus lié au vôtre : personne ne peut plus se connecter avec lui.

    Ce n’était pas vous ? Changez votre mot de passe et prévenez votre chef de projet.

    Fataplus
