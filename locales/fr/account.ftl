login-title = Connexion
login-email = Adresse e-mail
login-password = Mot de passe
login-submit = Se connecter
login-forgotten = Mot de passe oublié ?
login-wrong = L’adresse ou le mot de passe n’est pas correct.
password-forgotten-title = Mot de passe oublié
password-forgotten-text = Indiquez votre adresse : nous vous enverrons un lien pour en choisir un nouveau.
password-send-link = Envoyer le lien
password-back = Retour à la connexion
password-sent-title = Regardez votre boîte de réception
password-sent-text = Si cette adresse a un compte, un lien vient de partir. Il est valable 15 minutes.
password-set-title = Choisissez un mot de passe
password-set-text = Vous vous connecterez avec { $email }.
password-new = Nouveau mot de passe
password-hint = Au moins 12 caractères. Une petite phrase se retient bien.
password-save = Enregistrer et continuer
login-left = Vous êtes déconnecté.
login-invited = Vous êtes invité. Connectez-vous avec { $email } pour ouvrir l’invitation.
account-title = Mon compte
account-profile = Profil
account-name = Votre nom
account-language = Langue
account-language-hint = Celle des pages et des e-mails que vous recevez.
account-password = Mot de passe
account-password-first = Choisir un mot de passe
account-password-none = Vous n’en avez pas encore. Avec un mot de passe, vous entrez sans attendre d’e-mail.
account-password-current = Mot de passe actuel
account-password-text = Toutes vos autres sessions seront fermées.
account-password-change = Changer le mot de passe
flash-account-saved = Votre profil est enregistré.
flash-password-changed = Votre mot de passe est changé. Vos autres sessions sont fermées.
mail-password-changed-subject = Votre mot de passe a été changé
mail-password-changed-text =
    Bonjour { $name },

    Le mot de passe de votre compte Fataplus vient d’être changé, et vos autres sessions sont fermées.
    Ce n’était pas vous ? Choisissez-en un autre sans attendre, et prévenez votre chef de projet :

    { $link }

    Fataplus
mail-password-subject = Choisissez un nouveau mot de passe
mail-password-text = Bonjour { $name },

    Ce lien vous permet de choisir un nouveau mot de passe. Il est valable 15 minutes et ne sert qu’une fois :

    { $link }

    Vous n’avez rien demandé ? Ignorez cet e-mail : rien ne change.

    Fataplus
login-stay = Rester connecté sur cet appareil
login-stay-hint = Pour les clients : 30 jours après chaque visite. Pas sur un appareil partagé.
login-with-stay = … et rester connecté sur cet appareil.
sessions-stays = reste connecté
