people-name = Nom
people-group-agency = À l’agence
people-group-client = Chez le client
people-group-partners = Agences partenaires
people-group-invited = Invités, sans réponse
people-until = jusqu’au
people-late-since = expirée le
people-resend = Renvoyer
people-revoke = Retirer l’invitation
people-revoke-name = Retirer l’invitation de { $name }
people-revoke-confirm = Retirer cette invitation ? Son lien cesse aussitôt de fonctionner.
people-level-view = Lit le planning et les documents, pas les messages
people-level-edit = Écrit aussi des messages, ajoute fichiers et tâches
people-level-manage = Pilote aussi tâches et statut
people-place-client = Client
people-place-client-lead = Client, contact principal
people-place-project-manager = Chef de projet
people-place-admin = Administrateur
invitation-title = Bienvenue dans « { $project } »
invitation-introduce = Cette invitation est pour { $email }. Indiquez votre nom et choisissez un mot de passe pour entrer.
invitation-join-text = Vous êtes connecté en tant que { $email }. Un clic, et le projet rejoint les vôtres.
invitation-as = Dans ce projet, vous serez : { $role }.
invitation-foreign = Cette invitation est pour { $email }, mais quelqu’un d’autre est connecté ici. Déconnectez-vous, puis rouvrez le lien de l’e-mail.
invitation-join = Rejoindre le projet
flash-invited = L’invitation est partie.
flash-invitation-revoked = L’invitation est retirée.
flash-member-removed = Cette personne n’a plus accès.
mail-invitation-subject = { $inviter } vous invite dans « { $project } »
mail-invitation-text = Bonjour { $name },

    { $inviter } vous invite dans l’espace privé du projet « { $project } » : son avancement, ses fichiers et ses messages.

    { $link }

    Le lien est valable 7 jours et ne sert qu’une fois. Vous n’attendiez rien de tel ? Ignorez cet e-mail : il ne se passe rien.

    Fataplus
