problem-mfa-required = Une vérification en deux étapes est nécessaire
problem-mfa-required-detail = Configurez-la, ou montrez votre code, à la page Sécurité de votre compte. Un programme l’envoie dans « totp » en se connectant.
problem-wrong-factor = Le code n’est pas correct
problem-wrong-factor-detail = Utilisez le code que votre application affiche maintenant, ou un code de secours encore inutilisé. Chacun ne sert qu’une fois.
problem-proof-too-old = Confirmez que c’est bien vous
problem-proof-too-old-detail = Cette action demande une preuve d’identité de moins de dix minutes. Reconnectez-vous ou confirmez-la dans votre compte.
problem-too-many-attempts = Trop de tentatives
problem-too-many-attempts-detail = Patientez un instant, puis réessayez.
login-wait = { $seconds ->
    [one] Trop de tentatives. Réessayez dans une seconde.
   *[other] Trop de tentatives. Réessayez dans { $seconds } secondes.
}
field-wait = Trop de tentatives. Patientez un instant, puis réessayez.
login-by-mail = Se connecter par e-mail
login-by-password = Se connecter avec un mot de passe
login-mail-title = Se connecter par e-mail
login-mail-text = Indiquez votre adresse : nous vous enverrons un lien et un code, sans mot de passe.
login-mail-send = Envoyer l’e-mail
login-mail-sent = Si cette adresse a un compte, un e-mail vient de partir. Saisissez ici son code, ou ouvrez son lien. Les deux sont valables 15 minutes.
login-mail-code = Code reçu par e-mail
login-mail-again = Envoyer un autre e-mail
login-mail-over = Ce code n’est plus valable. Demandez un autre e-mail.
login-link-title = Connexion
login-link-text = Vous allez vous connecter en tant que { $email }.
mail-login-subject = Connexion à Fataplus
mail-login-text = Bonjour { $name },

    Votre code de connexion :

    { $code }

    Ou ouvrez ce lien et appuyez sur le bouton de la page :

    { $link }

    Les deux sont valables 15 minutes et ne servent qu’une fois. Vous n’avez rien demandé ? Ignorez cet e-mail : rien ne se passe.

    Fataplus
second-title = Encore une étape
second-text-app = Saisissez le code que votre application d’authentification affiche maintenant.
second-text-passkey = Utilisez votre empreinte ou votre visage (clé d’accès), ou saisissez un code de secours.
second-submit = Continuer
factor-code = Code
factor-code-hint = Les six chiffres de votre application. Sans elle : l’un de vos codes de secours.
factor-wrong = Ce code n’est pas correct, ou a déjà servi.
factor-app-wrong = Ce n’est pas le code du moment.
passkey-use = Utiliser l’empreinte ou le visage (clé d’accès)
passkey-login = Se connecter par empreinte ou visage (clé d’accès)
passkey-failed = Cela n’a pas fonctionné. Réessayez, ou choisissez un autre moyen.
passkey-name = Nom de la clé
passkey-name-hint = Pour la reconnaître : « téléphone », « clé du bureau ».
passkey-add = Ajouter l’empreinte ou le visage de cet appareil (clé d’accès)
passkey-unsupported = Ce navigateur ne peut pas utiliser de clé d’accès ici, ou JavaScript est désactivé.
confirm-title = Confirmez que c’est bien vous
confirm-text = Ce que vous allez faire est sensible. Votre confirmation vaut de cinq à dix minutes.
confirm-first = Confirmez d’abord votre identité. Ce que vous écrirez ensuite ne sera pas perdu.
confirm-submit = Confirmer
confirm-factor-needed = Ici, le mot de passe ne suffit pas : utilisez un code, ou l’empreinte ou le visage (clé d’accès).
confirm-again = Pour confirmer, déconnectez-vous puis reconnectez-vous.
security-title = Sécurité
security-text = La vérification en deux étapes protège votre compte même si quelqu’un apprend votre mot de passe.
security-needed = Votre rôle, ou l’un de vos projets, demande une vérification en deux étapes. Configurez l’un des moyens ci-dessous pour continuer.
security-go-on = Continuer
security-on = Activé
security-off = Désactivé
security-app = Application d’authentification
security-app-text = Une application de votre téléphone affiche un nouveau code toutes les trente secondes.
security-app-add = Configurer une application
security-app-remove = Retirer l’application
security-passkeys = Clés d’accès (passkeys)
security-passkeys-text = Votre empreinte, votre visage ou une clé de sécurité, au lieu du mot de passe et du code. Ensuite, le mot de passe ou le code reçu par e-mail ne suffira plus sur vos autres appareils : gardez les codes de secours qui suivent.
security-added = Ajout :
security-used = Dernière utilisation
security-remove = Retirer
security-remove-name = Retirer { $name }
security-remove-confirm = Retirer ce moyen de vérification ? Il ne sera plus demandé à la connexion.
security-codes = Codes de secours
security-codes-text = Pour le jour où votre téléphone ou votre clé est perdu. Chacun ne sert qu’une fois.
security-codes-left = { $count ->
    [0] Aucun restant
    [one] Un restant
   *[other] { $count } restants
}
security-codes-new = Nouveaux codes
app-title = Configurer une application d’authentification
app-scan = Scannez ce code avec votre application (Aegis, FreeOTP ou Google Authenticator, par exemple), ou saisissez-y la clé.
app-qr = La clé sous forme de code QR
app-open = Ouvrir dans mon application
app-open-hint = Sur le téléphone où se trouve l’application : rien à scanner.
app-secret = Clé à saisir
app-code = Code affiché par l’application
app-confirm = Activer
codes-title = Codes de secours
codes-text = L’un de ces codes vous permet de vous connecter quand vous n’avez ni téléphone ni clé. Imprimez-les ou gardez-les dans un gestionnaire de mots de passe.
codes-replace = { $count ->
    [one] Il vous reste un code valable. Une nouvelle série le remplace.
   *[other] Il vous reste { $count } codes valables. Une nouvelle série les remplace.
}
codes-show = Afficher mes codes de secours
codes-once = Ces codes ne sont affichés que cette fois.
codes-kept = Je les ai conservés
codes-copy = Tout copier
codes-copied = Copiés
flash-factor-app-added = Votre application est configurée.
flash-factor-removed = Ce moyen de vérification est retiré.
mail-factor-added-subject = Un moyen de vérification a été ajouté à votre compte
mail-factor-added-text = Bonjour { $name },

    Un moyen de vérification a été ajouté à votre compte Fataplus. Si ce n’était pas vous, changez tout de suite votre mot de passe et prévenez votre chef de projet, dans les messages de votre espace.

    Fataplus
mail-factor-removed-subject = Un moyen de vérification a été retiré de votre compte
mail-factor-removed-text = Bonjour { $name },

    Un moyen de vérification a été retiré de votre compte Fataplus. Si ce n’était pas vous, changez tout de suite votre mot de passe et prévenez votre chef de projet, dans les messages de votre espace.

    Fataplus
strength-label = Solidité du mot de passe
strength-short = Trop court : au moins 12 caractères
strength-weak = Facile à deviner
strength-fair = Pas encore assez solide
strength-good = Solide
strength-strong = Très solide
